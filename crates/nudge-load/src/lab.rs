//! Where scenarios take place: the accounts, and the servers that are started for them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use clap::Args;
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::child::Spawned;
use crate::door::{Dialects, Door, NudgeDoor, Person, Secure, Transport};
use crate::instructions::Counted;
use crate::measure::Process;
use crate::population::{self, Accounts, Group};
use crate::result::NUDGE;
use crate::rival::Rival;
use crate::serve::Listening;

/// What to measure: a server of our own, or one that runs already.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Threads of the server's and of the relay's runtime
    #[arg(long, global = true, default_value_t = 2)]
    threads: usize,
    /// A processor that the servers have for themselves, and nothing else
    #[arg(long, global = true)]
    pub(crate) server_core: Option<usize>,
    /// What carries the connections of clients
    #[arg(long, global = true, value_enum, default_value_t)]
    transport: Transport,
    /// What clients speak
    #[arg(long, global = true, value_enum, default_value_t)]
    dialect: Dialects,
    /// A server that runs already, with accounts that exist
    #[arg(long, global = true, requires_all = ["accounts_pattern", "secret"])]
    server: Option<SocketAddr>,
    /// Its port for HTTP; with --transport tls, for HTTP over TLS
    #[arg(long, global = true, requires = "server")]
    web: Option<SocketAddr>,
    /// The root certificate to trust for TLS, as a file
    #[arg(long, global = true, requires = "web")]
    root: Option<PathBuf>,
    /// Their addresses, with {} where the number from 0 on goes
    #[arg(long, global = true, requires = "server")]
    accounts_pattern: Option<String>,
    /// The access token or password of all of them
    #[arg(long, global = true, requires = "server", env = "NUDGE_LOAD_SECRET", hide_env_values = true)]
    secret: Option<String>,
    /// That server's process, to be measured too
    #[arg(long, global = true, requires = "server")]
    pid: Option<u32>,
}

/// Who is measured.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    /// Nudge, and beside it the bare relay where there is something to relay.
    BesideRelay,
    /// Nudge alone.
    Nudge,
    /// Another server.
    Rival(Rival),
}

/// Everything that scenarios share.
#[derive(Debug)]
pub(crate) struct Lab {
    options: Options,
    folder: Arc<TempDir>,
    groups: Arc<Vec<Group>>,
}

/// How a server of our own is otherwise than usual.
#[derive(Clone, Copy, Debug, Default)]
struct Manner<'c> {
    /// With the limits that a server has, and so many seconds to say something whole.
    guarded: Option<u64>,
    /// Where instructions are counted.
    counted: Option<&'c Counted>,
}

/// A server, ready to be used.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) door: Door,
    /// Whose use of CPU and memory is measured, if that is known.
    pub(crate) process: Option<Process>,
    /// What its numbers are called.
    pub(crate) name: &'static str,
    spawned: Option<Spawned>,
    /// Where a server of another make has its files.
    _folder: Option<TempDir>,
}

/// The bare relay, just started.
#[derive(Debug)]
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    pub(crate) process: Process,
    _spawned: Spawned,
}

impl Options {
    /// One processor for each server, and one thread for ours, as others do not take two either.
    pub(crate) fn on_one_core(&mut self) {
        self.server_core = self.server_core.or(Some(0));
        self.on_one_thread();
    }

    /// One thread of each kind.
    pub(crate) fn on_one_thread(&mut self) {
        self.threads = 1;
    }
}

impl Side {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::BesideRelay | Self::Nudge => NUDGE,
            Self::Rival(rival) => rival.name(),
        }
    }
}

impl Lab {
    /// Prepares accounts, unless the server has its own. Groups of one name are one, as large as the largest.
    pub(crate) async fn open(
        options: Options,
        wanted: impl IntoIterator<Item = Group>,
    ) -> anyhow::Result<Self> {
        let mut groups = Vec::<Group>::new();
        for group in wanted {
            match groups.iter_mut().find(|there| there.name == group.name) {
                Some(there) => there.accounts = there.accounts.max(group.accounts),
                None => groups.push(group),
            }
        }
        let lab = Self { options, folder: Arc::new(tempfile::tempdir()?), groups: Arc::new(groups) };
        if lab.options.server.is_none() {
            population::prepare(&lab.folder.path().join(DATABASE), &lab.groups).await?;
        }
        Ok(lab)
    }

    /// The same lab, with clients that come another way, if that is said.
    pub(crate) fn on_the_way(&self, way: Option<(Transport, Dialects)>) -> Self {
        let (transport, dialect) = way.unwrap_or((self.options.transport, self.options.dialect));
        let options = Options { transport, dialect, ..self.options.clone() };
        Self { options, folder: Arc::clone(&self.folder), groups: Arc::clone(&self.groups) }
    }

    /// A server that has just been started, for the accounts of one group.
    pub(crate) async fn start(&self, side: Side, group: &Group) -> anyhow::Result<Server> {
        let server = match side {
            Side::BesideRelay | Side::Nudge => match &self.options.server {
                Some(address) => self.running(*address)?,
                None => self.nudge(group, 0)?,
            },
            Side::Rival(rival) => {
                let (door, spawned, folder) = rival.start(self.options.server_core).await?;
                let process = Some(spawned.process());
                Server { door, process, name: rival.name(), spawned: Some(spawned), _folder: Some(folder) }
            }
        };
        server.door.prepare(group.accounts).await.context("cannot make accounts")?;
        Ok(server)
    }

