//! Where scenarios take place: the database, the server under test, the relay beside it, and the clock and the meter on
//! both sides.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;
use tempfile::TempDir;

use crate::child::Spawned;
use crate::population::{self, Accounts, Group};
use crate::principal::Principal;
use crate::process::Process;

/// What to measure: a server of our own, or one that runs already.
#[derive(Args, Clone, Debug)]
pub(crate) struct Subject {
    /// Threads of the server's and of the relay's runtime
    #[arg(long, global = true, default_value_t = 2)]
    threads: usize,
    /// A server that runs already, with accounts that exist
    #[arg(long, global = true, requires_all = ["accounts_pattern", "secret"])]
    server: Option<SocketAddr>,
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

/// Everything that scenarios share.
#[derive(Debug)]
pub(crate) struct Lab {
    subject: Subject,
    folder: TempDir,
    groups: Vec<Group>,
}

/// A server, ready to be used.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// Whose use of CPU and memory is measured, if that is known.
    pub(crate) process: Option<Process>,
    accounts: Accounts,
    /// Who the accounts are, where we have made them ourselves.
    group: Option<Group>,
    _spawned: Option<Spawned>,
}

impl Lab {
    /// Prepares accounts, unless the server has its own. Groups of one name are one, as large as the largest.
    pub(crate) async fn open(
        subject: Subject,
        wanted: impl IntoIterator<Item = Group>,
    ) -> anyhow::Result<Self> {
        let mut groups = Vec::<Group>::new();
        for group in wanted {
            match groups.iter_mut().find(|there| there.name == group.name) {
                Some(there) => there.accounts = there.accounts.max(group.accounts),
                None => groups.push(group),
            }
        }
        let lab = Self { subject, folder: tempfile::tempdir()?, groups };
        if lab.subject.server.is_none() {
            population::prepare(&lab.database(), &lab.groups).await?;
        }
        Ok(lab)
    }

    /// A server that has just been started, for the accounts of one group.
    pub(crate) fn server(&self, group: &Group) -> anyhow::Result<Server> {
        let Subject { server, accounts_pattern, secret, pid, .. } = &self.subject;
        if let (Some(address), Some(pattern), Some(secret)) = (*server, accounts_pattern, secret) {
            let accounts = Accounts { pattern: pattern.clone(), secret: secret.clone() };
            return Ok(Server {
                address,
                process: pid.map(Process::new),
                accounts,
                group: None,
                _spawned: None,
            });
        }
        let group = self.groups.iter().find(|there| there.name == group.name).context("no such accounts")?;
        let database = self.database();
        let database = database.to_str().context("the folder for temporary files has no readable name")?;
        let threads = self.subject.threads.to_string();
        let spawned = Spawned::start(&["serve", "--database", database, "--threads", &threads])?;
        Ok(Server {
            address: spawned.address(),
            process: Some(spawned.process()),
            accounts: group.accounts(),
            group: Some(group.clone()),
            _spawned: Some(spawned),
        })
    }

    /// The bare relay, just started.
    pub(crate) fn relay(&self) -> anyhow::Result<Spawned> {
        Spawned::start(&["relay", "--threads", &self.subject.threads.to_string()])
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("nudge.db")
    }
}

impl Server {
    pub(crate) fn handle(&self, index: usize) -> String {
        self.accounts.handle(index)
    }

    /// Signs in. Where we know how many contacts there should be, they must be there.
    pub(crate) async fn sign_in(&self, index: usize) -> anyhow::Result<Principal> {
        let principal = Principal::sign_in(self.address, &self.accounts, index).await?;
        if let Some(group) = &self.group {
            let (there, due) = (principal.contacts, group.contacts(index));
            ensure!(there == due, "{} has {there} contacts instead of {due}", principal.handle);
        }
        Ok(principal)
    }
}

/// Runs while something is measured.
#[derive(Debug)]
pub(crate) struct Meter {
    process: Option<Process>,
    started: Instant,
    server: Option<Duration>,
    client: Duration,
}

/// What something took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    pub(crate) took: Duration,
    /// CPU time of the server or the relay, where its process is known and it took long enough to be counted.
    pub(crate) server: Option<Duration>,
    /// CPU time of the load generator, if it took long enough to be counted.
    pub(crate) client: Option<Duration>,
}

/// CPU time is counted in ticks of 10 ms; of less than ten of them nothing can be said.
const LEAST_CPU: Duration = Duration::from_millis(100);

impl Meter {
    pub(crate) fn start(process: Option<Process>) -> anyhow::Result<Self> {
        let server = process.map(Process::cpu).transpose()?;
        Ok(Self { process, server, client: Process::own().cpu()?, started: Instant::now() })
    }

    pub(crate) fn stop(self) -> anyhow::Result<Usage> {
        let took = self.started.elapsed();
        let server = match (self.process, self.server) {
            (Some(process), Some(before)) => Some(process.cpu()?.saturating_sub(before)),
            (None, _) | (_, None) => None,
        };
        let client = Process::own().cpu()?.saturating_sub(self.client);
        let countable = |cpu: &Duration| *cpu >= LEAST_CPU;
        Ok(Usage { took, server: server.filter(countable), client: Some(client).filter(countable) })
    }
}

/// Microseconds per thing.
pub(crate) fn micros_per(time: Duration, things: f64) -> f64 {
    time.as_secs_f64() * 1e6 / things
}
