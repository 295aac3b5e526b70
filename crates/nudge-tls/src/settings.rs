//! What an operator decides.

use std::path::PathBuf;
use std::time::Duration;

/// The configuration of both faces.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Settings {
    /// Where the private root, certificates and keys are kept. Made if it is not there.
    pub folder: PathBuf,
    /// The host names of the era. The first is the certificates' common name, which some old clients look at alone, so it
    /// should be the one that most of them reach over TLS.
    pub era_hosts: Vec<String>,
    /// The server's own names and addresses.
    pub own_names: Vec<String>,
    /// The size of the key for old clients: 2048, or 1024 for those that cannot.
    pub legacy_key_bits: u32,
    /// The operator's own certificate, shown on the modern face to whoever asks for a name that is in it.
    pub certificate: Option<CertificateFiles>,
    /// Where to obtain a certificate for the modern face.
    pub acme: Option<AcmeSettings>,
    /// How long a handshake may take, from the first byte on.
    pub handshake_timeout: Duration,
}

/// A certificate that somebody else looks after.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateFiles {
    /// PEM: the certificate, and those that signed it.
    pub chain: PathBuf,
    /// PEM: its key.
    pub key: PathBuf,
}

/// How to obtain a certificate by ACME (RFC 8555), with answers over plain HTTP on port 80.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AcmeSettings {
    /// Where the authority's directory is, for example [`LETS_ENCRYPT`].
    pub directory: String,
    /// The names to ask for. All must lead to this server from everywhere.
    pub names: Vec<String>,
    /// Where the authority writes when something is wrong, as `mailto:` URLs.
    pub contact: Vec<String>,
    /// PEM: trust this root, and no other, when talking to the authority. For authorities of one's own.
    pub root: Option<PathBuf>,
}

/// Let's Encrypt.
pub const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";
