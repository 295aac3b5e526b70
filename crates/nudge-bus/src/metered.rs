//! What the bus counts. The handles are made once; what the name means is said in the program that collects.

use std::sync::LazyLock;

use metrics::{Counter, counter};

/// The handles of the bus.
pub(crate) static METERED: LazyLock<Metered> = LazyLock::new(|| Metered {
    delivered: notices("delivered"),
    nobody: notices("nobody"),
    lost: notices("lost"),
});

/// Notices, by what became of them.
pub(crate) struct Metered {
    /// Put into the mailbox of a session.
    pub(crate) delivered: Counter,
    /// To an account without a session.
    pub(crate) nobody: Counter,
    /// To a session whose mailbox took nothing more, and which ends with that.
    pub(crate) lost: Counter,
}

fn notices(outcome: &'static str) -> Counter {
    counter!("nudge_bus_notices_total", "outcome" => outcome)
}