    /// A server that has just been started with the limits that a server has, serving HTTP with and without TLS too.
    /// Connections have so many seconds to say something whole.
    pub(crate) async fn guarded(&self, group: &Group, patience: u64) -> anyhow::Result<Server> {
        ensure!(self.is_own(), "a server that runs already has its own limits");
        let server = self.spawn(group, 0, Manner { guarded: Some(patience), ..Manner::default() })?;
        server.door.prepare(group.accounts).await?;
        Ok(server)
    }

    /// A server of our own on that port, or on a free one if it is 0.
    pub(crate) fn nudge(&self, group: &Group, port: u16) -> anyhow::Result<Server> {
        self.spawn(group, port, Manner::default())
    }

    /// A server of our own whose instructions are counted.
    pub(crate) fn counted(&self, group: &Group, counted: &Counted) -> anyhow::Result<Server> {
        self.spawn(group, 0, Manner { counted: Some(counted), ..Manner::default() })
    }

    fn spawn(&self, group: &Group, port: u16, manner: Manner<'_>) -> anyhow::Result<Server> {
        let Manner { guarded, counted } = manner;
        let Options { threads, server_core, transport, dialect, .. } = &self.options;
        let group = self.groups.iter().find(|there| there.name == group.name).context("no such accounts")?;
        let (database, tls) = (self.path(DATABASE)?, self.path("tls")?);
        let (threads, port) = (threads.to_string(), port.to_string());
        let mut arguments = vec!["serve", "--database", &database, "--threads", &threads, "--port", &port];
        let patience = guarded.map(|seconds| seconds.to_string());
        if let Some(seconds) = &patience {
            arguments.extend(["--guarded", seconds]);
        }
        if guarded.is_some() || NudgeDoor::needs_http(*transport, *dialect) {
            arguments.push("--http");
        }
        if guarded.is_some() || *transport == Transport::Tls {
            arguments.extend(["--tls", &tls]);
        }
        let mut spawned = Spawned::own(&arguments, *server_core, counted)?;
        let Listening { messenger, http, secure } = serde_json::from_str(&spawned.line()?)?;
        let door = NudgeDoor {
            messenger,
            http,
            secure,
            transport: *transport,
            dialect: *dialect,
            accounts: group.accounts(),
        };
        Ok(Server {
            door: Door::Nudge(door),
            process: Some(spawned.process()),
            name: NUDGE,
            spawned: Some(spawned),
            _folder: None,
        })
    }

    /// A server that somebody else has started.
    fn running(&self, messenger: SocketAddr) -> anyhow::Result<Server> {
        let Options { transport, dialect, web, root, accounts_pattern, secret, pid, .. } = &self.options;
        let (pattern, secret) = accounts_pattern.clone().zip(secret.clone()).context("no accounts")?;
        let secure = match (transport, web, root) {
            (Transport::Tls, Some(web), Some(root)) => {
                let bytes = std::fs::read(root).with_context(|| format!("cannot read {}", root.display()))?;
                Some(Secure::new(*web, &bytes))
            }
            (Transport::Tls | Transport::Tcp | Transport::Gateway, _, _) => None,
        };
        let door = NudgeDoor {
            messenger,
            http: *web,
            secure,
            transport: *transport,
            dialect: *dialect,
            accounts: Accounts { pattern, secret, group: None },
        };
        Ok(Server {
            door: Door::Nudge(door),
            process: pid.map(Process::new),
            name: NUDGE,
            spawned: None,
            _folder: None,
        })
    }

    /// Whether servers are ours to start and to stop.
    pub(crate) fn is_own(&self) -> bool {
        self.options.server.is_none()
    }

    /// The bare relay, just started.
    pub(crate) fn relay(&self) -> anyhow::Result<Relay> {
        self.relay_to(1)
    }

    /// The same, which copies what one says to so many.
    pub(crate) fn relay_to(&self, hearers: usize) -> anyhow::Result<Relay> {
        let (threads, hearers) = (self.options.threads.to_string(), hearers.to_string());
        let arguments = ["relay", "--threads", &threads, "--hearers", &hearers];
        let mut spawned = Spawned::own(&arguments, self.options.server_core, None)?;
        Ok(Relay { address: spawned.line()?.parse()?, process: spawned.process(), _spawned: spawned })
    }

    fn path(&self, file: &str) -> anyhow::Result<String> {
        let path = self.folder.path().join(file);
        Ok(path.to_str().context("the folder for temporary files has no readable name")?.to_owned())
    }
}

const DATABASE: &str = "nudge.db";

/// How many come at a time, where their coming is not measured.
const AT_A_TIME: usize = 64;

impl Server {
    pub(crate) async fn enter(&self, index: usize) -> anyhow::Result<Person> {
        self.door.enter(index).await
    }

    /// Has a server of our own stop, and waits until it has.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        self.spawned.map_or(Ok(()), Spawned::finish)
    }

    /// So many people, in the order of their numbers. They come many at a time: `InspIRCd` lets people in once a second.
    pub(crate) async fn people(&self, count: usize) -> anyhow::Result<Vec<Person>> {
        let (turns, mut coming) = (Arc::new(Semaphore::new(AT_A_TIME)), JoinSet::new());
        for index in 0..count {
            let (door, turns) = (self.door.clone(), Arc::clone(&turns));
            coming.spawn(async move {
                let _turn = turns.acquire_owned().await?;
                anyhow::Ok((index, door.enter(index).await?))
            });
        }
        let mut people = BTreeMap::new();
        while let Some(person) = coming.join_next().await {
            let (index, person) = person??;
            people.insert(index, person);
        }
        Ok(people.into_values().collect())
    }
}
