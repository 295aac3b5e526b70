//! What is counted of letters. The handles are made once; what each name means is said in the program that collects.

use std::sync::LazyLock;

use metrics::{Counter, Gauge, counter, gauge};

/// The handles.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(|| Metered {
    waiting: gauge!("nudge_mail_waiting"),
    sent: letters("sent"),
    failed: letters("failed"),
    turned_away: letters("turned_away"),
    retries: counter!("nudge_mail_retries_total"),
});

/// What is counted of letters.
pub(crate) struct Metered {
    /// Those that wait, or are on their way.
    pub(crate) waiting: Gauge,
    pub(crate) sent: Counter,
    /// Those that were given up.
    pub(crate) failed: Counter,
    /// Those that there was no room for.
    pub(crate) turned_away: Counter,
    pub(crate) retries: Counter,
}

fn letters(outcome: &'static str) -> Counter {
    counter!("nudge_mail_total", "outcome" => outcome)
}
