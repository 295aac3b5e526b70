//! One HTTP request at a time: as much of a client as signing in by ticket takes.
//!
//! Of the answer to a `GET` only the head is read, because nothing that the login servers say is in a body; a body, however
//! long, is left behind with its connection. The answer to a `POST` is read whole.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{
    AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
};
use hyper::http::request;
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use zeroize::Zeroizing;

use crate::{Passport, PassportError};

/// The longest head of an answer, in bytes. Tickets are below 1,000.
const MAX_HEAD: usize = 16 * 1024;

/// The most headers of an answer.
const MAX_HEADERS: usize = 64;

/// The longest body that is read, in bytes. Seven tokens have about 8,000.
const MAX_BODY: usize = 64 * 1024;

/// Where a page is: `http` or `https`, a host, maybe a port, and a path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    pub(crate) scheme: Scheme,
    /// The host, as in `Host`: with the port if the address names it.
    authority: String,
    /// As in an address: IPv6 in brackets.
    host: String,
    port: u16,
    path: String,
}

/// Whether others on the way can read along.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scheme {
    Http,
    Https,
}

/// What came of a request, as far as it is read.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
}

/// An answer that was read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: Head,
    pub(crate) body: Bytes,
}

/// What is sent to a page.
pub(crate) struct Post {
    pub(crate) content_type: &'static str,
    /// A password may be in it.
    pub(crate) body: Zeroizing<String>,
}

/// Gets the head of a page.
pub(crate) async fn get(
    place: &Place,
    authorization: Option<HeaderValue>,
    passport: &Passport,
    patience: Duration,
) -> Result<Head, PassportError> {
    let mut request = place.request(Method::GET);
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    let request = place.with_body(request, Bytes::new())?;
    Ok(exchange(place, request, passport, patience, false).await?.head)
}

/// Sends something to a page, and reads the answer.
pub(crate) async fn post(
    place: &Place,
    post: Post,
    passport: &Passport,
    patience: Duration,
) -> Result<Answer, PassportError> {
    let request = place.request(Method::POST).header(CONTENT_TYPE, post.content_type);
    let request = place.with_body(request, Bytes::from_owner(Wiped(post.body)))?;
    exchange(place, request, passport, patience, true).await
}

/// Bytes that are wiped when the last who needs them lets go of them.
struct Wiped(Zeroizing<String>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Connects, asks, and reads as much of the answer as is wanted.
async fn exchange(
    place: &Place,
    request: Request<Full<Bytes>>,
    passport: &Passport,
    patience: Duration,
    whole: bool,
) -> Result<Answer, PassportError> {
    let talk = async {
        if let Some(dialer) = &passport.dialer {
            let stream = dialer.dial(place.bare_host(), place.port, place.scheme == Scheme::Https).await;
            let stream = stream.map_err(|cause| match place.scheme {
                Scheme::Http => place.unreachable(cause),
                Scheme::Https => place.tls(cause),
            })?;
            return exchange_on(stream, request, place, whole).await;
        }
        let connecting = TcpStream::connect(format!("{}:{}", place.host, place.port));
        let stream = connecting.await.map_err(|cause| place.unreachable(cause))?;
        match place.scheme {
            Scheme::Http => exchange_on(stream, request, place, whole).await,
            Scheme::Https => {
                let connector = TlsConnector::from(Arc::new(trusting(&passport.roots)?));
                let stream = connector.connect(place.server_name()?, stream).await;
                exchange_on(stream.map_err(|cause| place.tls(cause))?, request, place, whole).await
            }
        }
    };
    timeout(patience, talk).await.map_err(|_| PassportError::Timeout { place: place.to_string() })?
}

async fn exchange_on<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: Request<Full<Bytes>>,
    place: &Place,
    whole: bool,
) -> Result<Answer, PassportError> {
    let trouble = |error: hyper::Error| place.http(&error);
    let mut builder = http1::Builder::new();
    // As servers of the era expect them.
    builder.title_case_headers(true).max_headers(MAX_HEADERS).max_buf_size(MAX_HEAD);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(trouble)?;
    let answered = async {
        let (head, body) = sender.send_request(request).await.map_err(trouble)?.into_parts();
        let body = if whole { read(body, place).await? } else { Bytes::new() };
        Ok(Answer { head: Head { status: head.status, headers: head.headers }, body })
    };
    beside(answered, connection).await
}

async fn read(body: Incoming, place: &Place) -> Result<Bytes, PassportError> {
    let what = "half an answer, or too much of one";
    let read = Limited::new(body, MAX_BODY).collect().await;
    let read = read.map_err(|_| PassportError::BadAnswer { place: place.to_string(), what })?;
    Ok(read.to_bytes())
}

/// Waits for `wanted` while `needed` runs, which may end first.
async fn beside<T>(wanted: impl Future<Output = T>, needed: impl Future) -> T {
    let (mut wanted, needed) = (pin!(wanted), pin!(needed));
    tokio::select! {
        biased;
        outcome = &mut wanted => return outcome,
        _ended = needed => {}
    }
    wanted.await
}

