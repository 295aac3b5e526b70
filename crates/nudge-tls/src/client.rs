//! A client of either face, to see whether one gets in.

use std::pin::Pin;
use std::time::SystemTime;

use openssl::provider::Provider;
use openssl::ssl::{Ssl, SslContext, SslContextBuilder, SslMethod, SslVerifyMode, SslVersion};
use openssl::x509::{X509, X509VerifyResult};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_openssl::SslStream;

use crate::authority::seconds;
use crate::error::{AcceptError, TlsError};
use crate::face::Face;

/// Shakes hands as programs of one time do, and trusts one root and nothing else.
pub struct Client {
    modern: SslContext,
    legacy: SslContext,
    now: i64,
    /// RC4 lives in it, and goes with it.
    _ciphers: Provider,
}

impl Client {
    /// Trusts that root, a certificate in DER, at that time.
    pub fn new(root: &[u8], now: SystemTime) -> Result<Self, TlsError> {
        let root = X509::from_der(root)?;
        // Without the fallback to the default provider, this one would be alone.
        let ciphers = Provider::try_load(None, "legacy", true)?;
        let mut modern = trusting(root.clone())?;
        modern.set_min_proto_version(Some(SslVersion::TLS1_2))?;
        let mut legacy = trusting(root)?;
        // Any higher, and TLS 1.0 and SHA-1 are refused.
        legacy.set_security_level(0);
        legacy.set_min_proto_version(Some(SslVersion::TLS1))?;
        legacy.set_max_proto_version(Some(SslVersion::TLS1))?;
        legacy.set_cipher_list(CIPHERS)?;
        Ok(Self { modern: modern.build(), legacy: legacy.build(), now: seconds(now), _ciphers: ciphers })
    }

    /// Shakes hands, and checks that the certificate names the host and leads to the root. The legacy face is not told the
    /// name, as in its time.
    pub async fn connect<S>(&self, face: Face, host: &str, stream: S) -> Result<SslStream<S>, AcceptError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut ssl = Ssl::new(match face {
            Face::Modern => &self.modern,
            Face::Legacy => &self.legacy,
        })?;
        if face == Face::Modern {
            ssl.set_hostname(host)?;
        }
        ssl.param_mut().set_host(host)?;
        ssl.param_mut().set_time(self.now);
        let mut stream = SslStream::new(ssl, stream)?;
        match Pin::new(&mut stream).connect().await {
            Ok(()) => Ok(stream),
            Err(error) => {
                let verified = stream.ssl().verify_result();
                Err(match error.into_io_error() {
                    Ok(error) => AcceptError::Io(error),
                    Err(_) if verified != X509VerifyResult::OK => {
                        AcceptError::Handshake { face, what: verified.error_string().to_owned() }
                    }
                    Err(error) => AcceptError::Handshake { face, what: error.to_string() },
                })
            }
        }
    }
}

fn trusting(root: X509) -> Result<SslContextBuilder, TlsError> {
    let mut builder = SslContextBuilder::new(SslMethod::tls_client())?;
    builder.set_verify(SslVerifyMode::PEER);
    builder.cert_store_mut().add_cert(root)?;
    Ok(builder)
}

/// What Windows 98 to XP offer, of what is left.
const CIPHERS: &str = "RC4-MD5:RC4-SHA:DES-CBC3-SHA:@SECLEVEL=0";

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}
