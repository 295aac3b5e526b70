//! How a connection ends.

use std::io;

use msnp::DecodeError;
use msnp::frame::FrameError;
use nudge_core::{Ending, Fault};

/// Why a connection ends, with the words for the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Goodbye {
    /// The peer said `OUT`.
    #[error("the client signed out")]
    SignedOut,
    /// The peer closed the connection, or broke it.
    #[error("the client closed the connection")]
    Closed,
    /// Reading or writing failed.
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
    /// What came cannot be cut into commands.
    #[error("not the protocol: {0}")]
    Frame(#[from] FrameError),
    /// What came is no command.
    #[error("not a command: {0}")]
    Decode(#[from] DecodeError),
    /// A command that the rules answer with closing the connection.
    #[error("against the rules: {0}")]
    Rules(&'static str),
    /// The client was sent to another server.
    #[error("referred to another server")]
    Referred,
    /// There was nothing more to say.
    #[error("{0}")]
    Done(&'static str),
    /// The client took too long.
    #[error("{0}")]
    TimedOut(&'static str),
    /// The client does not take what is sent to it.
    #[error("the client reads too slowly")]
    SlowReader,
    /// It had shown nothing yet, all places were taken, and others came.
    #[error("the client made room for another: it had not signed in")]
    Displaced,
    /// The domain ended the session.
    #[error("the session was ended: {0:?}")]
    Ended(Ending),
    /// The server is going down.
    #[error("the server is going down")]
    Shutdown,
    /// We failed; it has been logged.
    #[error("the server failed: {0}")]
    Fault(Fault),
}

/// Each way to end, as it is counted.
pub(crate) const REASONS: [&str; 14] = [
    "signed_out",
    "closed",
    "broken",
    "malformed",
    "against_the_rules",
    "referred",
    "done",
    "timed_out",
    "slow_reader",
    "displaced",
    "signed_in_elsewhere",
    "revoked",
    "shutdown",
    "fault",
];

impl Goodbye {
    /// The way to end, in one word of [`REASONS`].
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Closed => "closed",
            Self::Io(_) => "broken",
            Self::Frame(_) | Self::Decode(_) => "malformed",
            Self::Rules(_) => "against_the_rules",
            Self::Referred => "referred",
            Self::Done(_) => "done",
            Self::TimedOut(_) => "timed_out",
            Self::SlowReader => "slow_reader",
            Self::Displaced => "displaced",
            Self::Ended(Ending::SignedInElsewhere) => "signed_in_elsewhere",
            Self::Ended(Ending::Revoked) => "revoked",
            Self::Ended(Ending::Shutdown) | Self::Shutdown => "shutdown",
            Self::Fault(_) => "fault",
        }
    }

    /// Whether the client is given the time to close first: it has been told to go on elsewhere.
    pub(crate) fn lets_client_close(&self) -> bool {
        matches!(self, Self::Referred)
    }

    /// Whether there is nobody to write to any more.
    pub(crate) fn is_unheard(&self) -> bool {
        matches!(self, Self::Closed | Self::Io(_) | Self::SlowReader | Self::Displaced)
    }
}
