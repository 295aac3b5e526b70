//! A storm of complete sign-ins.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Args;
use indicatif::ProgressBar;
use tokio::task::JoinSet;

use crate::lab::{Lab, Meter, Server, micros_per};
use crate::latency::Latencies;
use crate::limits;
use crate::population::Group;
use crate::report::Measure;

/// A storm of complete sign-ins.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct SignIn {
    /// How many accounts sign in, each once
    #[arg(long, default_value_t = 4000)]
    pub(crate) accounts: usize,
    /// Contacts of each account
    #[arg(long, default_value_t = 100)]
    pub(crate) contacts: usize,
    /// How many sign in at a time
    #[arg(long, default_value_t = 64)]
    pub(crate) concurrency: usize,
}

impl SignIn {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.accounts, self.contacts)
    }

    pub(crate) async fn run(&self, lab: &Lab, progress: &ProgressBar) -> anyhow::Result<Vec<Measure>> {
        limits::check_connections(self.concurrency)?;
        progress.set_length(self.accounts as u64);
        let server = Arc::new(lab.server(&self.group())?);
        let meter = Meter::start(server.process)?;
        let (next, mut clients) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
        for _ in 0..self.concurrency {
            clients.spawn(one_after_the_other(
                Arc::clone(&server),
                Arc::clone(&next),
                self.accounts,
                progress.clone(),
            ));
        }
        let mut latencies = Latencies::new()?;
        while let Some(of_one) = clients.join_next().await {
            latencies.add(&of_one??)?;
        }
        let usage = meter.stop()?;
        let count = self.accounts as f64;
        let with = format!("with {} contacts", self.contacts);
        let rate = Measure::new(format!("sign-ins {with}"), "/s", count / usage.took.as_secs_f64());
        let mut measures = vec![
            rate.at_least(1000.0, 3000.0),
            Measure::new(format!("p50 {with}"), "ms", latencies.micros_at(0.5) / 1e3),
            Measure::new(format!("p99 {with}"), "ms", latencies.micros_at(0.99) / 1e3),
        ];
        for (whose, cpu) in [("client", usage.client), ("server", usage.server)] {
            let what = format!("{whose} CPU {with}");
            measures.extend(cpu.map(|cpu| Measure::new(what, "µs", micros_per(cpu, count))));
        }
        Ok(measures)
    }
}

/// Signs accounts in and closes their connections again, until all had their turn.
async fn one_after_the_other(
    server: Arc<Server>,
    next: Arc<AtomicUsize>,
    accounts: usize,
    progress: ProgressBar,
) -> anyhow::Result<Latencies> {
    let mut latencies = Latencies::new()?;
    let stride = stride(accounts);
    loop {
        let turn = next.fetch_add(1, Ordering::Relaxed);
        if turn >= accounts {
            return Ok(latencies);
        }
        let started = Instant::now();
        let principal = server.sign_in(turn * stride % accounts).await?;
        latencies.record(started.elapsed());
        drop(principal);
        progress.inc(1);
    }
}

/// A step that reaches all accounts and takes neighbours at very different times: what a sign-in costs should not depend
/// on how many contacts happen to be there.
fn stride(accounts: usize) -> usize {
    let start = accounts * 618 / 1000;
    (start.max(1)..accounts).find(|step| greatest_common_divisor(*step, accounts) == 1).unwrap_or(1)
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_account_has_its_turn() {
        for accounts in [1, 2, 6, 24, 1000, 4001] {
            let step = stride(accounts);
            let reached: HashSet<usize> = (0..accounts).map(|turn| turn * step % accounts).collect();
            assert_eq!(reached.len(), accounts);
        }
    }
}
