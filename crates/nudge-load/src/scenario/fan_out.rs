//! One principal changes presence in front of many: when do all know?

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use indicatif::ProgressBar;
use msnp::notification::FromServer;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::lab::{Lab, Meter, micros_per};
use crate::latency::Latencies;
use crate::limits;
use crate::population::Group;
use crate::principal::Principal;
use crate::report::Measure;

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

/// The statuses in turn: their order tells a lost or doubled change.
const STATUSES: [&str; 7] = ["BSY", "IDL", "BRB", "AWY", "PHN", "LUN", "NLN"];

/// How long all may take to hear of a change before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(10);

impl FanOut {
    pub(crate) fn group(&self) -> Group {
        Group::star(self.watchers)
    }

    pub(crate) async fn run(&self, lab: &Lab, progress: &ProgressBar) -> anyhow::Result<Vec<Measure>> {
        limits::check_connections(self.watchers + 1)?;
        progress.set_length(self.changes as u64);
        let server = lab.server(&self.group())?;
        let (heard, mut hearing) = mpsc::unbounded_channel();
        let mut watchers = JoinSet::new();
        for index in 1..=self.watchers {
            let principal = server.sign_in(index).await?;
            watchers.spawn(watch(principal, server.handle(0), self.changes, heard.clone()));
        }
        drop(heard);
        let mut principal = server.sign_in(0).await?;
        // Everybody has seen the principal come.
        self.all_heard(&mut hearing, &mut watchers, 0).await?;

        let mut latencies = Latencies::new()?;
        let meter = Meter::start(server.process)?;
        for change in 1..=self.changes {
            let status = status(change)?;
            let started = Instant::now();
            principal.wire.send(format!("CHG {change} {status}\r\n").as_bytes()).await?;
            let last = self.all_heard(&mut hearing, &mut watchers, change).await?;
            latencies.record(last.saturating_duration_since(started));
            principal.wire.line::<FromServer<'_>>(&format!("CHG {change} {status}")).await?;
            progress.inc(1);
        }
        let usage = meter.stop()?;
        while let Some(watcher) = watchers.join_next().await {
            watcher??;
        }
        let p50 = Measure::new("p50 until the last knows", "ms", latencies.micros_at(0.5) / 1e3);
        let mut measures = vec![
            p50.at_most(2.0, 0.5),
            Measure::new("p99 until the last knows", "ms", latencies.micros_at(0.99) / 1e3),
        ];
        let notices = (self.changes * self.watchers) as f64;
        measures.extend(
            usage.server.map(|cpu| Measure::new("server CPU per notice", "µs", micros_per(cpu, notices))),
        );
        Ok(measures)
    }

    /// Waits until every watcher has heard of the change, and says when the last one did.
    async fn all_heard(
        &self,
        hearing: &mut mpsc::UnboundedReceiver<(usize, Instant)>,
        watchers: &mut JoinSet<anyhow::Result<Principal>>,
        change: usize,
    ) -> anyhow::Result<Instant> {
        let mut last = Instant::now();
        for already in 0..self.watchers {
            let waited = tokio::time::timeout(PATIENCE, hearing.recv()).await;
            let heard = waited.with_context(|| format!("only {already} heard of change {change}"))?;
            let Some((which, at)) = heard else {
                let left = watchers.join_next().await.context("there are no watchers")?;
                left?.context("a watcher gave up")?;
                bail!("a watcher left early");
            };
            ensure!(which == change, "a watcher heard of change {which} when {change} was made");
            last = last.max(at);
        }
        Ok(last)
    }
}

fn status(change: usize) -> anyhow::Result<&'static str> {
    STATUSES.get((change + STATUSES.len() - 1) % STATUSES.len()).copied().context("no such status")
}

/// Reports every change of the principal, which must come in order. Stays until the end, and for a moment longer.
async fn watch(
    mut principal: Principal,
    whom: String,
    changes: usize,
    heard: mpsc::UnboundedSender<(usize, Instant)>,
) -> anyhow::Result<Principal> {
    // The principal signs in with the last status of the row.
    for change in 0..=changes {
        let due = format!("NLN {} {whom} ", status(change)?);
        principal
            .wire
            .until::<FromServer<'_>, _>("the presence of a contact", |frame| {
                let is_due = frame.line.starts_with(due.as_bytes());
                ensure!(is_due, "{} came where {due}was due", String::from_utf8_lossy(frame.line));
                Ok(Some(()))
            })
            .await?;
        heard.send((change, Instant::now()))?;
    }
    drop(heard);
    principal.wire.expect_silence().await?;
    Ok(principal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_never_looks_like_the_one_before_or_after() {
        for change in 0..20 {
            assert_ne!(status(change).unwrap(), status(change + 1).unwrap());
        }
        assert_eq!(status(0).unwrap(), "NLN", "as principals come online");
    }
}
