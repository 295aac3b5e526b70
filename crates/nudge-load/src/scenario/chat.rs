//! Ping-pong: round trips through a conversation.

use std::time::Instant;

use clap::{Args, ValueEnum};
use tokio::task::JoinSet;

use super::pipelined::{conversations, relayed};
use crate::conversation::{Pair, pairs_silent};
use crate::lab::{Lab, Side};
use crate::limits;
use crate::measure::{Latencies, Meter, Process, Progress, Series};
use crate::pace::Pace;
use crate::population::Group;
use crate::result::{Finding, Measure, RELAY};

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
    /// An open loop at so many round trips a second, instead
    #[arg(long, conflicts_with = "load")]
    pub(crate) rate: Option<f64>,
}

/// How hard to push.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Load {
    /// The next ping follows the pong at once: a closed loop.
    Full,
    /// Pings have a clock, and come half as often: an open loop.
    Half,
}

/// Part of all round trips, to find out what the full load is.
const TRIAL: usize = 8;

impl Chat {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.conversations * 2, 10)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        limits::check_connections(self.conversations * 4)?;
        progress.expect(self.round_trips * if side == Side::BesideRelay { 2 } else { 1 });
        let server = lab.start(side, &self.group()).await?;
        let mut pairs = conversations(&server, self.conversations).await?;
        let (mut rate, mut set) = (self.rate, 0);
        if rate.is_none() && self.load == Load::Half {
            let trial = Self { round_trips: (self.round_trips / TRIAL).max(self.conversations), ..*self };
            let full = trial.play(pairs, set, None, server.process, &Progress::silent()).await?;
            (rate, pairs, set) = (Some(full.per_second / 2.0), full.pairs, 1);
        }
        let ours = self.play(pairs, set, rate, server.process, progress).await?;
        let name = server.name;
        drop(server);

        let bare = if side == Side::BesideRelay {
            let relay = lab.relay()?;
            let pairs = relayed(&relay, self.conversations).await?;
            Some(self.play(pairs, 0, rate, Some(relay.process), progress).await?)
        } else {
            None
        };

        let load = match (self.rate, self.load) {
            (Some(rate), _) => format!("at {rate} a second"),
            (None, Load::Full) => "at full load".to_owned(),
            (None, Load::Half) => "at half load".to_owned(),
        };
        let both = |measure: Measure, of: &dyn Fn(&Played) -> Option<f64>| {
            measure.of(name, of(&ours)).relay(bare.as_ref().and_then(of))
        };
        let at = |part| move |played: &Played| Some(played.latencies.micros_at(part));
        let round_trips = format!("round trips {load}");
        // At a rate that was set, more says nothing.
        let round_trips =
            if rate.is_some() { Measure::plain(round_trips, "/s") } else { Measure::more(round_trips, "/s") };
        let mut finding = Finding::default();
        finding.push(both(round_trips, &|played| Some(played.per_second)));
        finding.push(both(Measure::less(format!("p50 {load}"), "µs"), &at(0.5)));
        let p99 = both(Measure::less(format!("p99 {load}"), "µs"), &at(0.99));
        finding.push(if self.load == Load::Half { p99.ratio_goal(2.0, 1.3) } else { p99 });
        finding.push(both(Measure::less(format!("p99.9 {load}"), "µs"), &at(0.999)));
        let cpu = Measure::less(format!("server CPU per round trip {load}"), "µs");
        finding.push(both(cpu, &|played| played.server_micros));
        let what = format!("round trip {load}");
        for (name, played) in [(name, Some(&ours)), (RELAY, bare.as_ref())] {
            if let Some(played) = played {
                finding.latencies(&what, name, &played.latencies);
                finding.throughput(&what, name, played.series.clone());
            }
        }
        Ok(finding)
    }

    /// Lets all conversations play. `set` tells their messages from those of an earlier game.
    pub(super) async fn play(
        &self,
        pairs: Vec<Pair>,
        set: u32,
        rate: Option<f64>,
        process: Option<Process>,
        progress: &Progress,
    ) -> anyhow::Result<Played> {
        let rounds = (self.round_trips / self.conversations).max(1);
        let mut games = JoinSet::new();
        let (watching, meter) = (progress.watch(), Meter::start(process)?);
        let paces = Pace::for_each(rate, pairs.len(), rounds)?;
        for ((number, pair), pace) in (set * 1_000_000..).step_by(2).zip(pairs).zip(paces) {
            games.spawn(game(pair, number, self.size, rounds, pace, progress.clone()));
        }
        let (mut latencies, mut pairs) = (Latencies::new()?, Vec::new());
        while let Some(game) = games.join_next().await {
            let (pair, of_one) = game??;
            latencies.add(&of_one)?;
            pairs.push(pair);
        }
        let (usage, series) = (meter.stop()?, watching.stop());
        let count = (rounds * pairs.len()) as f64;
        let pairs = pairs_silent(pairs).await?;
        let (per_second, server_micros) = (usage.rate(count), usage.server_micros(count));
        Ok(Played { pairs, per_second, latencies, server_micros, series })
    }
}

pub(super) struct Played {
    pub(super) pairs: Vec<Pair>,
    per_second: f64,
    pub(super) latencies: Latencies,
    server_micros: Option<f64>,
    series: Series,
}

/// One conversation's round trips. Its numbers are `number` for the way there and the next one for the way back.
///
/// A conversation has one round trip at a time. Where a clock sets the pace, one that is still under way when the next is due
/// makes that late, and what is late counts from when it was due.
async fn game(
    pair: Pair,
    number: u32,
    size: usize,
    rounds: usize,
    mut pace: Pace,
    progress: Progress,
) -> anyhow::Result<(Pair, Latencies)> {
    let Pair { mut caller, mut callee } = pair;
    for (end, says, hears) in [(&mut caller, number, number + 1), (&mut callee, number + 1, number)] {
        end.number(says, hears, size);
        end.ask_for("U");
    }
    let echo = tokio::spawn(async move {
        for _ in 0..rounds {
            callee.receive().await?;
            callee.send().await?;
        }
        anyhow::Ok(callee)
    });
    let mut latencies = Latencies::new()?;
    for _ in 0..rounds {
        let due: Instant = pace.next().await?;
        caller.send().await?;
        caller.receive().await?;
        latencies.record(due.elapsed());
        progress.add(1);
    }
    let callee = echo.await??;
    Ok((Pair { caller, callee }, latencies))
}
