//! All come back at once after the server has been killed and started anew.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::door::{Door, Person};
use crate::lab::Lab;
use crate::limits;
use crate::measure::{Latencies, Meter, Progress};
use crate::population::Group;
use crate::result::{Finding, Measure};

/// A storm of returns.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Reconnect {
    /// How many are signed in, and come back
    #[arg(long, default_value_t = 4000)]
    pub(crate) connections: usize,
    /// Contacts of each
    #[arg(long, default_value_t = 100)]
    pub(crate) contacts: usize,
}

/// How many sign in at a time before the storm; in the storm it is all of them.
const CONCURRENCY: usize = 32;

/// How long somebody waits before trying again.
const AGAIN: Duration = Duration::from_millis(50);

/// How long somebody tries before giving up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where everybody is to be, and since when; nothing while the server is away.
type Whereabouts = Option<(Arc<Door>, Instant)>;

/// When somebody was back, and how often that took another try.
type Back = (Duration, u64);

impl Reconnect {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.connections.max(self.contacts + 2), self.contacts)
    }

    pub(crate) async fn run(&self, lab: &Lab, progress: &Progress) -> anyhow::Result<Finding> {
        ensure!(lab.is_own(), "only a server of our own can be killed and started anew");
        limits::check_connections(self.connections)?;
        progress.expect(self.connections * 2);
        let server = lab.nudge(&self.group(), 0)?;
        let Door::Nudge(door) = &server.door else { bail!("only Nudge is started anew") };
        let port = door.messenger.port();
        let (here, _) = watch::channel::<Whereabouts>(None);
        let (back, mut returning) = mpsc::unbounded_channel();
        let (turns, mut people) = (Arc::new(Semaphore::new(CONCURRENCY)), JoinSet::new());
        let first = Arc::new(server.door.clone());
        for index in 0..self.connections {
            let turn = Arc::clone(&turns).acquire_owned().await?;
            let (door, here, back, progress) =
                (Arc::clone(&first), here.subscribe(), back.clone(), progress.clone());
            people.spawn(async move {
                let person = door.enter(index).await?;
                drop((turn, door));
                progress.add(1);
                away_and_back(person, index, here, back, progress).await
            });
        }
        // All are there when nobody has a turn any more.
        let all = u32::try_from(CONCURRENCY)?;
        drop(turns.acquire_many(all).await?);

        drop(server);
        let started = Instant::now();
        let server = lab.nudge(&self.group(), port)?;
        let accepting = started.elapsed();
        let (watching, meter) = (progress.watch(), Meter::start(server.process)?);
        here.send_replace(Some((Arc::new(server.door.clone()), started)));
        let (mut latencies, mut tries, mut last) = (Latencies::new()?, 0, Duration::ZERO);
        for already in 0..self.connections {
            let (after, again): Back = tokio::select! {
                biased;
                back = returning.recv() => back.context("nobody comes back")?,
                Some(left) = people.join_next() => {
                    left?.with_context(|| format!("after {already} were back"))?;
                    bail!("somebody left early");
                }
            };
            latencies.record(after);
            (tries, last) = (tries + again, last.max(after));
        }
        let (usage, series) = (meter.stop()?, watching.stop());
        // The end of the whereabouts is the end for all, after they have shown that they are there.
        drop(here);
        while let Some(person) = people.join_next().await {
            person??;
        }

        let (name, count) = (server.name, self.connections as f64);
        let mut finding = Finding::default();
        let millis = |time: Duration| time.as_secs_f64() * 1e3;
        finding.push(Measure::less("the server accepts after", "ms").of(name, millis(accepting)));
        finding.push(Measure::less("half are back after", "ms").of(name, latencies.millis_at(0.5)));
        finding.push(Measure::less("99 % are back after", "ms").of(name, latencies.millis_at(0.99)));
        finding.push(Measure::less("all are back after", "ms").of(name, millis(last)));
        finding.push(Measure::more("sign-ins in the storm", "/s").of(name, usage.rate(count)));
        finding.push(Measure::less("server CPU per return", "µs").of(name, usage.server_micros(count)));
        finding.push(Measure::less("tries that failed, per return", "").of(name, tries as f64 / count));
        finding.latencies("until back", name, &latencies);
        finding.throughput("returns", name, series);
        Ok(finding)
    }
}

/// Stays until the connection breaks, comes back as soon as somebody says where, and stays until nobody does any more.
async fn away_and_back(
    mut person: Person,
    index: usize,
    mut here: watch::Receiver<Whereabouts>,
    back: mpsc::UnboundedSender<Back>,
    progress: Progress,
) -> anyhow::Result<()> {
    while let Ok(()) = person.wire.fill().await {
        while person.wire.step()?.is_some() {}
    }
    drop(person);
    let (door, since) = here.wait_for(Option::is_some).await?.clone().context("it was there")?;
    let mut again = 0;
    let mut person = loop {
        match door.enter(index).await {
            Ok(person) => break person,
            Err(error) if since.elapsed() > PATIENCE => return Err(error),
            Err(_refused) => {
                again += 1;
                tokio::time::sleep(AGAIN).await;
            }
        }
    };
    back.send((since.elapsed(), again))?;
    progress.add(1);
    loop {
        tokio::select! {
            filled = person.wire.fill() => {
                filled?;
                while person.wire.step()?.is_some() {}
            }
            changed = here.changed() => if changed.is_err() { return door.is_there(&mut person).await },
        }
    }
}
