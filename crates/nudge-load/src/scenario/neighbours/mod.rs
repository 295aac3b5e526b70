//! Chat and sign-in at a steady pace, alone and then beside each kind of bad neighbour: do the others notice?
//!
//! The server has the limits that a server has by default, with shorter times. Nobody who behaves may lose a message; every
//! neighbour must be cut off as documented, unless it may stay.

mod kind;
mod slow;
mod stay;
mod whisper;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::Args;
use tokio::task::JoinSet;

use super::chat::{Chat, Load, Played};
use super::pipelined::conversations;
use crate::conversation::{Pair, pairs_silent};
use crate::door::{Dialects, Door, NudgeDoor};
use crate::lab::{Lab, Server};
use crate::limits;
use crate::measure::{Latencies, Progress};
use crate::pace::Pace;
use crate::population::Group;
use crate::result::{Finding, Measure};
use kind::Kind;
use stay::Stay;

/// Bad neighbours.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Neighbours {
    /// How long chat and sign-in are measured beside each, in seconds
    #[arg(long, default_value_t = 5)]
    pub(crate) seconds: u64,
    /// Conversations at a time
    #[arg(long, default_value_t = 50)]
    pub(crate) conversations: usize,
    /// Round trips a second, in all conversations together
    #[arg(long, default_value_t = 500.0)]
    pub(crate) rate: f64,
    /// Sign-ins a second, each with a ticket over HTTP
    #[arg(long, default_value_t = 50.0)]
    pub(crate) sign_ins: f64,
    /// Connections that say nothing
    #[arg(long, default_value_t = 10_000)]
    pub(crate) half_open: usize,
    /// How long the server waits for connections that say nothing whole, in seconds; its default is a minute
    #[arg(long, default_value_t = 10)]
    pub(crate) patience: u64,
    /// Neighbours of the other kinds, each
    #[arg(long, default_value_t = 50)]
    pub(crate) offenders: usize,
}

/// Contacts of each; the ones on either side in the ring.
const CONTACTS: usize = 10;

/// Accounts in all. Those who behave have the first, so that a larger group of an earlier scenario will do as well.
const ACCOUNTS: usize = 2000;

/// From which account on people sign in and out, and from which on the neighbours are. In between there are enough that nobody
/// has contacts on the other side.
const COMING_AND_GOING: usize = 1000;
const BESIDE: usize = 1500;

/// How many sign in at a time.
const AT_A_TIME: usize = 16;

/// Bytes of a message.
const SIZE: usize = 200;

/// What neighbours of one kind may cost in memory, in bytes: a full outbox for each of fifty, and some to spare.
const MOST_MEMORY: u64 = 256 << 20;

/// What was measured beside one kind of neighbour, or alone.
struct Lap {
    chat: Latencies,
    sign_in: Latencies,
}

impl Neighbours {
    pub(crate) fn group() -> Group {
        Group::ring(ACCOUNTS, CONTACTS)
    }

