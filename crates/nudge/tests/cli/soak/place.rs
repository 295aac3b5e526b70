//! Where the server is in one of its lives, and the ways to it.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use msnp::{Cap, Dialect};
use nudge_testkit::gateway::Tunnel;
use nudge_tls::client::{ModernClient, Root};
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::faults::kills::Life;
use crate::run::command;
use crate::server::{Server, WITH_TLS, serving};

/// What is changed in the usual configuration: free ports, nobody is too fast, and caches that are soon full.
const SETTINGS: [&str; 30] = [
    "--set",
    "ops.listen=127.0.0.1:0",
    "--set",
    "limits.renames_per_minute=0",
    "--set",
    "limits.contact_changes_per_hour=0",
    "--set",
    "limits.strangers_per_hour=0",
    "--set",
    "limits.calls_per_minute=0",
    "--set",
    "limits.switchboard_requests_per_minute=0",
    "--set",
    "limits.messages_per_10s=0",
    "--set",
    "limits.announcements_per_minute=0",
    "--set",
    "limits.commands_per_10s=0",
    "--set",
    "offline_messages.per_10s=0",
    "--set",
    "gateway.opens_per_minute=0",
    "--set",
    "gateway.sessions_per_address=0",
    "--set",
    "web.connections_per_address=0",
    // All come from one address, and the program of an editor keeps its ticket.
    "--set",
    "sign_in.passport_lifetime=30d",
    // What grows with the database, up to its end, would be taken for what grows for ever.
    "--set",
    "database.cache_bytes=262144",
];

/// The log, in the folder that the data folder is in.
pub(super) const LOG: &str = "soak.log";

/// How often a client of the gateway asks that has nothing to say, as those of the era did.
const ASKING: Duration = Duration::from_secs(2);

/// The host that clients behind TLS want.
const HOST: &str = "gateway.messenger.hotmail.com";

/// What carries a client's connections.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    Tcp,
    /// The HTTP gateway.
    Gateway,
    /// The same behind TLS.
    Secure,
}

/// A server that lives, and how to come to it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) life: Life,
    /// Metrics.
    pub(super) ops: SocketAddr,
    gateway: SocketAddr,
    secure_gateway: SocketAddr,
    /// Leads to the port of HTTPS, and puts TLS around what is said.
    pub(super) secure_http: SocketAddr,
}

impl Place {
    pub(super) async fn of(server: &Server) -> Self {
        let life = Life::of(server);
        let status = server.nudge(&["status", "--json"]).json();
        let listeners = status["listeners"].as_array().unwrap();
        let ops = listeners.iter().find(|listener| listener["role"] == "ops").unwrap();
        let ops = ops["address"].as_str().unwrap().parse().unwrap();
        let root = fs::read(server.data().join("tls/root-for-rustls.cer")).unwrap();
        let secure_http = wrapped(server.https.unwrap(), &Root::parse(&root).unwrap()).await;
        let gateway = Tunnel::bind().await.unwrap().asking_every(ASKING).to(life.http);
        let secure_gateway = Tunnel::bind().await.unwrap().asking_every(ASKING).to(secure_http);
        Self { life, ops, gateway, secure_gateway, secure_http }
    }

    pub(super) fn is_over(&self) -> bool {
        self.life.killed.load(Ordering::SeqCst)
    }

    /// Where clients connect who come that way.
    pub(super) fn server(&self, way: Way) -> SocketAddr {
        match way {
            Way::Tcp => self.life.msnp,
            Way::Gateway => self.gateway,
            Way::Secure => self.secure_gateway,
        }
    }

    /// Where they get tickets. The nexus would lead out of the wrapping.
    pub(super) fn nexus(&self, way: Way, dialect: Dialect) -> String {
        let is_wrapped = way == Way::Secure && dialect.has(Cap::SingleSignOn);
        let http = if is_wrapped { self.secure_http } else { self.life.http };
        format!("http://{http}/rdr/pprdr.asp")
    }
}

/// Starts the server on that folder; what it logs is appended to the log there.
pub(super) fn start(folder: TempDir) -> Server {
    let plain = command(folder.path(), &serving(&[WITH_TLS, &SETTINGS].concat()));
    let mut logging = Command::new("sh");
    logging.args(["-c", &format!("exec \"$@\" 2>>{LOG}"), "sh"]);
    logging.arg(plain.get_program()).args(plain.get_args()).current_dir(folder.path());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => logging.env(name, value),
            None => logging.env_remove(name),
        };
    }
    Server::start_as(folder, logging)
}

#[expect(clippy::disallowed_methods, reason = "the program reads the machine's clock, too")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// A port from which everything goes to that one, in TLS.
async fn wrapped(to: SocketAddr, root: &Root) -> SocketAddr {
    let client = Arc::new(ModernClient::new(root, now()).unwrap());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut inner, _)) = listener.accept().await {
            let client = Arc::clone(&client);
            // Whoever is in it notices how it ends.
            tokio::spawn(async move {
                let outer = TcpStream::connect(to).await.ok()?;
                let mut outer = client.connect(HOST, outer).await.ok()?.stream;
                copy_bidirectional(&mut inner, &mut outer).await.ok()
            });
        }
    });
    address
}

/// How large all files of a folder are together, in bytes.
pub(super) fn size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => size(&entry.path()),
        Ok(meta) => meta.len(),
        // It has gone in the meantime.
        Err(_) => 0,
    };
    entries.flatten().map(of).sum()
}
