//! Signed-in connections that do nothing: what memory do they cost?

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Args;

use crate::hold::Holder;
use crate::lab::{Lab, Side};
use crate::limits;
use crate::measure::{Memory, Process, Progress};
use crate::population::Group;
use crate::result::{Finding, Measure};

/// Idle connections.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Idle {
    /// How many; without it, as many as open files allow, up to 19,000
    #[arg(long, default_value_t = limits::most_connections())]
    pub(crate) connections: usize,
    /// Contacts of each, all of them online in the end
    #[arg(long, default_value_t = 100)]
    pub(crate) contacts: usize,
    /// Over so many client processes; without it, as many as the limit on open files asks for
    #[arg(long)]
    pub(crate) processes: Option<usize>,
    /// How many sign in at a time
    #[arg(long, default_value_t = 32)]
    pub(crate) concurrency: usize,
    /// How long the server has to come to rest before its memory is read, in milliseconds
    #[arg(long, default_value_t = 2000)]
    pub(crate) rest: u64,
}

/// Memory is read before the first connection and after each quarter of them.
const STAGES: usize = 4;

/// Of fewer connections, a slope says how full the pages of the allocator happened to be.
const ENOUGH: usize = 1000;

/// So many sign in before the bar moves.
const CHUNK: usize = 250;

impl Idle {
    pub(crate) fn group(&self) -> Group {
        // So many beside themselves that each can have all contacts.
        Group::ring(self.connections.max(self.contacts + 2), self.contacts)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        // The server has the same limit, and needs files for other things.
        limits::check_connections(self.connections)?;
        progress.expect(self.connections);
        let server = lab.start(side, &self.group()).await?;
        let process = server.process.context("idle measures a process: with --server, give its --pid too")?;
        let mut holders = Vec::new();
        for _ in 0..self.processes() {
            holders.push(Holder::start(&server.door)?);
        }

        let watching = progress.watch();
        let (mut points, mut filling) = (vec![(0, self.memory(process).await?)], Duration::ZERO);
        for stage in 0..STAGES {
            let (from, to) = (self.connections * stage / STAGES, self.connections * (stage + 1) / STAGES);
            let started = Instant::now();
            holders = self.fill(holders, from, to, progress).await?;
            filling += started.elapsed();
            points.push((to, self.memory(process).await?));
        }
        let series = watching.stop();
        let there = tokio::task::spawn_blocking(move || {
            holders.iter_mut().map(Holder::check).sum::<anyhow::Result<usize>>()
        });
        let there = there.await??;
        ensure!(
            there == self.connections,
            "{there} connections of {} were there in the end",
            self.connections
        );

        let name = server.name;
        let last = points.last().copied().context("nothing was measured")?.1;
        let mut finding = Finding::default();
        // The first connections pay for tables that later ones find there.
        let half = STAGES / 2;
        let resident = slope(&points, half, STAGES, |memory| memory.resident);
        let per_connection = Measure::less("resident memory per connection", "KiB").of(name, resident);
        finding.push(per_connection.goal(8.0, 4.0));
        let anonymous = slope(&points, half, STAGES, |memory| memory.anonymous);
        finding.push(Measure::less("anonymous memory per connection", "KiB").of(name, anonymous));
        // Flat, if it is about the same.
        let last_quarter = slope(&points, STAGES - 1, STAGES, |memory| memory.resident)
            .filter(|_| self.connections >= ENOUGH);
        let last_quarter = Measure::less("the same over the last quarter", "KiB").of(name, last_quarter);
        finding.push(last_quarter);
        finding.push(Measure::plain("connections held", "").of(name, self.connections as f64));
        finding.push(Measure::less("resident memory in the end", "MiB").of(name, mebibytes(last)));
        let rate = self.connections as f64 / filling.as_secs_f64();
        finding.push(Measure::more("sign-ins who stay", "/s").of(name, rate));
        let curve = points.iter().map(|(connections, memory)| [*connections as f64, mebibytes(*memory)]);
        finding.memory("connections", name, curve.collect());
        finding.throughput("sign-ins who stay", name, series);
        Ok(finding)
    }

    /// The client side needs a file for each connection too, and ports to connect from.
    fn processes(&self) -> usize {
        let room = usize::try_from(limits::open_files() / 2).unwrap_or(usize::MAX).max(1);
        self.processes.unwrap_or_else(|| self.connections.div_ceil(room)).max(1)
    }

    /// Shares accounts out among the client processes, which sign them in at the same time.
    async fn fill(
        &self,
        holders: Vec<Holder>,
        from: usize,
        to: usize,
        progress: &Progress,
    ) -> anyhow::Result<Vec<Holder>> {
        let (count, shares) = (to - from, holders.len());
        let at_a_time = self.concurrency.div_ceil(shares);
        let filling = holders.into_iter().enumerate().map(|(share, mut holder)| {
            let (from, to) = (from + count * share / shares, from + count * (share + 1) / shares);
            let progress = progress.clone();
            tokio::task::spawn_blocking(move || {
                for begin in (from..to).step_by(CHUNK) {
                    let end = (begin + CHUNK).min(to);
                    holder.fill(begin, end, at_a_time)?;
                    progress.add((end - begin) as u64);
                }
                anyhow::Ok(holder)
            })
        });
        let filling: Vec<_> = filling.collect();
        let mut holders = Vec::new();
        for filled in filling {
            holders.push(filled.await??);
        }
        Ok(holders)
    }

    async fn memory(&self, process: Process) -> anyhow::Result<Memory> {
        tokio::time::sleep(Duration::from_millis(self.rest)).await;
        process.memory()
    }
}

/// KiB per connection between two points.
fn slope(points: &[(usize, Memory)], from: usize, to: usize, of: fn(Memory) -> u64) -> Option<f64> {
    let ((fewer, before), (more, after)) = (*points.get(from)?, *points.get(to)?);
    let connections = more.checked_sub(fewer).filter(|more| *more > 0)?;
    Some((of(after) as f64 - of(before) as f64) / connections as f64 / 1024.0)
}

fn mebibytes(memory: Memory) -> f64 {
    memory.resident as f64 / 1024.0 / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_what_each_connection_more_takes() {
        let memory = |kib: u64| Memory { resident: kib * 1024, anonymous: kib * 512 };
        let points = [(0, memory(1000)), (100, memory(1600)), (200, memory(2000))];
        let of = |from, to| slope(&points, from, to, |memory| memory.resident);
        assert_eq!((of(0, 1), of(1, 2), of(2, 2), of(0, 9)), (Some(6.0), Some(4.0), None, None));
        assert_eq!(slope(&points, 0, 2, |memory| memory.anonymous), Some(2.5));
    }
}