    pub(crate) async fn run(&self, lab: &Lab, progress: &Progress) -> anyhow::Result<Finding> {
        limits::check_connections(self.half_open + self.conversations * 4 + self.offenders * 20)?;
        ensure!(self.conversations * 2 + CONTACTS < COMING_AND_GOING, "too many conversations");
        ensure!(self.offenders + CONTACTS < ACCOUNTS - BESIDE, "too many neighbours");
        progress.expect(self.round_trips() * Kind::ALL.len() * 2);
        let server = lab.guarded(&Self::group(), self.patience).await?;
        let Door::Nudge(door) = &server.door else { anyhow::bail!("that is no server of ours") };
        let newcomers = Arc::new(NudgeDoor { dialect: Dialects::Msnp18, ..door.clone() });
        let process = server.process.context("neighbours measures a process")?;
        let pairs = conversations(&server, self.conversations).await?;
        // What is done for the first time takes longer.
        let (_first, mut pairs) = self.lap(&server, &newcomers, pairs, 0, &Progress::silent()).await?;
        let (name, mut finding) = (server.name, Finding::default());
        for (kind, set) in Kind::ALL.into_iter().zip((1..).step_by(2)) {
            // Just before, for machines have their hours.
            let (alone, there) = self.lap(&server, &newcomers, pairs, set, progress).await?;
            let before = process.memory()?.resident;
            let stay = Stay::begin(kind, self, door).await;
            let stay = stay.with_context(|| format!("{}, who should come", kind.name()))?;
            let (beside, back) = self.lap(&server, &newcomers, there, set + 1, progress).await?;
            pairs = back;
            let cost = process.memory()?.resident.saturating_sub(before);
            ensure!(cost <= MOST_MEMORY, "{} cost {cost} bytes of memory", kind.name());
            stay.end().await.with_context(|| format!("{}, who should go", kind.name()))?;
            for (what, beside, alone) in
                [("chat", &beside.chat, &alone.chat), ("sign-in", &beside.sign_in, &alone.sign_in)]
            {
                let what = format!("{what} p99 beside {}", kind.name());
                let (of_these, of_those) = (beside.micros_at(0.99), alone.micros_at(0.99));
                finding.push(Measure::less(&what, "µs").of(name, of_these));
                let times = Measure::less(format!("{what}, of that alone"), "times");
                let times = times.of(name, of_these / of_those);
                // Of a few, the last percentile is one.
                let is_enough = beside.count() >= 100;
                finding.push(if is_enough { times.goal(2.0, 2.0) } else { times });
                finding.latencies(&what, name, beside);
            }
            let mebibytes = cost as f64 / 1024.0 / 1024.0;
            finding.push(Measure::less(format!("memory for {}", kind.name()), "MiB").of(name, mebibytes));
        }
        drop(pairs_silent(pairs).await?);
        Ok(finding)
    }

    /// In what time a neighbour must have been cut off: the server's, and as much as it takes on a busy machine to fill what
    /// has to be full first.
    fn notice(&self) -> Duration {
        Duration::from_secs(self.patience * 3 / 2 + 5)
    }

    fn round_trips(&self) -> usize {
        // A float becomes the nearest whole number that there is.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number"
        )]
        let round_trips = (self.rate * self.seconds as f64) as usize;
        round_trips.max(self.conversations)
    }

    /// Chats and signs in for some seconds. Every message must arrive, and every sign-in succeed.
    async fn lap(
        &self,
        server: &Server,
        newcomers: &Arc<NudgeDoor>,
        pairs: Vec<Pair>,
        set: u32,
        progress: &Progress,
    ) -> anyhow::Result<(Lap, Vec<Pair>)> {
        let chat = Chat {
            conversations: self.conversations,
            round_trips: self.round_trips(),
            size: SIZE,
            load: Load::Full,
            rate: Some(self.rate),
        };
        let coming = tokio::spawn(come_and_go(Arc::clone(newcomers), self.sign_ins, self.seconds));
        let Played { pairs, latencies, .. } =
            chat.play(pairs, set, Some(self.rate), server.process, progress).await?;
        Ok((Lap { chat: latencies, sign_in: coming.await?? }, pairs))
    }
}

/// Signs people in and out again, at that rate, for so many seconds.
async fn come_and_go(door: Arc<NudgeDoor>, rate: f64, seconds: u64) -> anyhow::Result<Latencies> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let each = ((rate * seconds as f64) as usize).div_ceil(AT_A_TIME).max(1);
    let mut clients = JoinSet::new();
    for (client, mut pace) in Pace::for_each(Some(rate), AT_A_TIME, each)?.into_iter().enumerate() {
        let door = Arc::clone(&door);
        clients.spawn(async move {
            let mut latencies = Latencies::new()?;
            for turn in 0..each {
                let due = pace.next().await?;
                // Each has accounts of its own, far enough from each other that they are no contacts.
                let account = COMING_AND_GOING + client * 2 * CONTACTS + turn % CONTACTS;
                drop(door.enter(account).await?);
                latencies.record(due.elapsed());
            }
            anyhow::Ok(latencies)
        });
    }
    let mut latencies = Latencies::new()?;
    while let Some(of_one) = clients.join_next().await {
        latencies.add(&of_one??)?;
    }
    Ok(latencies)
}
