//! The machine's time and randomness, for a server that is to cost what the real one costs.

use std::time::{SystemTime, UNIX_EPOCH};

use nudge_core::{Clock, Entropy, Timestamp};

#[derive(Clone, Copy, Debug)]
pub(crate) struct Machine;

/// The machine's time.
#[expect(clippy::disallowed_methods, reason = "a program of its own, which has to cost what `nudge` does")]
pub(crate) fn system_time() -> SystemTime {
    SystemTime::now()
}

impl Clock for Machine {
    fn now(&self) -> Timestamp {
        let since = system_time().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Entropy for Machine {
    #[expect(
        clippy::disallowed_methods,
        reason = "a program of its own, which has to cost what `nudge` does"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::expect_used, reason = "a machine without randomness can measure nothing")]
        getrandom::fill(bytes).expect("the system gives random bytes");
    }
}
