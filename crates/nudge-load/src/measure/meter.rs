//! The clock and the meter on both sides.

use std::time::{Duration, Instant};

use super::Process;

/// Runs while something is measured.
#[derive(Debug)]
pub(crate) struct Meter {
    process: Option<Process>,
    started: Instant,
    server: Option<Duration>,
    client: Duration,
}

/// What something took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    pub(crate) took: Duration,
    /// CPU time of the server or the relay, where its process is known and it took long enough to be counted.
    server: Option<Duration>,
    /// CPU time of the load generator, if it took long enough to be counted.
    client: Option<Duration>,
}

/// CPU time is counted in ticks of 10 ms; of less than ten of them nothing can be said.
const LEAST_CPU: Duration = Duration::from_millis(100);

impl Meter {
    pub(crate) fn start(process: Option<Process>) -> anyhow::Result<Self> {
        let server = process.map(Process::cpu).transpose()?;
        Ok(Self { process, server, client: Process::own().cpu()?, started: Instant::now() })
    }

    pub(crate) fn stop(self) -> anyhow::Result<Usage> {
        let took = self.started.elapsed();
        let server = match (self.process, self.server) {
            (Some(process), Some(before)) => Some(process.cpu()?.saturating_sub(before)),
            (None, _) | (_, None) => None,
        };
        let client = Process::own().cpu()?.saturating_sub(self.client);
        let countable = |cpu: &Duration| *cpu >= LEAST_CPU;
        Ok(Usage { took, server: server.filter(countable), client: Some(client).filter(countable) })
    }
}

impl Usage {
    /// So many things in the time, per second.
    pub(crate) fn rate(self, things: f64) -> f64 {
        things / self.took.as_secs_f64()
    }

    /// Microseconds of the server's CPU per thing.
    pub(crate) fn server_micros(self, things: f64) -> Option<f64> {
        self.server.map(|cpu| cpu.as_secs_f64() * 1e6 / things)
    }

    /// Microseconds of the client's CPU per thing.
    pub(crate) fn client_micros(self, things: f64) -> Option<f64> {
        self.client.map(|cpu| cpu.as_secs_f64() * 1e6 / things)
    }
}
