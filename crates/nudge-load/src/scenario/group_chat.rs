//! One speaks in a conversation of many: when have all heard?

use std::time::Instant;

use clap::Args;

use super::audience::{Audience, Ear, Heard, Hearing};
use crate::conversation::{End, Gathering};
use crate::lab::{Lab, Side};
use crate::limits;
use crate::measure::{Meter, Process, Progress};
use crate::population::Group;
use crate::result::Finding;

/// A conversation of many.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct GroupChat {
    /// How many hear
    #[arg(long, default_value_t = 50)]
    pub(crate) hearers: usize,
    /// How many messages, each after all have heard the one before
    #[arg(long, default_value_t = 4000)]
    pub(crate) messages: usize,
    /// Bytes of a payload
    #[arg(long, default_value_t = 200)]
    pub(crate) size: usize,
}

/// The number of the only conversation.
const CONVERSATION: u32 = 1;

impl GroupChat {
    pub(crate) fn group(&self) -> Group {
        Group::star(self.hearers)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        limits::check_connections(self.hearers * 2 + 2)?;
        progress.expect(self.messages * if side == Side::BesideRelay { 2 } else { 1 });
        let server = lab.start(side, &self.group()).await?;
        let people = server.people(self.hearers + 1).await?;
        let gathering = server.door.gather(people).await?;
        let (name, ours) = (server.name, self.say(gathering, server.process, progress).await?);
        drop(server);
        let bare = if side == Side::BesideRelay {
            let relay = lab.relay_to(self.hearers)?;
            let gathering = Gathering::through_relay(relay.address, self.hearers).await?;
            Some(self.say(gathering, Some(relay.process), progress).await?)
        } else {
            None
        };
        Ok(ours.finding(name, bare, self.messages * self.hearers, None))
    }

    /// Says everything, each message after all have heard the one before.
    async fn say(
        &self,
        gathering: Gathering,
        process: Option<Process>,
        progress: &Progress,
    ) -> anyhow::Result<Heard> {
        let Gathering { mut speaker, mut hearers, has_echo } = gathering;
        for end in hearers.iter_mut().chain([&mut speaker]) {
            end.wire.drain().await?;
            end.number(CONVERSATION, CONVERSATION, self.size);
        }
        let mut audience = Audience::new();
        for hearer in hearers {
            let messages = self.messages;
            audience.seat(move |ear| listen(hearer, messages, ear));
        }
        let mut hearing = Hearing::new()?;
        let (watching, meter) = (progress.watch(), Meter::start(process)?);
        for message in 1..=self.messages {
            let started = Instant::now();
            speaker.send().await?;
            hearing.record(started, &audience.all_heard(message).await?);
            if has_echo {
                speaker.receive().await?;
            }
            progress.add(1);
        }
        let (usage, series) = (meter.stop()?, watching.stop());
        let hearers = audience.leave().await?;
        speaker.wire.expect_silence().await?;
        // Not before, or those who are left would be told.
        drop(hearers);
        Ok(hearing.done(usage, series))
    }
}

/// Checks every message. Stays until the end, and for a moment longer.
async fn listen(mut end: End, messages: usize, ear: Ear) -> anyhow::Result<End> {
    for message in 1..=messages {
        end.receive().await?;
        ear.heard(message)?;
    }
    end.wire.expect_silence().await?;
    Ok(end)
}
