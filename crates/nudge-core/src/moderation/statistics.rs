//! Rates and totals over time.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Core, Error, Timestamp};

/// What was counted in some time.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sample {
    /// The beginning of that time.
    pub at: Timestamp,
    /// How many were online at the end of it, or at the most of several.
    pub online: u64,
    /// How many signed in.
    pub sign_ins: u64,
    /// How many failed to.
    pub failures: u64,
    /// How many messages were said in conversations.
    pub messages: u64,
    /// How many accounts were made by their owners.
    pub registrations: u64,
}

/// What is being counted.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) sign_ins: AtomicU64,
    pub(crate) failures: AtomicU64,
    pub(crate) messages: AtomicU64,
    pub(crate) registrations: AtomicU64,
}

impl Core {
    /// Keeps what was counted since the last time. Call it every minute or so.
    pub async fn sample(&self) -> Result<(), Error> {
        let counters = self.counters();
        let take = |counter: &AtomicU64| counter.swap(0, Ordering::Relaxed);
        let sample = Sample {
            at: self.clock().now(),
            online: u64::try_from(self.online()).unwrap_or(u64::MAX),
            sign_ins: take(&counters.sign_ins),
            failures: take(&counters.failures),
            messages: take(&counters.messages),
            registrations: take(&counters.registrations),
        };
        self.store().add_sample(sample).await
    }
}
