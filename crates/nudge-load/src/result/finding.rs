//! What one run of a scenario found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Curve, Kind, NUDGE, RELAY};
use crate::measure::{Latencies, Series};

/// One number, of each that was measured in that run.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) better: Better,
    pub(crate) goal: Option<Goal>,
    /// By who was measured: [`NUDGE`], [`RELAY`], or another server.
    pub(crate) values: BTreeMap<String, f64>,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Better {
    More,
    Less,
    /// It says what was done, not how well.
    Neither,
}

/// What a number should be; [`Better`] says in which direction.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Goal {
    /// Whether it is the ratio to the relay that counts.
    pub(crate) of_ratio: bool,
    /// Good enough for now.
    pub(crate) wanted: f64,
    /// What the design asks for.
    pub(crate) aim: f64,
}

/// All that one run found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finding {
    pub(crate) measures: Vec<Measure>,
    pub(crate) curves: Vec<Curve>,
}

impl Measure {
    fn new(what: impl Into<String>, unit: &'static str, better: Better) -> Self {
        Self { what: what.into(), unit, better, goal: None, values: BTreeMap::new() }
    }

    pub(crate) fn more(what: impl Into<String>, unit: &'static str) -> Self {
        Self::new(what, unit, Better::More)
    }

    pub(crate) fn less(what: impl Into<String>, unit: &'static str) -> Self {
        Self::new(what, unit, Better::Less)
    }

    pub(crate) fn plain(what: impl Into<String>, unit: &'static str) -> Self {
        Self::new(what, unit, Better::Neither)
    }

    /// The number of one of those who are measured, if there is one.
    pub(crate) fn of(mut self, subject: &str, value: impl Into<Option<f64>>) -> Self {
        if let Some(value) = value.into() {
            self.values.insert(subject.to_owned(), value);
        }
        self
    }

    pub(crate) fn nudge(self, value: impl Into<Option<f64>>) -> Self {
        self.of(NUDGE, value)
    }

    pub(crate) fn relay(self, value: impl Into<Option<f64>>) -> Self {
        self.of(RELAY, value)
    }

    /// What it should be, and what the design asks for.
    pub(crate) fn goal(self, wanted: f64, aim: f64) -> Self {
        Self { goal: Some(Goal { of_ratio: false, wanted, aim }), ..self }
    }

    /// What the ratio to the relay's should be, and what the design asks for.
    pub(crate) fn ratio_goal(self, wanted: f64, aim: f64) -> Self {
        Self { goal: Some(Goal { of_ratio: true, wanted, aim }), ..self }
    }
}

impl Finding {
    /// Adds a number, if anybody has it.
    pub(crate) fn push(&mut self, measure: Measure) {
        if !measure.values.is_empty() {
            self.measures.push(measure);
        }
    }

    /// The same without goals, where those are meant for others.
    pub(crate) fn without_goals(mut self) -> Self {
        self.measures.iter_mut().for_each(|measure| measure.goal = None);
        self
    }

    /// Puts beside it what was found of somebody else.
    pub(crate) fn beside(&mut self, other: Self) {
        for measure in other.measures {
            match self.measures.iter_mut().find(|there| there.what == measure.what) {
                Some(there) => there.values.extend(measure.values),
                None => self.measures.push(measure),
            }
        }
        self.curves.extend(other.curves);
    }

    pub(crate) fn latencies(&mut self, what: &str, subject: &str, latencies: &Latencies) {
        self.curves.push(Curve::new(Kind::Latency, what, subject, latencies.curve()));
    }

    pub(crate) fn throughput(&mut self, what: &str, subject: &str, series: Series) {
        if !series.is_empty() {
            self.curves.push(Curve::new(Kind::Throughput, what, subject, series));
        }
    }

    pub(crate) fn memory(&mut self, what: &str, subject: &str, points: Vec<[f64; 2]>) {
        self.curves.push(Curve::new(Kind::Memory, what, subject, points));
    }
}
