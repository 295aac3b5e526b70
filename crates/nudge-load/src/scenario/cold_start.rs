//! How long does the server take from its start to its first connection, with many accounts stored?

use std::time::Instant;

use anyhow::ensure;
use clap::Args;

use crate::lab::Lab;
use crate::measure::{Latencies, Process, Progress};
use crate::population::Group;
use crate::result::{Finding, Measure};

/// Starts of the server.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct ColdStart {
    /// Accounts that are stored
    #[arg(long, default_value_t = 100_000)]
    pub(crate) accounts: usize,
    /// How often it is started
    #[arg(long, default_value_t = 10)]
    pub(crate) starts: usize,
}

impl ColdStart {
    pub(crate) fn group(&self) -> Group {
        Group::strangers(self.accounts)
    }

    /// From before the process is started until somebody has signed in. The files are in the system's cache, for they have
    /// just been read.
    pub(crate) async fn run(&self, lab: &Lab, progress: &Progress) -> anyhow::Result<Finding> {
        ensure!(lab.is_own(), "only a server of our own can be started");
        progress.expect(self.starts);
        let watching = progress.watch();
        let (mut accepting, mut signed_in, mut memory) = (Latencies::new()?, Latencies::new()?, None);
        for start in 0..self.starts {
            let started = Instant::now();
            let server = lab.nudge(&self.group(), 0)?;
            accepting.record(started.elapsed());
            let person = server.enter(start % self.accounts).await?;
            signed_in.record(started.elapsed());
            drop(person);
            memory = server.process.map(Process::memory).transpose()?;
            progress.add(1);
        }
        drop(watching);

        let with = format!("with {} accounts", self.accounts);
        let mut finding = Finding::default();
        let accepts = Measure::less(format!("accepts connections after, {with}"), "ms");
        finding.push(accepts.nudge(accepting.millis_at(0.5)).goal(100.0, 100.0));
        let slowest = Measure::less(format!("the slowest of the starts, {with}"), "ms");
        finding.push(slowest.nudge(accepting.millis_at(1.0)));
        let first = Measure::less(format!("somebody is signed in after, {with}"), "ms");
        finding.push(first.nudge(signed_in.millis_at(0.5)));
        let resident = memory.map(|memory| memory.resident as f64 / 1024.0 / 1024.0);
        finding.push(Measure::less(format!("resident memory, {with}"), "MiB").nudge(resident));
        Ok(finding)
    }
}
