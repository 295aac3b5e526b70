//! Which connection a line of the log is about.

use nudge_core::Admitted;
use tracing::Span;

use crate::metered::name;
use crate::net::Way;

/// A connection, as the log knows it.
///
/// Its span is made for as long as a command is handled or a line is written, and not kept: one that is kept takes as much
/// memory as all else of a connection, and a task that is polled inside one pays for it with every message that it relays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Connection {
    number: u64,
    port: &'static str,
}

impl Connection {
    /// The one that was let in by this way.
    pub(crate) fn new(admitted: &Admitted, way: Way) -> Self {
        Self { number: admitted.number(), port: name(way) }
    }

    /// What its lines are written inside of, or name as their parent.
    pub(crate) fn span(self) -> Span {
        tracing::error_span!("connection", conn.id = self.number, conn.port = self.port)
    }
}
