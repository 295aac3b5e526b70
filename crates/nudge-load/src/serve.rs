//! The two programs that are measured, each in a process of its own: the server, and the bare relay.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use nudge_bus::InProcess;
use nudge_core::{Core, HashCost, Parts, PasswordHasher, Policy, Rate};
use nudge_net::{Config, Server};
use nudge_store::{SqliteOptions, SqliteStore};
use tokio::io::copy_bidirectional_with_sizes;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::machine::Machine;
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
}

/// The bare relay: accepts pairs of connections and copies bytes between them. What it does is the limit of this machine
/// and runtime.
#[derive(Args, Debug)]
pub(crate) struct Relay {
    /// Threads of the runtime.
    #[arg(long)]
    threads: usize,
}

const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// As much as the server reads at once, in bytes; tokio's usual 8 KiB are slower.
const COPY: usize = 64 * 1024;

impl Serve {
    /// Serves until the standard input ends, which it does when whoever started it is gone.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let store = SqliteStore::open(&self.database, SqliteOptions::default())?;
        let machine = Arc::new(Machine);
        let parts = Parts {
            store: Arc::new(store),
            bus: Arc::new(InProcess::new()),
            clock: machine.clone(),
            entropy: machine.clone(),
            keyring: population::keyring(),
            hasher: PasswordHasher::new(HashCost::TRIVIAL, machine, 1, 64),
            policy: without_rates(),
        };
        let mut config = Config::on(LOOPBACK);
        config.limits.commands.count = 0;
        config.limits.announcements.count = 0;
        config.limits.connections = usize::MAX;
        runtime(self.threads)?.block_on(async {
            let server = Server::bind(Core::new(parts), config).await?;
            announce(server.addresses().main.unwrap_or(LOOPBACK))?;
            server.run(end_of_input()).await;
            Ok(())
        })
    }
}

impl Relay {
    /// Relays until the standard input ends.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        runtime(self.threads)?.block_on(async {
            let listener = TcpListener::bind(LOOPBACK).await?;
            announce(listener.local_addr()?)?;
            tokio::select! {
                () = end_of_input() => Ok(()),
                failed = relay(&listener) => failed,
            }
        })
    }
}

async fn relay(listener: &TcpListener) -> anyhow::Result<()> {
    loop {
        let (one, other) = (accepted(listener).await?, accepted(listener).await?);
        tokio::spawn(async move {
            let (mut one, mut other) = (one, other);
            // However it ends, the ends notice.
            copy_bidirectional_with_sizes(&mut one, &mut other, COPY, COPY).await
        });
    }
}

async fn accepted(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// No limit on how often something may be done: a load is nothing but too often.
fn without_rates() -> Policy {
    let none = Rate { count: 0, within_millis: 0 };
    Policy {
        messages: none,
        renames: none,
        contact_changes: none,
        openings: none,
        calls: none,
        strangers: none,
        pages: none,
        invites: none,
        searches: none,
        ..Policy::default()
    }
}

fn runtime(threads: usize) -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(threads.max(1)).enable_all().build()
}

/// Tells whoever started the program where it listens.
fn announce(address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{address}")?;
    out.flush()
}

async fn end_of_input() {
    let read = tokio::task::spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new())).await;
    // Whatever happened, there is nobody left to serve.
    drop(read);
}
