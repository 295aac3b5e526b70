//! Ping-pong: round trips through a conversation.

use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use msnp::switchboard::FromServer;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::pipelined::{Acknowledged, conversations, relayed};
use crate::conversation::Pair;
use crate::lab::{Lab, Meter, micros_per};
use crate::latency::Latencies;
use crate::limits;
use crate::population::Group;
use crate::process::Process;
use crate::report::Measure;
use crate::stamp::{Stamper, Verifier};
use crate::wire::Wire;

/// Ping-pong.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Chat {
    /// Conversations at a time
    #[arg(long, default_value_t = 32)]
    pub(crate) conversations: usize,
    /// Round trips, over all conversations
    #[arg(long, default_value_t = 200_000)]
    pub(crate) round_trips: usize,
    /// Bytes of a payload
    #[arg(long, default_value_t = 200)]
    pub(crate) size: usize,
    /// As fast as they can, or at half the pace that the server has just shown it can keep
    #[arg(long, value_enum, default_value_t = Load::Full)]
    pub(crate) load: Load,
}

/// How hard to push.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Load {
    /// The next ping follows the pong at once.
    Full,
    /// Pings have a clock, and come half as often.
    Half,
}

/// Part of all round trips, to find out what the full load is.
const TRIAL: usize = 8;

impl Chat {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.conversations * 2, 10)
    }

    pub(crate) async fn run(&self, lab: &Lab, progress: &ProgressBar) -> anyhow::Result<Vec<Measure>> {
        limits::check_connections(self.conversations * 4)?;
        progress.set_length(self.round_trips as u64 * 2);
        let server = lab.server(&self.group())?;
        let (pairs, principals) = conversations(&server, self.conversations).await?;
        let (pace, pairs) = match self.load {
            Load::Full => (None, pairs),
            Load::Half => {
                let trial = Self { round_trips: (self.round_trips / TRIAL).max(self.conversations), ..*self };
                let full = trial.play(pairs, 0, None, server.process, &ProgressBar::hidden()).await?;
                // Each conversation's share of twice the time.
                let pace = Duration::from_secs_f64(2.0 * self.conversations as f64 / full.per_second);
                (Some(pace), full.pairs)
            }
        };
        let already = u32::from(pace.is_some());
        let ours = self.play(pairs, already, pace, server.process, progress).await?;
        drop((principals, server));

        let relay = lab.relay()?;
        let pairs = relayed(relay.address(), self.conversations).await?;
        let bare = self.play(pairs, 0, pace, Some(relay.process()), progress).await?;

        let load = if pace.is_some() { "at half load" } else { "at full load" };
        let p99 = Measure::new(format!("p99 {load}"), "µs", ours.p99).beside(bare.p99);
        let mut measures = vec![
            Measure::new(format!("round trips {load}"), "/s", ours.per_second).beside(bare.per_second),
            Measure::new(format!("p50 {load}"), "µs", ours.p50).beside(bare.p50),
            if pace.is_some() { p99.at_most(2.0, 1.3) } else { p99 },
        ];
        if let (Some(ours), Some(bare)) = (ours.server_micros, bare.server_micros) {
            let what = format!("server CPU per round trip {load}");
            measures.push(Measure::new(what, "µs", ours).beside(bare));
        }
        Ok(measures)
    }

    /// Lets all conversations play. `set` tells their messages from those of an earlier game.
    async fn play(
        &self,
        pairs: Vec<Pair>,
        set: u32,
        pace: Option<Duration>,
        process: Option<Process>,
        progress: &ProgressBar,
    ) -> anyhow::Result<Played> {
        let rounds = (self.round_trips / self.conversations).max(1);
        let (size, mut games) = (self.size, JoinSet::new());
        let meter = Meter::start(process)?;
        for (number, pair) in (set * 1_000_000..).step_by(2).zip(pairs) {
            games.spawn(game(pair, number, size, rounds, pace, progress.clone()));
        }
        let (mut latencies, mut pairs) = (Latencies::new()?, Vec::new());
        while let Some(game) = games.join_next().await {
            let (pair, of_one) = game??;
            latencies.add(&of_one)?;
            pairs.push(pair);
        }
        let usage = meter.stop()?;
        let count = (rounds * pairs.len()) as f64;
        for pair in &mut pairs {
            pair.silence().await?;
        }
        Ok(Played {
            pairs,
            per_second: count / usage.took.as_secs_f64(),
            p50: latencies.micros_at(0.5),
            p99: latencies.micros_at(0.99),
            server_micros: usage.server.map(|cpu| micros_per(cpu, count)),
        })
    }
}

struct Played {
    pairs: Vec<Pair>,
    per_second: f64,
    p50: f64,
    p99: f64,
    server_micros: Option<f64>,
}

/// One conversation's round trips. Its numbers are `number` for the way there and the next one for the way back.
async fn game(
    pair: Pair,
    number: u32,
    size: usize,
    rounds: usize,
    pace: Option<Duration>,
    progress: ProgressBar,
) -> anyhow::Result<(Pair, Latencies)> {
    let Pair { mut caller, mut callee } = pair;
    let echo = tokio::spawn(async move {
        let mut end = End::new(number + 1, number, size);
        for _ in 0..rounds {
            end.receive(&mut callee).await?;
            end.send(&mut callee).await?;
        }
        anyhow::Ok(callee)
    });
    let (mut end, mut latencies) = (End::new(number, number + 1, size), Latencies::new()?);
    let mut clock = pace.map(|pace| {
        // Not all at the same moment.
        let phase = pace.mul_f64(f64::from(number % 97) / 97.0);
        let mut clock = tokio::time::interval_at(tokio::time::Instant::now() + phase, pace);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        clock
    });
    for _ in 0..rounds {
        if let Some(clock) = &mut clock {
            clock.tick().await;
        }
        let started = Instant::now();
        end.send(&mut caller).await?;
        end.receive(&mut caller).await?;
        latencies.record(started.elapsed());
        progress.inc(1);
    }
    let callee = echo.await??;
    Ok((Pair { caller, callee }, latencies))
}

/// What one side says and hears.
struct End {
    says: Stamper,
    hears: Verifier,
    line: Vec<u8>,
}

impl End {
    fn new(says: u32, hears: u32, size: usize) -> Self {
        Self { says: Stamper::new(says, size), hears: Verifier::new(hears, size), line: Vec::new() }
    }

    async fn send(&mut self, wire: &mut Wire) -> anyhow::Result<()> {
        self.line.clear();
        self.says.message(Acknowledged::U.letter(), &mut self.line);
        wire.send(&self.line).await
    }

    async fn receive(&mut self, wire: &mut Wire) -> anyhow::Result<()> {
        loop {
            if let Some(frame) = wire.step::<FromServer<'_>>()? {
                return Ok(self.hears.check(frame.payload.unwrap_or_default())?);
            }
            wire.fill().await?;
        }
    }
}
