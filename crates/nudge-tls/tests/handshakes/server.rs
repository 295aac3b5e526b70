//! A server that says back what it hears, and tells the test whom it accepted.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nudge_tls::{AcceptError, Accepted, Acceptor, Face, Settings, Version};
use openssl::nid::Nid;
use openssl::x509::{X509, X509Ref};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// The longest that anything here may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// 2026-11-21, plus a day for every unit.
pub(crate) fn day(day: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_795_219_200 + day * 24 * 60 * 60)
}

/// Settings with a folder that goes when the test does.
pub(crate) fn settings() -> (TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        folder: folder.path().join("tls"),
        era_hosts: ["login.live.com", "nexus.passport.com", "messenger.hotmail.com"]
            .map(str::to_owned)
            .into(),
        own_names: vec!["chat.example".into(), "127.0.0.1".into()],
        legacy_key_bits: 2048,
        certificate: None,
        acme: None,
        handshake_timeout: PATIENCE,
    };
    (folder, settings)
}

/// How a connection was accepted.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) face: Face,
    pub(crate) version: Version,
    pub(crate) cipher: String,
    pub(crate) server_name: Option<String>,
}

/// The server. Stops when it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) acceptor: Arc<Acceptor>,
    pub(crate) root: X509,
    seen: mpsc::UnboundedReceiver<Result<Seen, AcceptError>>,
    task: JoinHandle<()>,
    _folder: TempDir,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let (folder, settings) = settings();
        Self::with(folder, settings).await
    }

    pub(crate) async fn with(folder: TempDir, settings: Settings) -> Self {
        let acceptor = Arc::new(Acceptor::open(settings, day(0)).unwrap());
        let root = X509::from_der(&acceptor.root_der().unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, seen) = mpsc::unbounded_channel();
        let task = tokio::spawn({
            let acceptor = Arc::clone(&acceptor);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let (acceptor, tell) = (Arc::clone(&acceptor), tell.clone());
                    tokio::spawn(async move {
                        match acceptor.accept(stream).await {
                            Ok(accepted) => echo(accepted, &tell).await,
                            Err(error) => drop(tell.send(Err(error))),
                        }
                    });
                }
            }
        });
        Self { address, acceptor, root, seen, task, _folder: folder }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// How the oldest connection that was not asked about was accepted, or why not.
    pub(crate) async fn seen(&mut self) -> Result<Seen, AcceptError> {
        tokio::time::timeout(PATIENCE, self.seen.recv()).await.expect("in time").expect("a connection")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn echo(accepted: Accepted<TcpStream>, tell: &mpsc::UnboundedSender<Result<Seen, AcceptError>>) {
    let Accepted { stream, face, version, cipher, server_name } = accepted;
    // The test may have heard enough.
    drop(tell.send(Ok(Seen { face, version, cipher, server_name })));
    let (mut from, mut to) = tokio::io::split(stream);
    // However a client says good-bye is right here.
    drop(tokio::io::copy(&mut from, &mut to).await);
    drop(to.shutdown().await);
}

/// What a certificate was signed with.
pub(crate) fn signature(certificate: &X509Ref) -> Nid {
    certificate.signature_algorithm().object().nid()
}
