//! The matrix: every version with every suite, with and without a server name.

use std::pin::Pin;
use std::time::UNIX_EPOCH;

use nudge_tls::{Face, Version};
use openssl::nid::Nid;
use openssl::ssl::{Ssl, SslContextBuilder, SslMethod, SslVerifyMode, SslVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_openssl::SslStream;

use crate::server::{PATIENCE, Seen, Server, day, settings, signature};

const SHA1: Nid = Nid::SHA1WITHRSAENCRYPTION;
const SHA256: Nid = Nid::SHA256WITHRSAENCRYPTION;

const ERA: &[&str] = &["RC4-MD5", "RC4-SHA", "DES-CBC3-SHA", "AES128-SHA", "AES256-SHA"];

/// A client of OpenSSL's make that offers one version and one suite.
#[derive(Clone, Copy, Debug)]
struct Client {
    version: Version,
    suite: &'static str,
    /// Signature algorithms, in OpenSSL's words; or all that it knows.
    signatures: Option<&'static str>,
    /// What day it is for the client.
    day: u64,
}

/// What the client found.
struct Found {
    suite: String,
    leaf: Nid,
    bits: u32,
}

impl Client {
    fn new(version: Version, suite: &'static str) -> Self {
        Self { version, suite, signatures: None, day: 0 }
    }

    /// Signs in to an echo, checks the chain and the host, and says something long.
    async fn talk(self, server: &Server, name: Option<&str>) -> Result<Found, String> {
        let mut stream = self.session(server, name);
        let mut stream = Pin::new(&mut stream);
        timeout(PATIENCE, stream.as_mut().connect())
            .await
            .expect("in time")
            .map_err(|error| error.to_string())?;
        // More than a record holds.
        let said: Vec<u8> = (0..40_000_u32).map(|number| number.to_le_bytes()[0]).collect();
        let mut heard = vec![0; said.len()];
        timeout(PATIENCE, async {
            for (said, heard) in said.chunks(10_000).zip(heard.chunks_mut(10_000)) {
                stream.write_all(said).await.unwrap();
                stream.read_exact(heard).await.unwrap();
            }
        })
        .await
        .expect("in time");
        assert!(said == heard, "the echo is what was said");
        let ssl = stream.ssl();
        let leaf = ssl.peer_certificate().unwrap();
        Ok(Found {
            suite: ssl.current_cipher().unwrap().standard_name().unwrap().to_owned(),
            leaf: signature(&leaf),
            bits: leaf.public_key().unwrap().bits(),
        })
    }

    fn session(self, server: &Server, name: Option<&str>) -> SslStream<tokio::net::TcpStream> {
        let mut context = SslContextBuilder::new(SslMethod::tls_client()).unwrap();
        context.set_security_level(0);
        let version = match self.version {
            Version::SSL3 => SslVersion::SSL3,
            Version::TLS10 => SslVersion::TLS1,
            Version::TLS11 => SslVersion::TLS1_1,
            Version::TLS12 => SslVersion::TLS1_2,
            Version::TLS13 => SslVersion::TLS1_3,
            other => panic!("{other}"),
        };
        context.set_min_proto_version(Some(version)).unwrap();
        context.set_max_proto_version(Some(version)).unwrap();
        if self.version == Version::TLS13 {
            context.set_ciphersuites(self.suite).unwrap();
        } else {
            context.set_cipher_list(&format!("{}:@SECLEVEL=0", self.suite)).unwrap();
        }
        if let Some(signatures) = self.signatures {
            context.set_sigalgs_list(signatures).unwrap();
        }
        context.set_verify(SslVerifyMode::PEER);
        context.cert_store_mut().add_cert(server.root.clone()).unwrap();
        let mut ssl = Ssl::new(&context.build()).unwrap();
        ssl.param_mut().set_host(name.unwrap_or("login.live.com")).unwrap();
        ssl.param_mut()
            .set_time(i64::try_from(day(self.day).duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap());
        if let Some(name) = name {
            ssl.set_hostname(name).unwrap();
        }
        let stream = std::net::TcpStream::connect(server.address).unwrap();
        stream.set_nonblocking(true).unwrap();
        SslStream::new(ssl, tokio::net::TcpStream::from_std(stream).unwrap()).unwrap()
    }
}

/// Runs a client with and without a name, and compares.
async fn check(server: &mut Server, client: Client, face: Face, leaf: Nid) {
    // A client of SSL 3.0 alone has no extensions, and so no name.
    let told = |name: Option<&str>| name.filter(|_| client.version > Version::SSL3).map(str::to_owned);
    for name in [None, Some("nexus.passport.com"), Some("login.live.com")] {
        let found = client.talk(server, name).await.unwrap_or_else(|error| panic!("{client:?}: {error}"));
        let Seen { face: by, version, cipher, server_name } = server.seen().await.unwrap();
        assert_eq!((by, version, found.leaf), (face, client.version, leaf), "{client:?} {name:?}");
        assert_eq!((cipher, server_name), (found.suite, told(name)), "{client:?}");
    }
}

#[tokio::test]
async fn ssl_3_0_speaks_with_every_suite_of_the_era() {
    let mut server = Server::start().await;
    for suite in ERA {
        check(&mut server, Client::new(Version::SSL3, suite), Face::Legacy, SHA1).await;
    }
}

#[tokio::test]
async fn tls_1_0_and_1_1_speak_with_every_suite_of_the_era() {
    let mut server = Server::start().await;
    for version in [Version::TLS10, Version::TLS11] {
        for suite in ERA.iter().chain(&["ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA"]) {
            check(&mut server, Client::new(version, suite), Face::Legacy, SHA1).await;
        }
    }
}

#[tokio::test]
async fn tls_1_2_without_a_modern_suite_is_served_by_the_old_stack_with_the_new_certificate() {
    let mut server = Server::start().await;
    let more = ["AES128-SHA256", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES128-SHA256"];
    for suite in ERA.iter().chain(&more) {
        check(&mut server, Client::new(Version::TLS12, suite), Face::Legacy, SHA256).await;
    }
}

#[tokio::test]
async fn tls_1_2_that_checks_sha_1_alone_gets_the_old_certificate() {
    let mut server = Server::start().await;
    for suite in ["AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256"] {
        let client = Client { signatures: Some("RSA+SHA1"), ..Client::new(Version::TLS12, suite) };
        check(&mut server, client, Face::Legacy, SHA1).await;
    }
}

#[tokio::test]
async fn modern_suites_are_served_by_the_modern_stack() {
    let mut server = Server::start().await;
    for suite in ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305"]
    {
        check(&mut server, Client::new(Version::TLS12, suite), Face::Modern, SHA256).await;
    }
    for suite in ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"] {
        check(&mut server, Client::new(Version::TLS13, suite), Face::Modern, SHA256).await;
    }
}

#[tokio::test]
async fn a_smaller_key_can_be_had_for_the_old_and_is_not_shown_to_the_new() {
    let (folder, mut settings) = settings();
    settings.legacy_key_bits = 1024;
    let mut server = Server::with(folder, settings).await;
    for (version, suite, bits) in [
        (Version::SSL3, "RC4-MD5", 1024),
        (Version::TLS10, "DES-CBC3-SHA", 1024),
        (Version::TLS12, "AES128-SHA", 2048),
        (Version::TLS13, "TLS_AES_128_GCM_SHA256", 2048),
    ] {
        let found = Client::new(version, suite).talk(&server, None).await.unwrap();
        assert_eq!(found.bits, bits, "{version}");
        server.seen().await.unwrap();
    }
}

#[tokio::test]
async fn nothing_in_common_is_said_and_nothing_breaks() {
    let mut server = Server::start().await;
    // Neither stack has it.
    let client = Client::new(Version::TLS13, "TLS_AES_128_CCM_SHA256");
    assert!(client.talk(&server, None).await.is_err());
    let refused = server.seen().await.unwrap_err().to_string();
    assert!(refused.starts_with("the legacy handshake failed: "), "{refused}");
    check(&mut server, Client::new(Version::TLS10, "RC4-SHA"), Face::Legacy, SHA1).await;
}

#[tokio::test]
async fn after_a_renewal_the_new_certificates_are_shown() {
    let mut server = Server::start().await;
    let old = Client::new(Version::TLS10, "RC4-SHA");
    let new = Client::new(Version::TLS13, "TLS_AES_128_GCM_SHA256");
    let serial = async |client: Client, server: &mut Server| {
        let mut stream = client.session(server, None);
        Pin::new(&mut stream).connect().await.unwrap();
        server.seen().await.unwrap();
        stream.ssl().peer_certificate().unwrap().serial_number().to_bn().unwrap()
    };
    let before = (serial(old, &mut server).await, serial(new, &mut server).await);
    assert!(!server.acceptor.tend(day(365)).unwrap().renewed);
    assert!(server.acceptor.tend(day(367)).unwrap().renewed);
    let later = |client: Client| Client { day: 367, ..client };
    let after = (serial(later(old), &mut server).await, serial(later(new), &mut server).await);
    assert_eq!(after.0, before.0, "the old one lasts longer");
    assert_ne!(after.1, before.1);
    assert_eq!(server.acceptor.root_der().unwrap(), server.root.to_der().unwrap());
}
