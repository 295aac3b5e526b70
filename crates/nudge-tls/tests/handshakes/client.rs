//! The clients of this crate's own: content with the server as it is, and exact about what is wrong with another.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use nudge_tls::client::{ConnectError, LegacyClient, ModernClient, Root, SetupError};
use nudge_tls::{Face, Version};
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::ssl::{Ssl, SslContext, SslContextBuilder, SslMethod};
use openssl::x509::X509;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, GeneralSubtree, IsCa, Issuer, KeyPair, NameConstraints,
    PKCS_RSA_SHA256,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_openssl::SslStream;

use crate::server::{Server, day};

const NEXUS: &str = "nexus.passport.com";

/// Both roots of a server.
fn roots(server: &Server) -> (Root, Root) {
    let [legacy, modern] = [server.acceptor.root_der(), server.acceptor.modern_root_der()]
        .map(|der| Root::parse(&der.unwrap()).unwrap());
    (legacy, modern)
}

/// What the two say of a server when one trusts these roots, and it is that time.
async fn errors(
    server: &Server,
    (legacy, modern): &(Root, Root),
    host: &str,
    now: SystemTime,
) -> [ConnectError; 2] {
    let legacy = LegacyClient::new(legacy, now).unwrap();
    let modern = ModernClient::new(modern, now).unwrap();
    [
        legacy.connect(host, server.connect().await).await.map(drop).unwrap_err(),
        modern.connect(host, server.connect().await).await.map(drop).unwrap_err(),
    ]
}

#[tokio::test]
async fn both_are_content_and_each_meets_its_face() {
    let mut server = Server::start().await;
    let (legacy, modern) = roots(&server);
    assert!(!legacy.is_for_rustls() && modern.is_for_rustls());
    for host in [NEXUS, "chat.example", "127.0.0.1"] {
        let client = LegacyClient::new(&legacy, day(0)).unwrap();
        let mut met = client.connect(host, server.connect().await).await.unwrap();
        met.stream.write_all(b"hello").await.unwrap();
        met.stream.read_exact(&mut [0; 5]).await.unwrap();
        let seen = server.seen().await.unwrap();
        assert_eq!((seen.face, seen.version, seen.server_name), (Face::Legacy, Version::TLS10, None));
        assert_eq!((met.version, &met.cipher), (Version::TLS10, &seen.cipher));
        assert_eq!(met.cipher, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "what the server likes best");

        let client = ModernClient::new(&modern, day(0)).unwrap();
        let mut met = client.connect(host, server.connect().await).await.unwrap();
        met.stream.write_all(b"hello").await.unwrap();
        met.stream.read_exact(&mut [0; 5]).await.unwrap();
        let seen = server.seen().await.unwrap();
        assert_eq!((seen.face, seen.version), (Face::Modern, Version::TLS13));
        assert_eq!((met.version, met.cipher), (Version::TLS13, seen.cipher));
    }
    // Old Windows takes either form.
    let client = LegacyClient::new(&modern, day(0)).unwrap();
    assert!(client.connect(NEXUS, server.connect().await).await.is_ok());
}

#[tokio::test]
async fn a_file_may_be_pem_and_has_the_thumbprint_that_windows_shows() {
    let server = Server::start().await;
    let root = Root::parse(&server.root.to_pem().unwrap()).unwrap();
    let digest = server.root.digest(openssl::hash::MessageDigest::sha1()).unwrap();
    assert_eq!(root.thumbprint(), data_encoding::HEXLOWER.encode(&digest));
}

#[tokio::test]
async fn another_root_is_not_trusted_whatever_its_form() {
    let (server, other) = (Server::start().await, Server::start().await);
    let [legacy, modern] = errors(&server, &roots(&other), NEXUS, day(0)).await;
    assert!(matches!(legacy, ConnectError::UnknownRoot), "{legacy}");
    assert!(matches!(modern, ConnectError::UnknownRoot), "{modern}");
    assert!(matches!(ModernClient::new(&roots(&server).0, day(0)), Err(SetupError::OtherForm)));
}

#[tokio::test]
async fn a_host_that_is_not_named_is_not_the_host() {
    let server = Server::start().await;
    for host in ["other.example", "127.0.0.2"] {
        let [legacy, modern] = errors(&server, &roots(&server), host, day(0)).await;
        assert!(matches!(&legacy, ConnectError::WrongName(name) if name == host), "{legacy}");
        assert!(matches!(&modern, ConnectError::WrongName(name) if name == host), "{modern}");
    }
}

