//! Many who listen to one: when has each of them heard, and when the last?

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::measure::{Latencies, Series, Usage};
use crate::result::{Finding, Measure, RELAY};

/// Those who listen, each in a task of its own that gives something back: what must not end before all have heard all.
pub(crate) struct Audience<T> {
    size: usize,
    ear: mpsc::UnboundedSender<(usize, Instant)>,
    hearing: mpsc::UnboundedReceiver<(usize, Instant)>,
    listeners: JoinSet<anyhow::Result<T>>,
    /// Of those who have heard all.
    back: Vec<T>,
}

/// With which a listener says what it has heard.
pub(crate) struct Ear(mpsc::UnboundedSender<(usize, Instant)>);

/// How long all may take to hear of something before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

impl Ear {
    pub(crate) fn heard(&self, number: usize) -> anyhow::Result<()> {
        Ok(self.0.send((number, Instant::now()))?)
    }
}

impl<T: Send + 'static> Audience<T> {
    pub(crate) fn new() -> Self {
        let (ear, hearing) = mpsc::unbounded_channel();
        Self { size: 0, ear, hearing, listeners: JoinSet::new(), back: Vec::new() }
    }

    /// Takes somebody in, whose task ends when all is said.
    pub(crate) fn seat<F>(&mut self, listener: impl FnOnce(Ear) -> F)
    where
        F: Future<Output = anyhow::Result<T>> + Send + 'static,
    {
        self.size += 1;
        self.listeners.spawn(listener(Ear(self.ear.clone())));
    }

    /// Waits until everybody has heard what has that number, and says when each did.
    pub(crate) async fn all_heard(&mut self, number: usize) -> anyhow::Result<Vec<Instant>> {
        let mut moments = Vec::with_capacity(self.size);
        while moments.len() < self.size {
            let heard = tokio::select! {
                biased;
                heard = tokio::time::timeout(PATIENCE, self.hearing.recv()) => heard,
                // Whoever has heard all may leave; whoever has heard something else fails.
                Some(left) = self.listeners.join_next() => {
                    self.back.push(left?.context("somebody gave up")?);
                    continue;
                }
            };
            let heard = heard.with_context(|| format!("only {} heard number {number}", moments.len()))?;
            let (which, at) = heard.context("nobody listens")?;
            ensure!(which == number, "somebody heard number {which} when it was {number}'s turn");
            moments.push(at);
        }
        Ok(moments)
    }

    /// Waits until everybody has found that nothing more comes.
    pub(crate) async fn leave(mut self) -> anyhow::Result<Vec<T>> {
        while let Some(left) = self.listeners.join_next().await {
            self.back.push(left??);
        }
        Ok(self.back)
    }
}

/// How it was for them.
pub(super) struct Hearing {
    /// Of each of them.
    each: Latencies,
    /// Until the last of them.
    last: Latencies,
}

impl Hearing {
    pub(super) fn new() -> anyhow::Result<Self> {
        Ok(Self { each: Latencies::new()?, last: Latencies::new()? })
    }

    /// When they heard of something that began then.
    pub(super) fn record(&mut self, began: Instant, moments: &[Instant]) {
        for moment in moments {
            self.each.record(moment.saturating_duration_since(began));
        }
        if let Some(last) = moments.iter().max() {
            self.last.record(last.saturating_duration_since(began));
        }
    }

    pub(super) fn done(self, usage: Usage, series: Series) -> Heard {
        Heard { hearing: self, usage, series }
    }
}

/// The same, and what it took.
pub(super) struct Heard {
    hearing: Hearing,
    usage: Usage,
    series: Series,
}

impl Heard {
    /// What was found of a server and, beside it, of the bare relay: `things` in all were heard.
    pub(super) fn finding(self, name: &str, bare: Option<Self>, things: usize, goal: Goal) -> Finding {
        let mut finding = Finding::default();
        let mut push = |measure: Measure, of: &dyn Fn(&Self) -> Option<f64>| {
            finding.push(measure.of(name, of(&self)).relay(bare.as_ref().and_then(of)));
        };
        let last = Measure::less("p50 until the last has heard", "ms");
        let last = if let Some((wanted, aim)) = goal { last.goal(wanted, aim) } else { last };
        push(last, &|heard| Some(heard.hearing.last.millis_at(0.5)));
        push(Measure::less("p99 until the last has heard", "ms"), &|heard| {
            Some(heard.hearing.last.millis_at(0.99))
        });
        push(Measure::less("p50 of each", "ms"), &|heard| Some(heard.hearing.each.millis_at(0.5)));
        let count = things as f64;
        push(Measure::more("delivered", "/s"), &|heard| Some(heard.usage.rate(count)));
        push(Measure::less("server CPU per delivery", "µs"), &|heard| heard.usage.server_micros(count));
        for (subject, heard) in std::iter::once((name, self)).chain(bare.map(|bare| (RELAY, bare))) {
            finding.latencies("until the last has heard", subject, &heard.hearing.last);
            finding.throughput("said", subject, heard.series);
        }
        finding
    }
}

/// What the time until the last has heard should be, and what the design asks for, in milliseconds.
pub(super) type Goal = Option<(f64, f64)>;
