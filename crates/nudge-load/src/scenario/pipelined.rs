//! Streams of messages that wait for nothing: how many go through?

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use msnp::switchboard::FromServer;
use tokio::task::JoinSet;

use crate::conversation::Pair;
use crate::lab::{Lab, Meter, Server, Usage, micros_per};
use crate::limits;
use crate::population::Group;
use crate::principal::Principal;
use crate::process::Process;
use crate::report::Measure;
use crate::stamp::{Stamper, Verifier};
use crate::wire::Wire;

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
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::U => "U",
            Self::N => "N",
        }
    }
}

/// How much a sender writes at once, in bytes.
const WRITE: usize = 32 * 1024;

impl Pipelined {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.conversations * 2, 10)
    }

    pub(crate) async fn run(&self, lab: &Lab, progress: &ProgressBar) -> anyhow::Result<Vec<Measure>> {
        limits::check_connections(self.conversations * 4)?;
        progress.set_length(self.messages as u64 * 2);
        let server = lab.server(&self.group())?;
        let (pairs, principals) = conversations(&server, self.conversations).await?;
        let ours = self.stream(pairs, server.process, progress).await?;
        drop((principals, server));

        let relay = lab.relay()?;
        let pairs = relayed(relay.address(), self.conversations).await?;
        let bare = self.stream(pairs, Some(relay.process()), progress).await?;

        let count = (self.each() * self.conversations) as f64;
        let rate = |usage: Usage| count / usage.took.as_secs_f64();
        let megabytes = |usage: Usage| rate(usage) * self.size as f64 / 1e6;
        let of = |what: &'static str, unit, measure: &dyn Fn(Usage) -> f64| {
            Measure::new(what, unit, measure(ours)).beside(measure(bare))
        };
        let mut measures =
            vec![of("messages", "/s", &rate).at_least(0.5, 0.85), of("payload", "MB/s", &megabytes)];
        if let (Some(ours), Some(bare)) = (ours.client, bare.client) {
            let (ours, bare) = (micros_per(ours, count), micros_per(bare, count));
            measures.push(Measure::new("client CPU per message", "µs", ours).beside(bare));
        }
        if let (Some(ours), Some(bare)) = (ours.server, bare.server) {
            let (ours, bare) = (micros_per(ours, count), micros_per(bare, count));
            measures.push(Measure::new("server CPU per message", "µs", ours).at_most(2.0, 1.0));
            measures.push(Measure::new("server CPU beside the relay's", "µs", ours).beside(bare));
        }
        Ok(measures)
    }

    fn each(&self) -> usize {
        (self.messages / self.conversations).max(1)
    }

    /// Sends everything through every pair, and checks it at the other end.
    async fn stream(
        &self,
        pairs: Vec<Pair>,
        process: Option<Process>,
        progress: &ProgressBar,
    ) -> anyhow::Result<Usage> {
        let mut ends = JoinSet::new();
        let meter = Meter::start(process)?;
        for (number, pair) in (0..).zip(pairs) {
            let (sender, receiver) = (pair.caller, pair.callee);
            ends.spawn(send(sender, Stamper::new(number, self.size), self.each(), self.ack));
            ends.spawn(receive(receiver, Verifier::new(number, self.size), self.each(), progress.clone()));
        }
        let mut done = Vec::new();
        while let Some(end) = ends.join_next().await {
            done.push(end??);
        }
        let usage = meter.stop()?;
        for wire in &mut done {
            wire.expect_silence().await?;
        }
        Ok(usage)
    }
}

async fn send(
    mut wire: Wire,
    mut stamper: Stamper,
    messages: usize,
    ack: Acknowledged,
) -> anyhow::Result<Wire> {
    let mut buffer = Vec::with_capacity(WRITE * 2);
    for _ in 0..messages {
        stamper.message(ack.letter(), &mut buffer);
        if buffer.len() >= WRITE {
            wire.send(&buffer).await?;
            buffer.clear();
        }
    }
    wire.send(&buffer).await?;
    Ok(wire)
}

async fn receive(
    mut wire: Wire,
    mut verifier: Verifier,
    messages: usize,
    progress: ProgressBar,
) -> anyhow::Result<Wire> {
    let messages = messages as u64;
    while verifier.count() < messages {
        let before = verifier.count();
        while verifier.count() < messages
            && let Some(frame) = wire.step::<FromServer<'_>>()?
        {
            ensure!(frame.line.starts_with(b"MSG "), "{} came", String::from_utf8_lossy(frame.line));
            verifier.check(frame.payload.unwrap_or_default())?;
        }
        progress.inc(verifier.count() - before);
        if verifier.count() < messages {
            wire.fill()
                .await
                .with_context(|| format!("after {} of {messages} messages", verifier.count()))?;
        }
    }
    Ok(wire)
}

/// Opens so many conversations. Who is in them must stay signed in.
pub(super) async fn conversations(
    server: &Server,
    count: usize,
) -> anyhow::Result<(Vec<Pair>, Vec<Principal>)> {
    let (mut pairs, mut principals) = (Vec::new(), Vec::new());
    for index in 0..count {
        let mut caller = server.sign_in(index * 2).await?;
        let mut callee = server.sign_in(index * 2 + 1).await?;
        pairs.push(Pair::open(&mut caller, &mut callee).await?);
        principals.extend([caller, callee]);
    }
    Ok((pairs, principals))
}

/// Joins so many pairs of connections through the bare relay.
pub(super) async fn relayed(relay: SocketAddr, count: usize) -> anyhow::Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for _ in 0..count {
        pairs.push(Pair::through_relay(relay).await?);
    }
    Ok(pairs)
}
