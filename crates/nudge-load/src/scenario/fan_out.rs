//! One principal changes presence in front of many: when do all know?

use std::time::Instant;

use anyhow::ensure;
use clap::Args;
use tokio::task::JoinSet;

use super::audience::{Audience, Ear};
use crate::door::{Door, Person};
use crate::lab::{Lab, Side};
use crate::limits;
use crate::measure::{Latencies, Meter, Progress};
use crate::population::Group;
use crate::result::{Finding, Measure};

/// Presence changes.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct FanOut {
    /// Contacts who are online and see them
    #[arg(long, default_value_t = 300)]
    pub(crate) watchers: usize,
    /// How many changes, each after all have heard of the one before
    #[arg(long, default_value_t = 500)]
    pub(crate) changes: usize,
}

impl FanOut {
    pub(crate) fn group(&self) -> Group {
        Group::star(self.watchers)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        limits::check_connections(self.watchers + 1)?;
        progress.expect(self.changes);
        let server = lab.start(side, &self.group()).await?;
        let mut watchers = server.people(self.watchers + 1).await?;
        let mut principal = watchers.remove(0);
        server.door.acquaint(&mut principal, &mut watchers).await?;
        server.door.settle(&mut principal).await?;
        let mut audience = Audience::new();
        for watcher in settled(&server.door, watchers).await? {
            let (door, whom, changes) = (server.door.clone(), principal.handle.clone(), self.changes);
            audience.seat(move |ear| watch(door, watcher, whom, changes, ear));
        }

        let mut latencies = Latencies::new()?;
        let (watching, meter) = (progress.watch(), Meter::start(server.process)?);
        for change in 1..=self.changes {
            let announcement = server.door.announcement(change);
            let started = Instant::now();
            principal.wire.send(announcement.as_bytes()).await?;
            let last = audience.all_heard(change).await?;
            latencies.record(last.saturating_duration_since(started));
            progress.add(1);
        }
        let (usage, series) = (meter.stop()?, watching.stop());
        let watchers = audience.leave().await?;
        // What it was answered meanwhile.
        server.door.settle(&mut principal).await?;
        drop(watchers);

        let (name, notices) = (server.name, (self.changes * self.watchers) as f64);
        let mut finding = Finding::default();
        let p50 = Measure::less("p50 until the last knows", "ms").of(name, latencies.millis_at(0.5));
        finding.push(p50.goal(2.0, 0.5));
        finding.push(Measure::less("p99 until the last knows", "ms").of(name, latencies.millis_at(0.99)));
        finding.push(Measure::less("server CPU per notice", "µs").of(name, usage.server_micros(notices)));
        finding.latencies("until the last knows", name, &latencies);
        finding.throughput("changes", name, series);
        Ok(finding)
    }
}

/// Lets all of them read over what there was cause for.
async fn settled(door: &Door, people: Vec<Person>) -> anyhow::Result<Vec<Person>> {
    let mut settling = JoinSet::new();
    for mut person in people {
        let door = door.clone();
        settling.spawn(async move {
            door.settle(&mut person).await?;
            anyhow::Ok(person)
        });
    }
    let mut people = Vec::new();
    while let Some(person) = settling.join_next().await {
        people.push(person??);
    }
    Ok(people)
}

/// Reports every change of the principal, which must come in order. Stays until the end, and for a moment longer.
async fn watch(
    door: Door,
    mut person: Person,
    whom: String,
    changes: usize,
    ear: Ear,
) -> anyhow::Result<Person> {
    for change in 1..=changes {
        person
            .wire
            .until("the presence of a contact", |unit| {
                let is_due = door.is_announced(&whom, change, unit);
                ensure!(is_due, "{} came where change {change} was due", String::from_utf8_lossy(unit.line));
                Ok(Some(()))
            })
            .await?;
        ear.heard(change)?;
    }
    person.wire.expect_silence().await?;
    Ok(person)
}
