//! What is drawn: one line of a plot.

use serde::{Deserialize, Serialize};

/// A line.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Curve {
    /// Filled in when the scenario is over.
    #[serde(default)]
    pub(crate) scenario: String,
    /// Of what; lines of one plot have this in common.
    pub(crate) what: String,
    /// Of whom.
    pub(crate) subject: String,
    pub(crate) kind: Kind,
    pub(crate) points: Vec<[f64; 2]>,
}

/// What the points are.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// How many nines of all things, and the microseconds that they took at most.
    Latency,
    /// Seconds since the beginning, and things per second.
    Throughput,
    /// Connections, and resident memory in MiB.
    Memory,
    /// Minutes since the beginning of a soak, and what there was then: memory in MiB, descriptors, or a restart.
    Soak,
}

impl Curve {
    pub(crate) fn new(kind: Kind, what: &str, subject: &str, points: Vec<[f64; 2]>) -> Self {
        Self { scenario: String::new(), what: what.to_owned(), subject: subject.to_owned(), kind, points }
    }
}
