//! A client as programs of today have it that use rustls.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, Error, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{ConnectError, Connected, Root, SetupError};
use crate::modern::spoken;

/// Speaks TLS 1.2 and 1.3, and trusts one root.
pub struct ModernClient(TlsConnector);

/// The moment at which everything is checked.
#[derive(Debug)]
struct At(UnixTime);

impl ModernClient {
    /// A client for which it is `now`. The root has to be in the form for rustls.
    pub fn new(root: &Root, now: SystemTime) -> Result<Self, SetupError> {
        if !root.is_for_rustls() {
            return Err(SetupError::OtherForm);
        }
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(root.certificate.to_der()?))?;
        let now = At(UnixTime::since_unix_epoch(now.duration_since(UNIX_EPOCH).unwrap_or_default()));
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_details(provider, Arc::new(now))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Shakes hands, and checks that it is the host.
    pub async fn connect<S>(&self, host: &str, stream: S) -> Result<Connected<TlsStream<S>>, ConnectError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let name = ServerName::try_from(host.to_owned());
        let name = name.map_err(|_| ConnectError::InvalidName(host.to_owned()))?;
        let stream = self.0.connect(name, stream).await.map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
                Some(Error::InvalidCertificate(what)) => judge(what, host),
                Some(other) => ConnectError::Handshake(other.to_string()),
                None => ConnectError::Io(error),
            }
        })?;
        let (version, cipher) = spoken(stream.get_ref().1);
        Ok(Connected { stream, version, cipher })
    }
}

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        Some(self.0)
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only some reasons ask for a change of their own")]
fn judge(what: &CertificateError, host: &str) -> ConnectError {
    match what {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => ConnectError::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ConnectError::NotYetValid
        }
        CertificateError::UnknownIssuer | CertificateError::BadSignature => ConnectError::UnknownRoot,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ConnectError::WrongName(host.to_owned())
        }
        // rustls has no word of its own for it, and does not show the library's that it has it from.
        CertificateError::Other(other) if other.to_string().contains(NOT_PERMITTED) => {
            ConnectError::NotPermitted
        }
        other => ConnectError::Certificate(other.to_string()),
    }
}

/// How webpki names it.
const NOT_PERMITTED: &str = "NameConstraintViolation";
