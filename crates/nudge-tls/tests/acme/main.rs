//! A certificate by ACME, from an authority on loopback.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests fail as loudly as tests"
)]

mod authority;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nudge_tls::{Acceptor, AcmeError, AcmeSettings, Settings};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;

use crate::authority::{Authority, Manner};

/// 2026-11-21, plus a day for every unit.
fn day(day: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_795_219_200 + day * 24 * 60 * 60)
}

struct Place {
    folder: TempDir,
    authority: Authority,
    settings: Settings,
}

impl Place {
    async fn new(manner: Manner) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::start(manner).await;
        let root = folder.path().join("authority.pem");
        std::fs::write(&root, &authority.root).unwrap();
        let settings = Settings {
            folder: folder.path().join("tls"),
            era_hosts: vec!["login.live.com".into()],
            own_names: vec!["chat.example".into()],
            legacy_key_bits: 1024,
            certificate: None,
            acme: Some(AcmeSettings {
                directory: authority.directory.clone(),
                names: vec!["chat.example".into(), "www.chat.example".into()],
                contact: vec!["mailto:host@chat.example".into()],
                root: Some(root),
            }),
            handshake_timeout: Duration::from_secs(30),
        };
        Self { folder, authority, settings }
    }

    fn open(&self) -> Arc<Acceptor> {
        let acceptor = Arc::new(Acceptor::open(self.settings.clone(), day(0)).unwrap());
        let challenges = acceptor.challenges();
        // What the web front does, and the authority asks it over HTTP.
        self.authority.reach(move |token| challenges.answer(token));
        acceptor
    }

    async fn renew(&self, acceptor: &Arc<Acceptor>, number: u64) -> Result<bool, AcmeError> {
        let acceptor = Arc::clone(acceptor);
        // A server does it beside everything else.
        tokio::spawn(async move { acceptor.renew_acme(day(number)).await }).await.unwrap()
    }

    fn kept(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("tls/acme.pem")).unwrap()
    }

    /// Whether a client that knows the authority's root is shown a certificate for the name.
    async fn is_shown(&self, acceptor: &Arc<Acceptor>, name: &'static str) -> bool {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = Arc::clone(acceptor);
        let server = tokio::spawn(async move { acceptor.accept(listener.accept().await.unwrap().0).await });
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&self.authority.root).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_details(provider, Arc::new(Today))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from(name).unwrap();
        let shaken = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
        drop(server.await.unwrap());
        shaken.is_ok()
    }
}

#[derive(Debug)]
struct Today;

impl TimeProvider for Today {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(day(0).duration_since(UNIX_EPOCH).unwrap()))
    }
}

#[tokio::test]
async fn a_certificate_is_obtained_shown_kept_and_renewed() {
    let place = Place::new(Manner::Obliging).await;
    let acceptor = place.open();
    assert!(!place.is_shown(&acceptor, "chat.example").await);
    assert!(place.renew(&acceptor, 0).await.unwrap());
    assert!(place.is_shown(&acceptor, "chat.example").await);
    assert!(place.is_shown(&acceptor, "www.chat.example").await);
    assert!(!place.is_shown(&acceptor, "login.live.com").await, "the era's names keep the private one");
    for token in place.authority.tokens() {
        assert_eq!(acceptor.challenges().answer(&token), None, "answers do not stay");
    }
    #[cfg(unix)]
    for name in ["acme.pem", "acme-account.json"] {
        use std::os::unix::fs::PermissionsExt;
        let metadata = std::fs::metadata(place.folder.path().join("tls").join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
    }

    // A restart shows it again, and it is not asked for before two thirds of its 90 days are over.
    let first = place.kept();
    let acceptor = place.open();
    assert!(place.is_shown(&acceptor, "chat.example").await);
    assert!(!place.renew(&acceptor, 59).await.unwrap());
    assert_eq!(place.kept(), first);
    assert!(place.renew(&acceptor, 60).await.unwrap());
    assert_ne!(place.kept(), first);
    assert_eq!(place.authority.accounts(), 1, "the account is the same");
}

#[tokio::test]
async fn a_name_that_does_not_lead_here_is_named() {
    for manner in [Manner::Obliging, Manner::Prompt] {
        let place = Place::new(manner).await;
        let acceptor = place.open();
        place.authority.reach(|_| None);
        let error = place.renew(&acceptor, 0).await.unwrap_err();
        assert!(matches!(&error, AcmeError::NotFound { name, .. } if name == "chat.example"), "{error}");
        assert!(error.to_string().contains("http://chat.example/: API error: nobody answered"), "{error}");
        assert!(!place.folder.path().join("tls/acme.pem").exists());
        // Once it does, it works.
        let challenges = acceptor.challenges();
        place.authority.reach(move |token| challenges.answer(token));
        assert!(place.renew(&acceptor, 0).await.unwrap());
    }
}

#[tokio::test]
async fn an_authority_that_refuses_says_why() {
    let place = Place::new(Manner::Busy).await;
    let error = place.renew(&place.open(), 0).await.unwrap_err();
    assert!(matches!(&error, AcmeError::Refused(why) if why.contains("too many")), "{error}");
}

#[tokio::test]
async fn an_authority_that_is_not_there_is_told_from_one_that_refuses() {
    let mut place = Place::new(Manner::Obliging).await;
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    place.settings.acme.as_mut().unwrap().directory = format!("https://{free}/directory");
    let error = place.renew(&place.open(), 0).await.unwrap_err();
    assert!(matches!(&error, AcmeError::Unreachable { .. }), "{error}");
}

#[tokio::test]
async fn a_damaged_account_is_named_and_not_replaced() {
    let place = Place::new(Manner::Obliging).await;
    let acceptor = place.open();
    let account = place.folder.path().join("tls/acme-account.json");
    std::fs::write(&account, "{\"directory\": 7}").unwrap();
    let error = place.renew(&acceptor, 0).await.unwrap_err();
    assert!(matches!(&error, AcmeError::Account { path, .. } if *path == account), "{error}");
    assert_eq!(std::fs::read(&account).unwrap(), b"{\"directory\": 7}");
}
