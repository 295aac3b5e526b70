//! Why TLS cannot be set up, and why a connection was not accepted.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use openssl::error::ErrorStack;
use thiserror::Error;

use crate::face::Face;

/// TLS cannot be set up, or not renewed. Each says what an operator has to look at.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A name in the settings is neither.
    #[error("{0:?} is neither a host name nor an address, so no certificate can be made for it")]
    InvalidName(String),
    /// The settings have no name at all.
    #[error("there is no host name to make a certificate for")]
    NoNames,
    /// The first name does not fit into a certificate's subject.
    #[error("{0:?} is longer than the 64 characters that a certificate's common name may have")]
    LongCommonName(String),
    /// Keys of that size are too weak for any use, or too slow for old clients.
    #[error("a key of {0} bits cannot be used for old clients; 1024 and 2048 can")]
    KeyBits(u32),
    /// The disk did not do what it was asked.
    #[error("{path}: {what}", path = path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        what: io::Error,
    },
    /// The root is never made anew by itself, because every client would have to install the new one.
    #[error("the private root in {path} cannot be used ({what}); restore it, or delete it and install the new one \
             on every client", path = path.display())]
    DamagedRoot {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The private root has reached its end, or the clock is wrong.
    #[error("the private root in {path} is not valid at this time; is the clock right?", path = path.display())]
    RootNotValid {
        /// The file.
        path: PathBuf,
    },
    /// The root permits none of the names.
    #[error("the private root was made for other names; delete {path} to make a new one", path = path.display())]
    NothingPermitted {
        /// The file.
        path: PathBuf,
    },
    /// The operator's own certificate or key cannot be used.
    #[error("the certificate in {path} cannot be used: {what}", path = path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// OpenSSL failed at something that does not depend on input.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] ErrorStack),
    /// rustls failed at something that does not depend on input.
    #[error("rustls: {0}")]
    Rustls(#[from] rustls::Error),
    /// A name that was checked could not be written into a certificate.
    #[error("encoding a certificate: {0}")]
    Encoding(#[from] x509_cert::der::Error),
}

impl TlsError {
    /// The disk's refusal, with the place.
    pub(crate) fn disk(path: &Path, what: io::Error) -> Self {
        Self::Disk { path: path.to_owned(), what }
    }
}

/// A connection was not accepted. All but [`AcceptError::Io`] and [`AcceptError::Setup`] are the peer's doing.
#[derive(Debug, Error)]
pub enum AcceptError {
    /// What came first is no hello of TLS or SSL.
    #[error("the peer does not speak TLS")]
    NotTls,
    /// The peer went away before its hello was whole.
    #[error("the peer closed the connection before the handshake")]
    Closed,
    /// The handshake took too long.
    #[error("the handshake took longer than {0:?}")]
    TooSlow(Duration),
    /// The handshake failed.
    #[error("the {face} handshake failed: {what}")]
    Handshake {
        /// The side that tried.
        face: Face,
        /// What the library says; nothing of the peer's is in it.
        what: String,
    },
    /// The connection broke.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// No session could be made for the connection.
    #[error("OpenSSL: {0}")]
    Setup(#[from] ErrorStack),
}
