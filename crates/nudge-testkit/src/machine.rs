//! The machine that a test server runs on.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use nudge_core::{Clock, Entropy, Timestamp};

/// The machine's time, which a test can put forward and back.
#[derive(Debug, Default)]
pub struct TestClock {
    ahead_millis: AtomicI64,
}

impl TestClock {
    /// Puts the time forward. Only the domain reads it: tickets, rates and quiet conversations. The time-outs of
    /// connections do not.
    pub fn advance(&self, by: Duration) {
        self.ahead_millis.fetch_add(millis(by), Ordering::Relaxed);
    }

    /// Puts it back, as the machine's can be.
    pub fn set_back(&self, by: Duration) {
        self.ahead_millis.fetch_sub(millis(by), Ordering::Relaxed);
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let since_epoch = now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let millis = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(millis).plus_millis(self.ahead_millis.load(Ordering::Relaxed))
    }
}

/// The system's randomness.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(
            clippy::disallowed_methods,
            reason = "a test server draws from the system, as the real one does"
        )]
        let drawn = getrandom::fill(bytes);
        // A system without randomness cannot run a test; what is all zero then fails where it collides.
        if drawn.is_err() {
            bytes.fill(0);
        }
    }
}

/// The machine's time.
#[expect(
    clippy::disallowed_methods,
    reason = "a test server runs on the machine's time, as the real one does"
)]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}
