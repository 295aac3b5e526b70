//! The machine's time and randomness: the only place that reads them.

use std::time::{SystemTime, UNIX_EPOCH};

use nudge_core::{Clock, Entropy, Timestamp};

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // A clock before 1970 is one that was never set; it then stands still until it is.
        let since = now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The machine's time.
#[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// The operating system's source of randomness.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OsEntropy;

impl Entropy for OsEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is where randomness comes from")]
    #[expect(
        clippy::expect_used,
        reason = "to go on without randomness is to hand out secrets one can guess"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has a source of randomness");
    }
}
