//! The two programs that are measured, each in a process of its own: the server, and the bare relay.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use msnp::gateway::Server as Wanted;
use nudge_bus::InProcess;
use nudge_core::{Core, HashCost, Parts, PasswordHasher, Policy, Rate};
use nudge_net::{Config, Doorway, Front, Server, Visit};
use nudge_store::{SqliteOptions, SqliteStore};
use nudge_tls::Acceptor;
use nudge_web::{Caller, Pipe, Web};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional_with_sizes};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::door::{GATEWAY_HOST, LOGIN_HOST, Secure};
use crate::machine::{self, Machine};
use crate::population;

/// The server under test.
#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// The database.
    #[arg(long)]
    database: PathBuf,
    /// Threads of the runtime.
    #[arg(long)]
    threads: usize,
    /// The port of Messenger; a free one without it.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Serve HTTP too: the gateway and the login server.
    #[arg(long)]
    http: bool,
    /// The same over TLS, with keys in that folder.
    #[arg(long)]
    tls: Option<PathBuf>,
    /// Keep the limits of connections that a server has by default, but give them only so many seconds to say something whole.
    #[arg(long)]
    guarded: Option<u64>,
}

/// The bare relay: accepts pairs of connections and copies bytes between them, or what the first of many says to all others.
/// What it does is the limit of this machine and runtime.
#[derive(Args, Debug)]
pub(crate) struct Relay {
    /// Threads of the runtime.
    #[arg(long)]
    threads: usize,
    /// How many hear what one says. One is a pair, in which both speak.
    #[arg(long, default_value_t = 1)]
    hearers: usize,
}

/// Where a server listens: what it says when it does, as a line of JSON.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Listening {
    pub(crate) messenger: SocketAddr,
    pub(crate) http: Option<SocketAddr>,
    pub(crate) secure: Option<Secure>,
}

/// As much as the server reads at once, in bytes; tokio's usual 8 KiB are slower.
const COPY: usize = 64 * 1024;

impl Serve {
    /// As many threads that read as others, up to the usual number.
    fn store(&self) -> SqliteOptions {
        let usual = SqliteOptions::default();
        SqliteOptions { readers: self.threads.clamp(1, usual.readers), ..usual }
    }

    /// Serves until the standard input ends, which it does when whoever started it is gone.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        // As `nudge serve` does.
        rustix::thread::disable_transparent_huge_pages(true)?;
        let store = SqliteStore::open(&self.database, self.store())?;
        let machine = Arc::new(Machine);
        let parts = Parts {
            store: Arc::new(store),
            bus: Arc::new(InProcess::new()),
            clock: machine.clone(),
            entropy: machine.clone(),
            keyring: population::keyring(),
            hasher: PasswordHasher::new(HashCost::TRIVIAL, machine, 1, 1024),
            policy: without_limits(),
        };
        let mut config = Config::on(local(self.port));
        config.limits.commands.count = 0;
        config.limits.announcements.count = 0;
        if let Some(seconds) = self.guarded {
            let patience = Duration::from_secs(seconds);
            config.limits.greeting = patience;
            config.limits.sign_in = 2 * patience;
            config.limits.slow_reader = config.limits.slow_reader.min(patience);
        } else {
            config.limits.connections = usize::MAX;
        }
        runtime(self.threads)?.block_on(async {
            let core = Core::new(parts);
            core.read_rules().await?;
            let server = Server::bind(Arc::clone(&core), config).await?;
            let messenger = server.addresses().main.unwrap_or(local(0));
            let mut listening = Listening { messenger, http: None, secure: None };
            if self.http || self.tls.is_some() {
                let entrance = Arc::new(Entrance(server.doorway()));
                let web = Web::new(core, self.web_config(), axum::Router::new(), Some(entrance)).await;
                let plain = nudge_web::Server::bind(web.clone(), local(0)).await?;
                server.pages_at(plain.address().port());
                listening.http = Some(plain.address());
                tokio::spawn(plain.run(std::future::pending()));
                if let Some(folder) = &self.tls {
                    listening.secure = Some(serve_secure(web, folder, self.patience()).await?);
                }
            }
            announce(&serde_json::to_string(&listening)?)?;
            server.run(end_of_input()).await;
            Ok(())
        })
    }

    /// How long a handshake of TLS may take.
    fn patience(&self) -> Duration {
        Duration::from_secs(self.guarded.unwrap_or(30))
    }

    /// Without limits, or with those that a server has by default.
    fn web_config(&self) -> nudge_web::Config {
        let mut config = nudge_web::Config::default();
        if let Some(seconds) = self.guarded {
            config.limits.head_timeout = Duration::from_secs(seconds);
        } else {
            config.limits.connections = usize::MAX;
            config.limits.connections_per_address = 0;
            config.limits.connection_lifetime = Duration::from_hours(1);
            config.gateway.sessions = usize::MAX;
            config.gateway.sessions_per_address = 0;
            config.gateway.opens.count = 0;
        }
        config
    }
}

