//! Today's clients: rustls, which takes no SHA-1 and no weak suite, and looks at what the root permits.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use nudge_tls::{CertificateFiles, Face, Version};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509Name};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;

use crate::server::{Server, day, settings};

/// The day on which everything here happens.
#[derive(Debug)]
struct Today;

impl TimeProvider for Today {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(day(0).duration_since(UNIX_EPOCH).unwrap()))
    }
}

/// Says hello through rustls, and brings back the certificate.
async fn talk(
    server: &Server,
    root: &X509,
    version: &'static SupportedProtocolVersion,
    host: &str,
) -> std::io::Result<X509> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(root.to_der().unwrap())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_details(provider, Arc::new(Today))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let host = ServerName::try_from(host.to_owned()).unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(host, server.connect().await).await?;
    stream.write_all(b"hello").await?;
    let mut heard = [0; 5];
    stream.read_exact(&mut heard).await?;
    assert_eq!(&heard, b"hello");
    let (_, session) = stream.get_ref();
    Ok(X509::from_der(&session.peer_certificates().unwrap()[0]).unwrap())
}

#[tokio::test]
async fn a_modern_client_that_knows_the_root_is_content() {
    let mut server = Server::start().await;
    let root = X509::from_der(&server.acceptor.modern_root_der().unwrap()).unwrap();
    for (version, ours) in
        [(&rustls::version::TLS12, Version::TLS12), (&rustls::version::TLS13, Version::TLS13)]
    {
        for host in ["login.live.com", "chat.example", "127.0.0.1"] {
            talk(&server, &root, version, host).await.unwrap_or_else(|error| panic!("{host}: {error}"));
            let seen = server.seen().await.unwrap();
            assert_eq!((seen.face, seen.version), (Face::Modern, ours));
            assert_eq!(seen.server_name.as_deref(), Some(host).filter(|host| *host != "127.0.0.1"));
        }
    }
}

/// The root then says that there are to be no addresses, which rustls has to understand.
#[tokio::test]
async fn so_is_it_where_the_server_has_no_address() {
    let (folder, mut settings) = settings();
    settings.own_names.retain(|name| name != "127.0.0.1");
    let server = Server::with(folder, settings).await;
    let root = X509::from_der(&server.acceptor.modern_root_der().unwrap()).unwrap();
    talk(&server, &root, &rustls::version::TLS13, "login.live.com").await.unwrap();
}

#[tokio::test]
async fn a_client_that_does_not_know_the_root_is_not() {
    let server = Server::start().await;
    let stranger = own_certificate("chat.example").0;
    let refused = talk(&server, &stranger, &rustls::version::TLS13, "chat.example").await.unwrap_err();
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
}

/// A certificate with a key on a curve, signed by itself.
fn own_certificate(host: &str) -> (X509, Vec<u8>, Vec<u8>) {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let mut name = X509Name::builder().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, host).unwrap();
    let name = name.build();
    let moment = |number| {
        let seconds = day(number).duration_since(UNIX_EPOCH).unwrap().as_secs();
        Asn1Time::from_unix(i64::try_from(seconds).unwrap()).unwrap()
    };
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let mut serial = BigNum::new().unwrap();
    serial.rand(64, openssl::bn::MsbOption::ONE, true).unwrap();
    builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.set_not_before(&moment(0)).unwrap();
    builder.set_not_after(&moment(9)).unwrap();
    let names = SubjectAlternativeName::new().dns(host).build(&builder.x509v3_context(None, None)).unwrap();
    builder.append_extension(names).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    let certificate = builder.build();
    let chain = certificate.to_pem().unwrap();
    (certificate, chain, key.private_key_to_pem_pkcs8().unwrap())
}

#[tokio::test]
async fn the_operators_certificate_is_shown_for_its_names_and_read_again_when_it_changes() {
    let (folder, mut settings) = settings();
    let files = CertificateFiles { chain: folder.path().join("c.pem"), key: folder.path().join("k.pem") };
    settings.certificate = Some(files.clone());
    let (first, chain, key) = own_certificate("chat.example");
    std::fs::write(&files.chain, chain).unwrap();
    std::fs::write(&files.key, key).unwrap();
    let mut server = Server::with(folder, settings).await;
    let private = X509::from_der(&server.acceptor.modern_root_der().unwrap()).unwrap();

    // A certificate signed by itself is its own root.
    let shown = async |server: &mut Server, root: &X509, host: &str| {
        let shown = talk(server, root, &rustls::version::TLS13, host).await;
        let _ = server.seen().await;
        shown.map(|shown| shown.to_der().unwrap()).map_err(|error| error.to_string())
    };
    assert_eq!(shown(&mut server, &first, "chat.example").await.unwrap(), first.to_der().unwrap());
    assert!(shown(&mut server, &private, "login.live.com").await.is_ok(), "the era's names keep theirs");
    assert!(!server.acceptor.tend(day(0)).unwrap().reloaded);

    // The chain is written, and the key not yet: what was there before stays.
    let (second, chain, key) = own_certificate("chat.example");
    std::fs::write(&files.chain, [&chain[..], b"\n"].concat()).unwrap();
    let error = server.acceptor.tend(day(0)).unwrap_err().to_string();
    assert!(error.contains("c.pem cannot be used"), "{error}");
    assert_eq!(shown(&mut server, &first, "chat.example").await.unwrap(), first.to_der().unwrap());
    std::fs::write(&files.key, key).unwrap();
    assert!(server.acceptor.tend(day(0)).unwrap().reloaded);
    assert_eq!(shown(&mut server, &second, "chat.example").await.unwrap(), second.to_der().unwrap());
    assert!(server.acceptor.reload().unwrap());
}
