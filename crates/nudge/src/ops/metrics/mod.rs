//! What is counted.
//!
//! - [`table`]: every metric, with its labels and what it means. The manual page is made from it.
//! - [`recorder`]: where the handles lead that the crates of the server keep.
//! - [`sample`]: what is looked at when somebody asks.
//! - [`page`]: the table as `docs/metrics.md`.

#[cfg(test)]
mod deploy;
mod log_events;
mod page;
mod recorder;
mod sample;
mod table;

use std::time::Duration;

use anyhow::Context as _;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use tokio::time::interval;

use super::readiness::Readiness;
pub(crate) use log_events::LogEvents;
pub(crate) use page::reference;
use recorder::{Cells, Sharded};
use table::{Kind, metrics};
#[cfg(test)]
pub(crate) use table::{is_counted, limits_counted};

/// All that is counted in this process. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    cells: Cells,
    exporter: metrics_exporter_prometheus::PrometheusHandle,
    process: metrics_process::Collector,
}

/// How often what histograms have been told is put into their buckets. Until then it takes eight bytes each.
const TEND: Duration = Duration::from_secs(5);

impl Metrics {
    /// Counts from now on. Once for a process, and before anything else is made: handles that are made before lead nowhere.
    pub(crate) fn install() -> anyhow::Result<Self> {
        let mut builder = PrometheusBuilder::new();
        for metric in metrics() {
            if let Kind::Histogram(buckets) = metric.kind {
                builder = builder.set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), buckets)?;
            }
        }
        let recorder = builder.build_recorder();
        let exporter = recorder.handle();
        let cells = Cells::default();
        metrics::set_global_recorder(Sharded::new(recorder, cells.clone()))
            .ok()
            .context("metrics are collected already")?;
        table::describe();
        sample::build_info();
        Ok(Self { cells, exporter, process: metrics_process::Collector::default() })
    }

    /// Keeps the histograms small, until it is aborted.
    pub(super) async fn tend(self) {
        let mut due = interval(TEND);
        loop {
            due.tick().await;
            self.exporter.run_upkeep();
        }
    }

    /// Everything, as Prometheus reads it.
    pub(super) async fn render(&self, readiness: &Readiness) -> String {
        sample::take(readiness).await;
        self.process.collect();
        self.cells.publish();
        self.exporter.render()
    }
}
