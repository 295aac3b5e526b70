//! Sign-ins of people who have a long contact list, as 600 were allowed.

use std::sync::Arc;

use clap::Args;

use super::sign_in::{Storm, storm};
use crate::lab::{Lab, Side};
use crate::measure::Progress;
use crate::population::Group;
use crate::result::{Finding, Measure};

/// Long contact lists.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct ContactList {
    /// How many accounts sign in, each once
    #[arg(long, default_value_t = 400)]
    pub(crate) accounts: usize,
    /// Contacts of each account, none of them online
    #[arg(long, default_value_t = 600)]
    pub(crate) contacts: usize,
    /// How many sign in at a time
    #[arg(long, default_value_t = 16)]
    pub(crate) concurrency: usize,
}

impl ContactList {
    pub(crate) fn group(&self) -> Group {
        Group::fans(self.accounts, self.contacts)
    }

    pub(crate) async fn run(&self, lab: &Lab, side: Side, progress: &Progress) -> anyhow::Result<Finding> {
        let server = Arc::new(lab.start(side, &self.group()).await?);
        let name = server.name;
        let Storm { usage, latencies, series } =
            storm(server, self.accounts, self.concurrency, None, progress).await?;

        let (with, count) = (format!("with {} contacts", self.contacts), self.accounts as f64);
        let entries = count * self.contacts as f64;
        let mut finding = Finding::default();
        finding.push(Measure::more(format!("sign-ins {with}"), "/s").of(name, usage.rate(count)));
        finding.push(Measure::more("contacts told", "/s").of(name, usage.rate(entries)));
        finding.push(Measure::less(format!("p50 {with}"), "ms").of(name, latencies.millis_at(0.5)));
        finding.push(Measure::less(format!("p99 {with}"), "ms").of(name, latencies.millis_at(0.99)));
        finding.push(Measure::less("server CPU per contact", "µs").of(name, usage.server_micros(entries)));
        finding.latencies(&format!("sign-in {with}"), name, &latencies);
        finding.throughput(&format!("sign-ins {with}"), name, series);
        Ok(finding)
    }
}