/// Serves HTTP over TLS for as long as the runtime lives.
async fn serve_secure(web: Web, folder: &Path, patience: Duration) -> anyhow::Result<Secure> {
    let settings = nudge_tls::Settings {
        folder: folder.to_owned(),
        era_hosts: vec![LOGIN_HOST.to_owned(), GATEWAY_HOST.to_owned()],
        own_names: Vec::new(),
        legacy_key_bits: 2048,
        certificate: None,
        acme: None,
        handshake_timeout: patience,
    };
    let opened = tokio::task::spawn_blocking(|| Acceptor::open(settings, machine::system_time()));
    let acceptor = Arc::new(opened.await??);
    let root = acceptor.modern_root_der()?;
    let server = nudge_web::Server::bind_tls(web, local(0), acceptor).await?;
    let secure = Secure::new(server.address(), &root);
    tokio::spawn(server.run(std::future::pending()));
    Ok(secure)
}

/// From the HTTP gateway to the servers behind it.
#[derive(Debug)]
struct Entrance(Doorway);

impl nudge_web::Doorway for Entrance {
    fn enter(&self, pipe: Pipe, caller: Caller) -> bool {
        let Caller { server, local, peer, patience } = caller;
        let front = match server {
            Wanted::Notification => Front::Notification,
            Wanted::Switchboard => Front::Switchboard,
        };
        self.0.enter(pipe, Visit { front, local, peer, patience }).is_ok()
    }
}

impl Relay {
    /// Relays until the standard input ends.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        runtime(self.threads)?.block_on(async {
            let listener = TcpListener::bind(local(0)).await?;
            announce(&listener.local_addr()?.to_string())?;
            tokio::select! {
                () = end_of_input() => Ok(()),
                failed = relay(&listener, self.hearers) => failed,
            }
        })
    }
}

async fn relay(listener: &TcpListener, hearers: usize) -> anyhow::Result<()> {
    loop {
        let mut one = accepted(listener).await?;
        if hearers == 1 {
            let mut other = accepted(listener).await?;
            // However it ends, the ends notice.
            tokio::spawn(
                async move { copy_bidirectional_with_sizes(&mut one, &mut other, COPY, COPY).await },
            );
        } else {
            let mut others = Vec::new();
            for _ in 0..hearers {
                others.push(accepted(listener).await?);
            }
            tokio::spawn(tell(one, others));
        }
    }
}

/// Copies all that one says to the others, one after the other.
async fn tell(mut one: TcpStream, mut others: Vec<TcpStream>) -> io::Result<()> {
    let mut buffer = vec![0; COPY];
    loop {
        let read = one.read(&mut buffer).await?;
        let said = buffer.get(..read).unwrap_or_default();
        if said.is_empty() {
            return Ok(());
        }
        for other in &mut others {
            other.write_all(said).await?;
        }
    }
}

async fn accepted(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// No limit on how often something may be done, and none on how many may be together: a load is nothing but too often.
fn without_limits() -> Policy {
    let none = Rate { count: 0, within_millis: 0 };
    Policy {
        room_members: usize::MAX,
        messages: none,
        renames: none,
        contact_changes: none,
        openings: none,
        calls: none,
        strangers: none,
        pages: none,
        data: none,
        invites: none,
        searches: none,
        ..Policy::default()
    }
}

fn runtime(threads: usize) -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(threads.max(1)).enable_all().build()
}

/// Tells whoever started the program where it listens.
fn announce(where_to: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{where_to}")?;
    out.flush()
}

async fn end_of_input() {
    let read = tokio::task::spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new())).await;
    // Whatever happened, there is nobody left to serve.
    drop(read);
}
