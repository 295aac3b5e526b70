//! Streams of messages that wait for nothing: how many go through?

use std::time::Duration;

use clap::{Args, ValueEnum};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::conversation::{End, Pair, all_silent};
use crate::door::{Door, Person};
use crate::lab::{Lab, Relay, Server, Side};
use crate::limits;
use crate::measure::{Meter, Process, Progress, Series, Usage};
use crate::population::Group;
use crate::result::{Finding, Measure, RELAY};

/// Streams of messages.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Pipelined {
    /// Conversations at a time
    #[arg(long, default_value_t = 8)]
    pub(crate) conversations: usize,
    /// Messages, over all conversations
    #[arg(long, default_value_t = 8_000_000)]
    pub(crate) messages: usize,
    /// Bytes of a payload
    #[arg(long, default_value_t = 200)]
    pub(crate) size: usize,
    /// Which answers the sender asks for
    #[arg(long, value_enum, default_value_t = Acknowledged::N)]
    pub(crate) ack: Acknowledged,
}

/// What a sender wants to hear back of its messages.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Acknowledged {
    /// Nothing
    U,
    /// Only those that were not delivered, as usual clients do
    N,
}

impl Acknowledged {
    const fn letter(self) -> &'static str {
        match self {
            Self::U => "U",
            Self::N => "N",
        }
    }
}

/// Between two questions of somebody beside the streams.
const BETWEEN: Duration = Duration::from_millis(1);

/// How much a sender writes at once, in bytes.
const WRITE: usize = 32 * 1024;

impl Pipelined {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.conversations * 2 + 1, 10)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        limits::check_connections(self.conversations * 4)?;
        progress.expect(self.messages * if side == Side::BesideRelay { 2 } else { 1 });
        let mut finding = Finding::default();
        let server = lab.start(side, &self.group()).await?;
        let pairs = conversations(&server, self.conversations).await?;
        let mut bystander = JoinSet::new();
        if side != Side::BesideRelay {
            let person = server.door.enter(self.conversations * 2).await?;
            bystander.spawn(keep_asking(server.door.clone(), person));
        }
        let (ours, series) = self.stream(pairs, server.process, progress).await?;
        if let Some(ended) = bystander.try_join_next() {
            return Err(ended?.context("somebody beside the streams"));
        }
        finding.throughput("messages", server.name, series);
        drop(server);

        let bare = if side == Side::BesideRelay {
            let relay = lab.relay()?;
            let pairs = relayed(&relay, self.conversations).await?;
            let (bare, series) = self.stream(pairs, Some(relay.process), progress).await?;
            finding.throughput("messages", RELAY, series);
            Some(bare)
        } else {
            None
        };

        let count = (self.each() * self.conversations) as f64;
        let megabytes = count * self.size as f64 / 1e6;
        let both = |measure: Measure, of: &dyn Fn(Usage) -> Option<f64>| {
            measure.of(side.name(), of(ours)).relay(bare.and_then(of))
        };
        let messages = both(Measure::more("messages", "/s"), &|usage| Some(usage.rate(count)));
        finding.push(messages.ratio_goal(0.5, 0.85));
        finding.push(both(Measure::more("payload", "MB/s"), &|usage| Some(usage.rate(megabytes))));
        finding
            .push(both(Measure::less("client CPU per message", "µs"), &|usage| usage.client_micros(count)));
        let cpu = both(Measure::less("server CPU per message", "µs"), &|usage| usage.server_micros(count));
        finding.push(cpu.goal(2.0, 1.0));
        Ok(finding)
    }

    fn each(&self) -> usize {
        (self.messages / self.conversations).max(1)
    }

    /// Sends everything through every pair, and checks it at the other end.
    async fn stream(
        &self,
        pairs: Vec<Pair>,
        process: Option<Process>,
        progress: &Progress,
    ) -> anyhow::Result<(Usage, Series)> {
        let mut ends = JoinSet::new();
        let (watching, meter) = (progress.watch(), Meter::start(process)?);
        for (number, mut pair) in (0..).zip(pairs) {
            pair.caller.number(number, number, self.size);
            pair.callee.number(number, number, self.size);
            pair.caller.ask_for(self.ack.letter());
            ends.spawn(send(pair.caller, self.each()));
            ends.spawn(receive(pair.callee, self.each(), progress.clone()));
        }
        let mut done = Vec::new();
        while let Some(end) = ends.join_next().await {
            done.push(end??);
        }
        let (usage, series) = (meter.stop()?, watching.stop());
        all_silent(done).await?;
        Ok((usage, series))
    }
}

/// Asks something every millisecond. With nothing but streams to read, `InspIRCd` 3 sleeps for a second whenever a read has filled
/// its buffer (it goes on reading after its next event, and its sockets tell it of no more until it does); on a server with
/// people there is always somebody else, so beside other servers there is with each of them.
async fn keep_asking(door: Door, mut person: Person) -> anyhow::Error {
    loop {
        if let Err(error) = door.is_there(&mut person).await {
            return error;
        }
        sleep(BETWEEN).await;
    }
}

async fn send(mut end: End, messages: usize) -> anyhow::Result<End> {
    let mut buffer = Vec::with_capacity(WRITE * 2);
    for _ in 0..messages {
        end.put(&mut buffer);
        if buffer.len() >= WRITE {
            end.wire.send(&buffer).await?;
            buffer.clear();
        }
    }
    if !buffer.is_empty() {
        end.wire.send(&buffer).await?;
    }
    Ok(end)
}

async fn receive(mut end: End, messages: usize, progress: Progress) -> anyhow::Result<End> {
    let messages = messages as u64;
    while end.heard() < messages {
        let before = end.heard();
        while end.heard() < messages && end.take()? {}
        progress.add(end.heard() - before);
        if end.heard() < messages {
            end.wire
                .fill()
                .await
                .map_err(|error| error.context(format!("after {} messages", end.heard())))?;
        }
    }
    Ok(end)
}

/// Opens so many conversations.
pub(super) async fn conversations(server: &Server, count: usize) -> anyhow::Result<Vec<Pair>> {
    let mut people = server.people(count * 2).await?.into_iter();
    let mut pairs = Vec::new();
    while let (Some(caller), Some(callee)) = (people.next(), people.next()) {
        pairs.push(server.door.pair(caller, callee).await?);
    }
    Ok(pairs)
}

/// Joins so many pairs of connections through the bare relay.
pub(super) async fn relayed(relay: &Relay, count: usize) -> anyhow::Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for _ in 0..count {
        pairs.push(Pair::through_relay(relay.address).await?);
    }
    Ok(pairs)
}
