//! A client as Windows before Vista had it.

use std::net::IpAddr;
use std::pin::Pin;
use std::time::SystemTime;

use openssl::nid::Nid;
use openssl::provider::Provider;
use openssl::ssl::{Ssl, SslContext, SslContextBuilder, SslMethod, SslRef, SslVerifyMode, SslVersion};
use openssl::x509::X509VerifyResult;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_openssl::SslStream;

use super::{ConnectError, Connected, Root, SetupError};
use crate::authority::seconds;
use crate::legacy::spoken;

/// Speaks TLS 1.0 as Windows 98 to XP do, and trusts one root.
pub struct LegacyClient {
    context: SslContext,
    now: i64,
    /// RC4 lives in it, and goes with it.
    _ciphers: Provider,
}

impl LegacyClient {
    /// A client for which it is `now`.
    pub fn new(root: &Root, now: SystemTime) -> Result<Self, SetupError> {
        // Without the fallback to the default provider, this one would be alone.
        let ciphers = Provider::try_load(None, "legacy", true)?;
        let mut builder = SslContextBuilder::new(SslMethod::tls_client())?;
        builder.set_security_level(0);
        builder.set_min_proto_version(Some(SslVersion::TLS1))?;
        builder.set_max_proto_version(Some(SslVersion::TLS1))?;
        builder.set_cipher_list(CIPHERS)?;
        builder.set_verify(SslVerifyMode::PEER);
        builder.cert_store_mut().add_cert(root.certificate.clone())?;
        Ok(Self { context: builder.build(), now: seconds(now), _ciphers: ciphers })
    }

    /// Shakes hands, and checks that it is the host. The server is not told which one is meant: old Windows does not.
    pub async fn connect<S>(&self, host: &str, stream: S) -> Result<Connected<SslStream<S>>, ConnectError>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut stream = SslStream::new(self.session(host)?, stream)?;
        if let Err(error) = Pin::new(&mut stream).connect().await {
            return Err(match judge(stream.ssl().verify_result(), host) {
                Some(judged) => judged,
                None => match error.into_io_error() {
                    Ok(error) => ConnectError::Io(error),
                    Err(error) => ConnectError::Handshake(error.to_string()),
                },
            });
        }
        check_signature(stream.ssl())?;
        let (version, cipher) = spoken(stream.ssl());
        Ok(Connected { stream, version, cipher })
    }

    fn session(&self, host: &str) -> Result<Ssl, ConnectError> {
        let mut ssl = Ssl::new(&self.context)?;
        let param = ssl.param_mut();
        match host.parse::<IpAddr>() {
            Ok(address) => param.set_ip(address),
            Err(_) => param.set_host(host),
        }
        .map_err(|_| ConnectError::InvalidName(host.to_owned()))?;
        param.set_time(self.now);
        Ok(ssl)
    }
}

/// The suites of Windows XP, in its order (reference 10 §11).
const CIPHERS: &str = "RC4-MD5:RC4-SHA:DES-CBC3-SHA:@SECLEVEL=0";

/// What is wrong with the certificate, if that is what ended the handshake.
fn judge(verdict: X509VerifyResult, host: &str) -> Option<ConnectError> {
    if verdict == X509VerifyResult::OK {
        return None;
    }
    let code = verdict.as_raw();
    Some(if UNKNOWN_ROOT.contains(&code) {
        ConnectError::UnknownRoot
    } else if WRONG_NAME.contains(&code) {
        ConnectError::WrongName(host.to_owned())
    } else {
        match code {
            EXPIRED => ConnectError::Expired,
            NOT_YET_VALID => ConnectError::NotYetValid,
            NOT_PERMITTED => ConnectError::NotPermitted,
            _ => ConnectError::Certificate(verdict.error_string().to_owned()),
        }
    })
}

/// OpenSSL takes every signature at this level; old Windows does not.
fn check_signature(ssl: &SslRef) -> Result<(), ConnectError> {
    let certificate =
        ssl.peer_certificate().ok_or_else(|| ConnectError::Certificate("there is none".to_owned()))?;
    let signature = certificate.signature_algorithm().object().nid();
    if signature == Nid::SHA1WITHRSAENCRYPTION {
        return Ok(());
    }
    Err(ConnectError::NewSignature(signature.long_name().unwrap_or("something unknown").to_owned()))
}

// OpenSSL's numbers (`X509_V_ERR_*` in x509_vfy.h), for which the binding has no names.

/// No certificate of the issuer, here or in general; signed by itself, alone or at the end of a chain; the first one
/// cannot be checked; a signature that is not the root's, although the name is.
const UNKNOWN_ROOT: [i32; 6] = [2, 7, 18, 19, 20, 21];

/// Another host name, another address.
const WRONG_NAME: [i32; 2] = [62, 64];

const NOT_YET_VALID: i32 = 9;
const EXPIRED: i32 = 10;
const NOT_PERMITTED: i32 = 47;
