//! Passport over HTTPS: whom the client trusts, and where it does not let the password go.

use std::sync::Arc;

use msnp::Dialect;
use msnp_client::{Client, Config, Error, Passport, PassportError};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio_rustls::TlsAcceptor;

use crate::server::{TICKET, config, listen, play, signs_in};

/// A root of our own, as DER and PEM, and a server on this machine that it vouches for.
struct Authority {
    der: Vec<u8>,
    pem: String,
    acceptor: TlsAcceptor,
}

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &root).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    Authority { der: root.der().to_vec(), pem: root.pem(), acceptor: TlsAcceptor::from(Arc::new(config)) }
}

/// A nexus and a login server behind TLS, which say where the password goes and grant the ticket. What they were sent comes
/// out in the end.
async fn serve(
    acceptor: TlsAcceptor,
    login: impl FnOnce(&str) -> String,
) -> (String, tokio::task::JoinHandle<String>) {
    let (listener, address) = listen().await;
    let refers = format!("PassportURLs: DARealm=Passport.Net,DALogin={}\r\n", login(&address));
    let grants = format!("Authentication-Info: Passport1.4 da-status=success,from-PP='{TICKET}'\r\n");
    let running = tokio::spawn(async move {
        let mut heard = String::new();
        for answer in [refers, grants] {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(stream) = acceptor.accept(stream).await else { return heard };
            let mut stream = BufReader::new(stream);
            while !heard.ends_with("\r\n\r\n") {
                if stream.read_line(&mut heard).await.unwrap() == 0 {
                    return heard;
                }
            }
            heard.push_str("---");
            let answer = format!("HTTP/1.1 200 OK\r\n{answer}Content-Length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
        }
        heard
    });
    (format!("https://{address}/rdr/pprdr.asp"), running)
}

async fn attempt(passport: Passport) -> Result<Client, Error> {
    let (listener, address) = listen().await;
    let server = play(listener, vec![signs_in(Dialect::Msnp12)]);
    let result = Client::sign_in(Config { passport, ..config(&address, Dialect::Msnp12) }).await;
    server.abort();
    result
}

#[tokio::test]
async fn a_root_of_ones_own_is_trusted_in_either_form() {
    let authority = authority();
    let in_company = format!("{}{}", self::authority().pem, authority.pem).into_bytes();
    for root in [authority.der, authority.pem.into_bytes(), in_company] {
        // Without a scheme, the login server is asked as the nexus was.
        let (nexus, running) =
            serve(authority.acceptor.clone(), |address| format!("{address}/login2.srf")).await;
        attempt(Passport { roots: vec![root], ..Passport::at(&nexus) }).await.unwrap();
        let heard = running.await.unwrap();
        assert!(heard.contains("---GET /login2.srf HTTP/1.1\r\n"), "{heard}");
        assert!(heard.contains("sign-in=alice%40example%2Ecom,pwd=Password1,"), "{heard}");
    }
}

#[tokio::test]
async fn a_stranger_is_not_trusted() {
    let (nexus, running) = serve(authority().acceptor, |address| format!("{address}/login2.srf")).await;
    for roots in [vec![], vec![authority().der]] {
        let result = attempt(Passport { roots, ..Passport::at(&nexus) }).await;
        let failed = matches!(
            result,
            Err(Error::Passport(PassportError::Tls { .. } | PassportError::Unreachable { .. }))
        );
        assert!(failed, "{result:?}");
    }
    assert_eq!(running.await.unwrap(), "");
}

#[tokio::test]
async fn a_password_does_not_go_from_https_to_http() {
    let authority = authority();
    let (nexus, running) = serve(authority.acceptor, |address| format!("http://{address}/login2.srf")).await;
    let result = attempt(Passport { roots: vec![authority.der], ..Passport::at(&nexus) }).await;
    assert!(matches!(result, Err(Error::Passport(PassportError::Downgrade { .. }))), "{result:?}");
    running.abort();
}
