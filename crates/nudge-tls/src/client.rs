//! The client's side of both faces, for whoever wants to know whether clients will get in.
//!
//! ```text
//! LegacyClient   as Windows before Vista: TLS 1.0, RC4 and 3DES, RSA, no server name, certificates with SHA-1
//! ModernClient   as programs of today that use rustls: TLS 1.2 and 1.3, SHA-2
//! ```
//!
//! Each trusts one [`Root`] and nothing else, like a machine on which just that one was installed, and each checks that
//! the chain leads to it and that the certificate names the host.

mod error;
mod legacy;
mod modern;
mod root;

pub use error::{ConnectError, SetupError};
pub use legacy::LegacyClient;
pub use modern::ModernClient;
pub use root::{NotACertificate, Root};

use crate::hello::Version;

/// A connection whose other end has shown that it is the host.
#[derive(Debug)]
pub struct Connected<T> {
    /// What is said and heard.
    pub stream: T,
    /// The version that was agreed on.
    pub version: Version,
    /// The cipher suite that was agreed on, by the name in IANA's registry.
    pub cipher: String,
}
