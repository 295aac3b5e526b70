//! One speaks in a conversation of many: when have all heard?

use std::time::Instant;

use clap::Args;

use super::audience::{Audience, Ear};
use crate::conversation::{End, Gathering};
use crate::lab::{Lab, Side};
use crate::limits;
use crate::measure::{Latencies, Meter, Progress};
use crate::population::Group;
use crate::result::{Finding, Measure};

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
        progress.expect(self.messages);
        let server = lab.start(side, &self.group()).await?;
        let people = server.people(self.hearers + 1).await?;
        let Gathering { mut speaker, mut hearers, has_echo } = server.door.gather(people).await?;
        for end in hearers.iter_mut().chain([&mut speaker]) {
            end.wire.drain().await?;
            end.number(CONVERSATION, CONVERSATION, self.size);
        }
        let mut audience = Audience::new();
        for hearer in hearers {
            let messages = self.messages;
            audience.seat(move |ear| listen(hearer, messages, ear));
        }

        let mut latencies = Latencies::new()?;
        let (watching, meter) = (progress.watch(), Meter::start(server.process)?);
        for message in 1..=self.messages {
            let started = Instant::now();
            speaker.send().await?;
            let last = audience.all_heard(message).await?;
            latencies.record(last.saturating_duration_since(started));
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

        let (name, count) = (server.name, (self.messages * self.hearers) as f64);
        let mut finding = Finding::default();
        finding.push(Measure::less("p50 until the last has heard", "ms").of(name, latencies.millis_at(0.5)));
        finding.push(Measure::less("p99 until the last has heard", "ms").of(name, latencies.millis_at(0.99)));
        finding.push(Measure::more("messages delivered", "/s").of(name, usage.rate(count)));
        finding.push(Measure::less("server CPU per delivery", "µs").of(name, usage.server_micros(count)));
        finding.latencies("until the last has heard", name, &latencies);
        finding.throughput("messages said", name, series);
        Ok(finding)
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
