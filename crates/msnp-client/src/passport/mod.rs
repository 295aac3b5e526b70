//! Tickets, over HTTP: by way of the nexus and the login server ([`nexus`]), or from the token service ([`tokens`]).

mod nexus;
mod tokens;

use std::io;

use hyper::StatusCode;

use crate::http::{Place, Scheme};

pub(crate) use nexus::ticket;
pub(crate) use tokens::{MESSENGER, MESSENGER_CLEAR, tokens};

/// Why no ticket came of it. [`Error::WrongCredentials`](crate::Error::WrongCredentials) is not among these.
#[derive(Debug, thiserror::Error)]
pub enum PassportError {
    /// Of the configuration or the server that named it: this is no address of a page.
    #[error("{0:?} is not an http or https address")]
    BadAddress(String),
    /// Of the configuration: this is no certificate.
    #[error("a root certificate is neither DER nor PEM")]
    BadRoot,
    /// Of this machine: it cannot speak TLS.
    #[error("cannot prepare TLS: {0}")]
    NoTls(String),
    /// Of the network or the address: nobody is there.
    #[error("cannot reach {place}: {cause}")]
    Unreachable {
        /// Where.
        place: String,
        /// Why not.
        cause: io::Error,
    },
    /// Of the server: its certificate is not trusted, or it speaks nothing that this client does.
    #[error("no secure connection to {place}: {cause}")]
    Tls {
        /// Where.
        place: String,
        /// Why not.
        cause: io::Error,
    },
    /// Of the server: it said nothing in time.
    #[error("{place} does not answer")]
    Timeout {
        /// Where.
        place: String,
    },
    /// Of the server: another status than the protocol has, as 404 or 503.
    #[error("{place} answered {status}")]
    Status {
        /// Where.
        place: String,
        /// What.
        status: u16,
    },
    /// Of the server: an answer that says nothing to a client.
    #[error("{place} answered {what}")]
    BadAnswer {
        /// Where.
        place: String,
        /// What.
        what: &'static str,
    },
    /// Of the server: it gives no tokens, and says why.
    #[error("{place} says {code}: {text}")]
    Fault {
        /// Where.
        place: String,
        /// The code, as `ExpiredData`: this machine's clock is wrong.
        code: String,
        /// In the server's words.
        text: String,
    },
    /// Of the server: it wants the password to go where everybody on the way can read it, after a beginning where nobody
    /// could.
    #[error("{from} leads to {to}, where others could read the password")]
    Downgrade {
        /// A place that is secure.
        from: String,
        /// One that is not.
        to: String,
    },
    /// Of the server: one login server referred to the next more often than any network has reason to.
    #[error("referred from login server to login server {0} times")]
    TooManyRedirects(u32),
}

/// The longest text of a refusal that is passed on, in characters.
const MAX_REASON: usize = 300;

/// What a server says, as far as people can read it; `None` if that is nothing.
fn clipped(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_REASON).collect();
    (!text.is_empty()).then_some(text)
}

/// From where nobody can read along, nothing leads to where somebody can.
fn secure_as(from: &Place, to: &Place) -> Result<(), PassportError> {
    if from.scheme == Scheme::Https && to.scheme == Scheme::Http {
        return Err(PassportError::Downgrade { from: from.to_string(), to: to.to_string() });
    }
    Ok(())
}

fn no_answer(place: &Place, what: &'static str) -> PassportError {
    PassportError::BadAnswer { place: place.to_string(), what }
}

fn other_status(place: &Place, status: StatusCode) -> PassportError {
    PassportError::Status { place: place.to_string(), status: status.as_u16() }
}
