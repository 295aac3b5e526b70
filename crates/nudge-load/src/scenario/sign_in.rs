//! A storm of complete sign-ins.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use tokio::task::JoinSet;

use crate::lab::{Lab, Server, Side};
use crate::limits;
use crate::measure::{Latencies, Meter, Progress, Series, Usage};
use crate::pace::Pace;
use crate::population::Group;
use crate::result::{Finding, Measure};

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
    /// An open loop at so many sign-ins a second
    #[arg(long)]
    pub(crate) rate: Option<f64>,
}

/// What came of a storm.
pub(super) struct Storm {
    pub(super) usage: Usage,
    pub(super) latencies: Latencies,
    pub(super) series: Series,
}

impl SignIn {
    pub(crate) fn group(&self) -> Group {
        Group::ring(self.accounts, self.contacts)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        let server = Arc::new(lab.start(side, &self.group()).await?);
        let name = server.name;
        let Storm { usage, latencies, series } =
            storm(server, self.accounts, self.concurrency, self.rate, progress).await?;

        let contacts =
            if self.contacts == 0 { String::new() } else { format!(" with {} contacts", self.contacts) };
        let pace = self.rate.map(|rate| format!(" at {rate} a second")).unwrap_or_default();
        let with = contacts + &pace;
        let count = self.accounts as f64;
        let mut finding = Finding::default();
        let rate = Measure::more(format!("sign-ins{with}"), "/s").of(name, usage.rate(count));
        finding.push(if self.rate.is_none() { rate.goal(1000.0, 3000.0) } else { rate });
        finding.push(Measure::less(format!("p50{with}"), "ms").of(name, latencies.millis_at(0.5)));
        finding.push(Measure::less(format!("p99{with}"), "ms").of(name, latencies.millis_at(0.99)));
        finding.push(Measure::less(format!("client CPU{with}"), "µs").of(name, usage.client_micros(count)));
        finding.push(Measure::less(format!("server CPU{with}"), "µs").of(name, usage.server_micros(count)));
        finding.latencies(&format!("sign-in{with}"), name, &latencies);
        finding.throughput(&format!("sign-ins{with}"), name, series);
        Ok(finding)
    }
}

/// Signs all accounts up to that number in, each once, so many at a time.
pub(super) async fn storm(
    server: Arc<Server>,
    accounts: usize,
    concurrency: usize,
    rate: Option<f64>,
    progress: &Progress,
) -> anyhow::Result<Storm> {
    limits::check_connections(concurrency)?;
    progress.expect(accounts);
    let concurrency = concurrency.min(accounts).max(1);
    let (watching, meter) = (progress.watch(), Meter::start(server.process)?);
    let (next, mut clients) = (Arc::new(AtomicUsize::new(0)), JoinSet::new());
    for pace in Pace::for_each(rate, concurrency, accounts.div_ceil(concurrency))? {
        let (server, next, progress) = (Arc::clone(&server), Arc::clone(&next), progress.clone());
        clients.spawn(one_after_the_other(server, next, accounts, pace, progress));
    }
    let mut latencies = Latencies::new()?;
    while let Some(of_one) = clients.join_next().await {
        latencies.add(&of_one??)?;
    }
    Ok(Storm { usage: meter.stop()?, latencies, series: watching.stop() })
}

/// Signs accounts in and closes their connections again, until all had their turn.
async fn one_after_the_other(
    server: Arc<Server>,
    next: Arc<AtomicUsize>,
    accounts: usize,
    mut pace: Pace,
    progress: Progress,
) -> anyhow::Result<Latencies> {
    let mut latencies = Latencies::new()?;
    let stride = stride(accounts);
    loop {
        let turn = next.fetch_add(1, Ordering::Relaxed);
        if turn >= accounts {
            return Ok(latencies);
        }
        let due = pace.next().await?;
        let person = server.enter(turn * stride % accounts).await?;
        latencies.record(due.elapsed());
        drop(person);
        progress.add(1);
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
