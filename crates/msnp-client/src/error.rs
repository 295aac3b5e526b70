//! What can go wrong between a client and a server.

use std::io::{self, ErrorKind};

use msnp::frame::FrameError;
use msnp::value::{ErrorCode, Handle, NotAWord};
use msnp::{DecodeError, Dialect};

use crate::PassportError;

/// Why a request, a sign-in or a wait failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 911 to a sign-in, or a refusal of the login server: there is no such account, or the secret is not its.
    #[error("the server does not accept this address with this secret")]
    WrongCredentials {
        /// What the login server has to say to the user.
        reason: Option<String>,
    },
    /// No ticket to sign in with.
    #[error(transparent)]
    Passport(#[from] PassportError),
    /// The server refused a request; the connection goes on.
    #[error("the server refused: {0} ({0:?})")]
    Refused(ErrorCode),
    /// The server does not speak the dialect that was asked for.
    #[error("the server does not speak {0}")]
    NoCommonDialect(Dialect),
    /// The server does not offer the way of signing in that was asked for.
    #[error("the server does not offer to sign in by {0}")]
    PackageNotOffered(&'static str),
    /// One server referred to the next more often than any network has reason to.
    #[error("referred from server to server {0} times")]
    TooManyReferrals(u32),
    /// The dialect has no such request.
    #[error("{dialect} has no {request}")]
    NotInDialect {
        /// The three letters of the request, or what in it the dialect does not have.
        request: &'static str,
        /// The dialect in force.
        dialect: Dialect,
    },
    /// The server's address book has no such contact, which the dialect would have to name by GUID.
    #[error("{0} is not a contact")]
    NotAContact(Handle),
    /// The server closed the connection.
    #[error("the server closed the connection")]
    Closed,
    /// Nothing that was waited for came in time.
    #[error("no answer in time")]
    Timeout,
    /// The server answered with something else than the protocol has for the request.
    #[error("unexpected answer: {0}")]
    Unexpected(String),
    /// What came in cannot be cut into commands.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// What came in is no command that a server sends.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// An argument from the caller cannot be put on a line.
    #[error("an argument is {0}")]
    Argument(#[from] NotAWord),
    /// The network failed.
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for Error {
    /// A server that closes with bytes unread resets the connection; that is a close like any other.
    fn from(error: io::Error) -> Self {
        if matches!(
            error.kind(),
            ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof
        ) {
            Self::Closed
        } else {
            Self::Io(error)
        }
    }
}

impl Error {
    /// The code, if the server refused a request with one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(code) => Some(*code),
            Self::WrongCredentials { .. } => Some(ErrorCode::AuthenticationFailed),
            Self::Passport(_)
            | Self::NoCommonDialect(_)
            | Self::PackageNotOffered(_)
            | Self::TooManyReferrals(_)
            | Self::NotInDialect { .. }
            | Self::NotAContact(_)
            | Self::Closed
            | Self::Timeout
            | Self::Unexpected(_)
            | Self::Frame(_)
            | Self::Decode(_)
            | Self::Argument(_)
            | Self::Io(_) => None,
        }
    }
}
