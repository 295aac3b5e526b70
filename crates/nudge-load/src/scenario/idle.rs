//! Signed-in connections that do nothing: what memory do they cost?

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;
use indicatif::ProgressBar;
use msnp::notification::FromServer;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::lab::{Lab, Server};
use crate::limits;
use crate::population::Group;
use crate::principal::Principal;
use crate::process::Memory;
use crate::report::Measure;

/// Idle connections.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Idle {
    /// How many
    #[arg(long, default_value_t = 12_000)]
    pub(crate) connections: usize,
    /// Contacts of each, all of them online in the end
    #[arg(long, default_value_t = 100)]
    pub(crate) contacts: usize,
}

/// How many sign in at a time.
const CONCURRENCY: usize = 32;

/// How long the server has to come to rest before its memory is read.
const REST: Duration = Duration::from_secs(2);

impl Idle {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.connections, self.contacts)
    }

    pub(crate) async fn run(&self, lab: &Lab, progress: &ProgressBar) -> anyhow::Result<Vec<Measure>> {
        limits::check_connections(self.connections)?;
        progress.set_length(self.connections as u64);
        let server = Arc::new(lab.server(&self.group())?);
        let process = server.process.context("idle measures a process: with --server, give its --pid too")?;
        let mut held = Held { staying: JoinSet::new(), end: watch::Sender::new(()) };
        let half = self.connections / 2;

        let started = Instant::now();
        held.fill(&server, 0..half, progress).await?;
        let first = started.elapsed();
        tokio::time::sleep(REST).await;
        let before = process.memory()?;
        let started = Instant::now();
        held.fill(&server, half..self.connections, progress).await?;
        let filling = first + started.elapsed();
        tokio::time::sleep(REST).await;
        let after = process.memory()?;

        held.all_there(self.connections).await?;
        let more = (self.connections - half) as f64;
        let slope = |of: fn(Memory) -> u64| (of(after) as f64 - of(before) as f64) / more / 1024.0;
        let per_connection = Measure::new("resident memory per connection", "KiB", slope(|m| m.resident));
        Ok(vec![
            per_connection.at_most(8.0, 4.0),
            Measure::new("anonymous memory per connection", "KiB", slope(|m| m.anonymous)),
            Measure::new("resident memory in the end", "MiB", after.resident as f64 / 1024.0 / 1024.0),
            Measure::new("sign-ins who stay", "/s", self.connections as f64 / filling.as_secs_f64()),
        ])
    }
}

/// Connections that are held.
struct Held {
    staying: JoinSet<anyhow::Result<()>>,
    end: watch::Sender<()>,
}

impl Held {
    async fn fill(
        &mut self,
        server: &Arc<Server>,
        indices: std::ops::Range<usize>,
        progress: &ProgressBar,
    ) -> anyhow::Result<()> {
        let count = u32::try_from(indices.len())?;
        let (at_a_time, there) = (Arc::new(Semaphore::new(CONCURRENCY)), Arc::new(Semaphore::new(0)));
        for index in indices {
            let turn = Arc::clone(&at_a_time).acquire_owned().await?;
            let (server, there, end) = (Arc::clone(server), Arc::clone(&there), self.end.subscribe());
            let progress = progress.clone();
            self.staying.spawn(async move {
                let principal = server.sign_in(index).await?;
                progress.inc(1);
                there.add_permits(1);
                drop((turn, server));
                stay(principal, end).await
            });
        }
        // Whoever leaves before all are there has failed.
        tokio::select! {
            all = there.acquire_many(count) => { all?.forget(); Ok(()) }
            Some(left) = self.staying.join_next() => left?.and_then(|()| anyhow::bail!("somebody left early")),
        }
    }

    async fn all_there(mut self, count: usize) -> anyhow::Result<()> {
        self.end.send_replace(());
        let mut there = 0;
        while let Some(stayed) = self.staying.join_next().await {
            stayed??;
            there += 1;
        }
        ensure!(there == count, "{there} connections of {count} were there in the end");
        Ok(())
    }
}

/// Takes whatever comes until the end, and shows then that the connection still works.
async fn stay(mut principal: Principal, mut end: watch::Receiver<()>) -> anyhow::Result<()> {
    let wire = &mut principal.wire;
    loop {
        while wire.step::<FromServer<'_>>()?.is_some() {}
        tokio::select! {
            filled = wire.fill() => filled?,
            changed = end.changed() => break changed?,
        }
    }
    wire.ask::<FromServer<'_>>("PNG\r\n", "QNG").await?;
    Ok(())
}
