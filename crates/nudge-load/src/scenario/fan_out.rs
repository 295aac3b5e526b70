//! One principal changes presence in front of many: when do all know?

use std::time::Instant;

use anyhow::ensure;
use clap::Args;
use tokio::task::JoinSet;

use super::audience::{Audience, Ear, Heard, Hearing};
use crate::door::{Door, Person};
use crate::lab::{Lab, Side};
use crate::limits;
use crate::measure::{Meter, Process, Progress};
use crate::population::Group;
use crate::result::Finding;

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
        progress.expect(self.changes * if side == Side::BesideRelay { 2 } else { 1 });
        let server = lab.start(side, &self.group()).await?;
        let mut watchers = server.people(self.watchers + 1).await?;
        let mut principal = watchers.remove(0);
        server.door.acquaint(&mut principal, &mut watchers).await?;
        server.door.settle(&mut principal).await?;
        let watchers = settled(&server.door, watchers).await?;
        let says = |change| server.door.announcement(change);
        let (ours, mut principal) =
            self.announce(&server.door, principal, watchers, says, server.process, progress).await?;
        // What it was answered meanwhile.
        server.door.settle(&mut principal).await?;
        let bare = match &server.door {
            Door::Nudge(door) if side == Side::BesideRelay => {
                let relay = lab.relay_to(self.watchers)?;
                let whom = principal.handle;
                let principal = Person::at_relay(relay.address, &whom).await?;
                let mut watchers = Vec::new();
                for _ in 0..self.watchers {
                    watchers.push(Person::at_relay(relay.address, &whom).await?);
                }
                let says = |change| door.notice(&whom, change);
                let process = Some(relay.process);
                let heard = self.announce(&server.door, principal, watchers, says, process, progress);
                Some(heard.await?.0)
            }
            Door::Nudge(_) | Door::Irc(_) | Door::Xmpp(_) => None,
        };
        Ok(ours.finding(server.name, bare, self.changes * self.watchers, Some((2.0, 0.5))))
    }

    /// Makes all changes, each after all have heard of the one before.
    async fn announce(
        &self,
        door: &Door,
        mut principal: Person,
        watchers: Vec<Person>,
        says: impl Fn(usize) -> String,
        process: Option<Process>,
        progress: &Progress,
    ) -> anyhow::Result<(Heard, Person)> {
        let mut audience = Audience::new();
        for watcher in watchers {
            let (door, whom, changes) = (door.clone(), principal.handle.clone(), self.changes);
            audience.seat(move |ear| watch(door, watcher, whom, changes, ear));
        }
        let mut hearing = Hearing::new()?;
        let (watching, meter) = (progress.watch(), Meter::start(process)?);
        for change in 1..=self.changes {
            let announcement = says(change);
            let started = Instant::now();
            principal.wire.send(announcement.as_bytes()).await?;
            hearing.record(started, &audience.all_heard(change).await?);
            progress.add(1);
        }
        let (usage, series) = (meter.stop()?, watching.stop());
        // Nobody leaves before, or the others would be told.
        drop(audience.leave().await?);
        Ok((hearing.done(usage, series), principal))
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
