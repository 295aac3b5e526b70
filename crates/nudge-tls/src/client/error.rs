//! Why a client does not get in.

use std::io;

use openssl::error::ErrorStack;
use thiserror::Error;

/// A client cannot be made.
#[derive(Debug, Error)]
pub enum SetupError {
    /// The root speaks of subjects, and rustls rejects everything below one that does.
    #[error("the root is in the form for Windows, and rustls takes only the other one")]
    OtherForm,
    /// OpenSSL failed at something that does not depend on input.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] ErrorStack),
    /// rustls does not take the root.
    #[error("rustls: {0}")]
    Rustls(#[from] rustls::Error),
}

/// A client was not let in, or did not want to go in. Each variant asks for something else to be changed.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// No certificate can be for that.
    #[error("{0:?} is neither a host name nor an address")]
    InvalidName(String),
    /// The connection broke.
    #[error("the connection breaks: {0}")]
    Io(io::Error),
    /// The two have no version or cipher suite in common, or one of them does not speak TLS.
    #[error("the handshake fails: {0}")]
    Handshake(String),
    /// The chain leads to another root, or to none.
    #[error("its certificate does not lead to the root")]
    UnknownRoot,
    /// The certificate is for other hosts.
    #[error("its certificate does not name {0}")]
    WrongName(String),
    /// The certificate has names that the root does not permit; clients then refuse it for all its names.
    #[error("its certificate has names that the root does not permit")]
    NotPermitted,
    /// The certificate has ended, or the clock is ahead.
    #[error("its certificate has expired")]
    Expired,
    /// The certificate has not begun, or the clock is behind.
    #[error("its certificate is not valid yet")]
    NotYetValid,
    /// Old Windows cannot check such a signature.
    #[error("its certificate is signed with {0}, and old Windows knows only SHA-1 with RSA")]
    NewSignature(String),
    /// The certificate cannot be accepted for another reason.
    #[error("its certificate cannot be accepted: {0}")]
    Certificate(String),
    /// No session could be made for the connection.
    #[error("OpenSSL: {0}")]
    Setup(#[from] ErrorStack),
}