/// Trusts whom this machine trusts, and those who are vouched for by these roots: DER, or PEM with one or several.
fn trusting(roots: &[Vec<u8>]) -> Result<ClientConfig, PassportError> {
    let mut extra = Vec::new();
    for root in roots {
        if root.starts_with(b"-----") || root.windows(PEM.len()).any(|window| window == PEM) {
            let certificates = CertificateDer::pem_slice_iter(root).collect::<Result<Vec<_>, _>>();
            extra.extend(certificates.map_err(|_| PassportError::BadRoot)?);
        } else {
            extra.push(CertificateDer::from(root.clone()));
        }
    }
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider));
    let verifier = verifier.map_err(|_| PassportError::BadRoot)?;
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = versions.map_err(|error| PassportError::NoTls(error.to_string()))?;
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Ok(config.with_no_client_auth())
}

const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----";

impl Head {
    /// Every header of this name, as text.
    pub(crate) fn all<'h>(&'h self, name: &HeaderName) -> impl Iterator<Item = &'h str> + use<'h> {
        self.headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
    }
}

impl Place {
    /// Reads an address, which must have a scheme.
    pub(crate) fn parse(address: &str) -> Result<Self, PassportError> {
        let bad = || PassportError::BadAddress(address.chars().take(MAX_SHOWN).collect());
        let uri: Uri = address.parse().map_err(|_| bad())?;
        let (scheme, default_port) = match uri.scheme_str() {
            Some("http") => (Scheme::Http, 80),
            Some("https") => (Scheme::Https, 443),
            _ => return Err(bad()),
        };
        let authority =
            uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(bad)?;
        Ok(Self {
            scheme,
            authority: authority.as_str().into(),
            host: authority.host().into(),
            port: authority.port_u16().unwrap_or(default_port),
            path: uri.path_and_query().map_or_else(|| "/".into(), ToString::to_string),
        })
    }

    fn request(&self, method: Method) -> request::Builder {
        Request::builder()
            .method(method)
            .uri(&self.path)
            .header(HOST, &self.authority)
            .header(USER_AGENT, "MSMSGS")
            .header(CONNECTION, "close")
    }

    fn with_body(
        &self,
        request: request::Builder,
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, PassportError> {
        request.body(Full::new(body)).map_err(|_| PassportError::BadAddress(self.to_string()))
    }

    /// Without the brackets of IPv6.
    fn bare_host(&self) -> String {
        self.host.trim_start_matches('[').trim_end_matches(']').to_owned()
    }

    fn server_name(&self) -> Result<ServerName<'static>, PassportError> {
        ServerName::try_from(self.bare_host()).map_err(|_| PassportError::BadAddress(self.to_string()))
    }

    fn unreachable(&self, cause: std::io::Error) -> PassportError {
        PassportError::Unreachable { place: self.to_string(), cause }
    }

    fn tls(&self, cause: std::io::Error) -> PassportError {
        PassportError::Tls { place: self.to_string(), cause }
    }

    fn http(&self, error: &hyper::Error) -> PassportError {
        let what = if error.is_parse() || error.is_parse_too_large() {
            "something that is not HTTP, or too much of it"
        } else {
            "nothing, and closed the connection"
        };
        PassportError::BadAnswer { place: self.to_string(), what }
    }
}

/// Of an address that is none, so much is shown.
const MAX_SHOWN: usize = 200;

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "http",
            Self::Https => "https",
        })
    }
}

/// Without the query, which is the server's own business.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "{}://{}{path}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_scheme_host_port_and_path() {
        let place = Place::parse("https://nexus.passport.com/rdr/pprdr.asp").unwrap();
        assert_eq!((place.scheme, place.port), (Scheme::Https, 443));
        assert_eq!(place.to_string(), "https://nexus.passport.com/rdr/pprdr.asp");
        let place = Place::parse("http://[::1]:8080/login2.srf?lc=1033").unwrap();
        assert_eq!((place.host.as_str(), place.port), ("[::1]", 8080));
        assert_eq!((place.authority.as_str(), place.path.as_str()), ("[::1]:8080", "/login2.srf?lc=1033"));
        assert_eq!(place.to_string(), "http://[::1]:8080/login2.srf");
        assert_eq!(Place::parse("http://a").unwrap().path, "/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "a",
            "a/b",
            "ftp://a/",
            "http://",
            "http:///x",
            "http://u:p@a/",
            "http://a b/",
            "/x",
            "http://a\r\n/",
        ] {
            assert!(matches!(Place::parse(bad), Err(PassportError::BadAddress(_))), "{bad}");
        }
    }

    #[test]
    fn a_root_that_is_none_is_refused() {
        for bad in
            [&b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"[..], b"\x30\x03\x02\x01\x00"]
        {
            assert!(matches!(trusting(&[bad.to_vec()]), Err(PassportError::BadRoot)), "{bad:?}");
        }
        assert!(trusting(&[]).is_ok());
    }
}
