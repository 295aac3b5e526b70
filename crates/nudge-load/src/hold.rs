//! More clients, in a process of their own: one process may not have as many connections as a server.
//!
//! ```text
//! → {"Nudge":{…}}          the door
//! → fill 0 250 16          accounts from the first on, as far as the second, so many at a time
//! ← there 250              how many are held now
//! → check                  each must still be answered
//! ← there 250
//! ```

use std::io::{self, BufRead as _, Write as _};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::child::Spawned;
use crate::door::{Door, Person};
use crate::limits;

/// Holds connections.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Hold {
    /// Threads of the runtime.
    #[arg(long, default_value_t = 1)]
    threads: usize,
}

/// Another process that holds connections.
#[derive(Debug)]
pub(crate) struct Holder(Spawned);

impl Holder {
    pub(crate) fn start(door: &Door) -> anyhow::Result<Self> {
        let mut spawned = Spawned::own(&["hold"], None, None)?;
        spawned.say(&serde_json::to_string(door)?)?;
        Ok(Self(spawned))
    }

    /// Signs accounts in, who stay, and says how many there are now. Blocks.
    pub(crate) fn fill(&mut self, from: usize, to: usize, at_a_time: usize) -> anyhow::Result<usize> {
        self.ask(&format!("fill {from} {to} {at_a_time}"))
    }

    /// Makes sure that all are there, and says how many those are. Blocks.
    pub(crate) fn check(&mut self) -> anyhow::Result<usize> {
        self.ask("check")
    }

    fn ask(&mut self, what: &str) -> anyhow::Result<usize> {
        self.0.say(what)?;
        let line = self.0.line()?;
        let there = line.strip_prefix("there ").with_context(|| format!("the clients say: {line}"))?;
        Ok(there.parse()?)
    }
}

impl Hold {
    /// Does what it is told, until nobody tells it anything any more.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        limits::raise_open_files()?;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(self.threads).enable_all().build()?;
        let mut lines = io::stdin().lock().lines();
        let door = lines.next().context("no door")??;
        let mut held = Held::new(serde_json::from_str(&door)?);
        for line in lines {
            let answer = match runtime.block_on(held.told(&line?)) {
                Ok(there) => format!("there {there}"),
                Err(error) => format!("{error:#}"),
            };
            let mut out = io::stdout().lock();
            writeln!(out, "{answer}")?;
            out.flush()?;
        }
        Ok(())
    }
}

/// Connections that are held.
struct Held {
    door: Arc<Door>,
    staying: JoinSet<anyhow::Result<()>>,
    there: usize,
    checks: watch::Sender<u64>,
    done: mpsc::UnboundedSender<()>,
    doing: mpsc::UnboundedReceiver<()>,
}

impl Held {
    fn new(door: Door) -> Self {
        let (done, doing) = mpsc::unbounded_channel();
        let (staying, checks) = (JoinSet::new(), watch::Sender::new(0));
        Self { door: Arc::new(door), staying, there: 0, checks, done, doing }
    }

    async fn told(&mut self, line: &str) -> anyhow::Result<usize> {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["fill", from, to, at_a_time] => {
                self.fill(from.parse()?, to.parse()?, at_a_time.parse()?).await?;
            }
            ["check"] => {
                self.checks.send_modify(|checks| *checks += 1);
                self.all_done(self.there).await?;
            }
            _ => bail!("told what there is not: {line}"),
        }
        Ok(self.there)
    }

    async fn fill(&mut self, from: usize, to: usize, at_a_time: usize) -> anyhow::Result<()> {
        let count = to.saturating_sub(from);
        limits::check_connections(self.there + count)?;
        let turns = Arc::new(Semaphore::new(at_a_time.max(1)));
        for index in from..to {
            let turn = Arc::clone(&turns).acquire_owned().await?;
            let (door, done, checks) = (Arc::clone(&self.door), self.done.clone(), self.checks.subscribe());
            self.staying.spawn(async move {
                let person = door.enter(index).await?;
                done.send(())?;
                drop(turn);
                stay(&door, person, checks, done).await
            });
        }
        self.all_done(count).await?;
        self.there += count;
        Ok(())
    }

    /// Waits for so many to have done it. Whoever leaves has failed.
    async fn all_done(&mut self, count: usize) -> anyhow::Result<()> {
        for _ in 0..count {
            tokio::select! {
                _done = self.doing.recv() => {}
                Some(left) = self.staying.join_next() => {
                    left??;
                    bail!("somebody left early");
                }
            }
        }
        Ok(())
    }
}

/// Takes whatever comes, and shows when asked that the connection still works.
async fn stay(
    door: &Door,
    mut person: Person,
    mut checks: watch::Receiver<u64>,
    done: mpsc::UnboundedSender<()>,
) -> anyhow::Result<()> {
    loop {
        while person.wire.step()?.is_some() {}
        tokio::select! {
            filled = person.wire.fill() => filled?,
            checked = checks.changed() => {
                checked?;
                door.is_there(&mut person).await?;
                done.send(())?;
            }
        }
    }
}