#[tokio::test]
async fn a_certificate_has_its_time() {
    let server = Server::start().await;
    let later = day(6 * 365);
    let [legacy, modern] = errors(&server, &roots(&server), NEXUS, later).await;
    assert!(matches!(legacy, ConnectError::Expired), "{legacy}");
    assert!(matches!(modern, ConnectError::Expired), "{modern}");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    let [legacy, modern] = errors(&server, &roots(&server), NEXUS, long_ago).await;
    assert!(matches!(legacy, ConnectError::NotYetValid), "{legacy}");
    assert!(matches!(modern, ConnectError::NotYetValid), "{modern}");
}

#[tokio::test]
async fn what_does_not_speak_tls_is_told_from_what_goes_away() {
    let root = roots(&Server::start().await);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let stream = TcpStream::connect(address).await.unwrap();
    let legacy = LegacyClient::new(&root.0, day(0)).unwrap().connect(NEXUS, stream).await;
    assert!(matches!(legacy, Err(ConnectError::Handshake(_))), "{:?}", legacy.map(drop));
    let stream = TcpStream::connect(address).await.unwrap();
    let modern = ModernClient::new(&root.1, day(0)).unwrap().connect(NEXUS, stream).await;
    assert!(matches!(modern, Err(ConnectError::Handshake(_))), "{:?}", modern.map(drop));
    task.abort();
}

/// A server that is none of ours.
struct Stranger {
    root: Root,
    context: SslContext,
}

impl Stranger {
    /// With a certificate that is signed with SHA-256, and a root that permits that name and what is below it.
    fn permitting(name: &str) -> Self {
        let key = || {
            let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
            let pem = String::from_utf8(key.private_key_to_pem_pkcs8().unwrap()).unwrap();
            (KeyPair::from_pem_and_sign_algo(&pem, &PKCS_RSA_SHA256).unwrap(), key)
        };
        let (authority, leaf) = (key(), key());
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        // Else both have one name, and the certificate looks like its own issuer's.
        params.distinguished_name.push(DnType::CommonName, "A root");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName(name.to_owned())],
            excluded_subtrees: Vec::new(),
        });
        let root = params.self_signed(&authority.0).unwrap();
        let issuer = Issuer::from_params(&params, &authority.0);
        let certificate = CertificateParams::new(vec![NEXUS.to_owned()]).unwrap();
        let certificate = certificate.signed_by(&leaf.0, &issuer).unwrap();
        let mut context = SslContextBuilder::new(SslMethod::tls_server()).unwrap();
        context.set_security_level(0);
        context.set_min_proto_version(None).unwrap();
        context.set_cipher_list("ALL:@SECLEVEL=0").unwrap();
        context.set_certificate(&X509::from_der(certificate.der()).unwrap()).unwrap();
        context.set_private_key(&leaf.1).unwrap();
        Self { root: Root::parse(root.der()).unwrap(), context: context.build() }
    }

    /// A connection to it.
    fn connect(&self) -> tokio::io::DuplexStream {
        let (ours, theirs) = tokio::io::duplex(16 * 1024);
        let ssl = Ssl::new(&self.context).unwrap();
        tokio::spawn(async move {
            let mut stream = SslStream::new(ssl, theirs).unwrap();
            // The client may not like it.
            drop(std::pin::Pin::new(&mut stream).accept().await);
            drop(stream.read_u8().await);
        });
        ours
    }
}

#[tokio::test]
async fn a_signature_of_today_is_too_new_for_old_windows() {
    let stranger = Stranger::permitting("passport.com");
    let legacy = LegacyClient::new(&stranger.root, day(0)).unwrap();
    let refused = legacy.connect(NEXUS, stranger.connect()).await.map(drop).unwrap_err();
    assert!(
        matches!(&refused, ConnectError::NewSignature(with) if with == "sha256WithRSAEncryption"),
        "{refused}"
    );
    let modern = ModernClient::new(&stranger.root, day(0)).unwrap();
    assert!(modern.connect(NEXUS, stranger.connect()).await.is_ok());
}

#[tokio::test]
async fn a_name_that_the_root_does_not_permit_is_refused_as_that() {
    let stranger = Arc::new(Stranger::permitting("elsewhere.example"));
    let legacy = LegacyClient::new(&stranger.root, day(0)).unwrap();
    let refused = legacy.connect(NEXUS, stranger.connect()).await.map(drop).unwrap_err();
    assert!(matches!(refused, ConnectError::NotPermitted), "{refused}");
    let modern = ModernClient::new(&stranger.root, day(0)).unwrap();
    let refused = modern.connect(NEXUS, stranger.connect()).await.map(drop).unwrap_err();
    assert!(matches!(refused, ConnectError::NotPermitted), "{refused}");
}
