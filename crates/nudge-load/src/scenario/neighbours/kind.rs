//! The kinds of bad neighbours.

/// A kind of bad neighbour.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// In a busy conversation, and reads nothing of it.
    SlowReader,
    /// Ask for a great deal, and read a byte a second.
    Sippers,
    /// Say a byte a second to the notification server.
    Whisperers,
    /// Say a byte a second to the gateway.
    HttpWhisperers,
    /// Say a byte a second of a handshake.
    TlsWhisperers,
    /// Read nothing while their contacts change presence.
    Deaf,
    /// Connect to the notification server and say nothing.
    HalfOpen,
    /// Connect to HTTP, with and without TLS, and say nothing.
    HttpHalfOpen,
}

impl Kind {
    pub(super) const ALL: [Self; 8] = [
        Self::SlowReader,
        Self::Sippers,
        Self::Whisperers,
        Self::HttpWhisperers,
        Self::TlsWhisperers,
        Self::Deaf,
        Self::HalfOpen,
        Self::HttpHalfOpen,
    ];

    /// As it is called in results.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SlowReader => "a slow reader in a busy conversation",
            Self::Sippers => "readers of a byte a second",
            Self::Whisperers => "senders of a byte a second",
            Self::HttpWhisperers => "senders of a byte a second over HTTP",
            Self::TlsWhisperers => "senders of a byte a second in a handshake",
            Self::Deaf => "clients that never read presence",
            Self::HalfOpen => "half-open connections",
            Self::HttpHalfOpen => "half-open connections over HTTP and TLS",
        }
    }
}
