//! One number over all runs, and what is to be said of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Better, Goal, Measure, number};

/// The server under test.
pub(crate) const NUDGE: &str = "nudge";

/// The bare relay beside it.
pub(crate) const RELAY: &str = "relay";

/// One number over all runs.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Row {
    pub(crate) scenario: String,
    pub(crate) what: String,
    pub(crate) unit: String,
    pub(crate) better: Better,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<Goal>,
    /// By who was measured, the numbers of the runs in their order; none of a run in which there was nothing to measure.
    pub(crate) values: BTreeMap<String, Vec<Option<f64>>>,
}

/// The middle of several runs, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) lowest: f64,
    pub(crate) median: f64,
    pub(crate) highest: f64,
    pub(crate) runs: usize,
}

impl Spread {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Some(Self {
            lowest: *values.first()?,
            median: *values.get(values.len() / 2)?,
            highest: *values.last()?,
            runs: values.len(),
        })
    }
}

impl Row {
    /// The rows of a scenario, from the measures of each of its runs.
    pub(crate) fn over(scenario: &str, runs: &[&[Measure]]) -> Vec<Self> {
        let mut rows = Vec::<Self>::new();
        for (run, measures) in runs.iter().enumerate() {
            for measure in *measures {
                if !rows.iter().any(|row| row.what == measure.what) {
                    rows.push(Self::named(scenario, measure));
                }
                let Some(row) = rows.iter_mut().find(|row| row.what == measure.what) else { continue };
                for (subject, value) in &measure.values {
                    let values = row.values.entry(subject.clone()).or_insert_with(|| vec![None; runs.len()]);
                    if let Some(place) = values.get_mut(run) {
                        *place = Some(*value);
                    }
                }
            }
        }
        rows
    }

    fn named(scenario: &str, measure: &Measure) -> Self {
        Self {
            scenario: scenario.to_owned(),
            what: measure.what.clone(),
            unit: measure.unit.to_owned(),
            better: measure.better,
            goal: measure.goal,
            values: BTreeMap::new(),
        }
    }

    pub(crate) fn spread(&self, subject: &str) -> Option<Spread> {
        Spread::of(self.values.get(subject)?.iter().copied().flatten())
    }

    /// The ratios of the server's numbers to the relay's, each of one run.
    pub(crate) fn ratio(&self) -> Option<Spread> {
        let (nudge, relay) = (self.values.get(NUDGE)?, self.values.get(RELAY)?);
        Spread::of(nudge.iter().zip(relay).filter_map(|(nudge, relay)| Some((*nudge)? / (*relay)?)))
    }

    pub(crate) fn verdict(&self) -> Option<&'static str> {
        let goal = self.goal?;
        let value = if goal.of_ratio { self.ratio()? } else { self.spread(NUDGE)? }.median;
        let met = |bound: f64| match self.better {
            Better::More => value >= bound,
            Better::Less | Better::Neither => value <= bound,
        };
        Some(if met(goal.aim) {
            "reached"
        } else if met(goal.wanted) {
            "good enough"
        } else {
            "MISSED"
        })
    }

    pub(crate) fn goal_in_words(&self) -> String {
        let Some(goal) = self.goal else { return String::new() };
        let sign = if self.better == Better::More { ">=" } else { "<=" };
        let ratio = if goal.of_ratio { "ratio " } else { "" };
        if (goal.wanted - goal.aim).abs() < f64::EPSILON {
            return format!("{ratio}{sign} {}", number(goal.aim));
        }
        format!("{ratio}{sign} {} (aim {})", number(goal.wanted), number(goal.aim))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(runs: &[(f64, f64)]) -> Vec<Row> {
        let run = |(nudge, relay): &(f64, f64)| {
            vec![Measure::more("messages", "/s").nudge(*nudge).relay(*relay).ratio_goal(0.5, 0.85)]
        };
        let runs: Vec<Vec<Measure>> = runs.iter().map(run).collect();
        Row::over("pipelined", &runs.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn ratios_are_taken_within_a_run() {
        let rows = rows(&[(60.0, 100.0), (600.0, 1000.0), (5.0, 10.0)]);
        assert!((rows[0].ratio().unwrap().median - 0.6).abs() < 1e-9);
        let spread = rows[0].spread(NUDGE).unwrap();
        assert_eq!(spread, Spread { lowest: 5.0, median: 60.0, highest: 600.0, runs: 3 });
        assert_eq!(rows[0].verdict(), Some("good enough"));
    }

    #[test]
    fn a_run_without_the_number_is_not_taken_for_another() {
        let with = [Measure::less("CPU", "µs").nudge(2.0).relay(1.0)];
        let without = [Measure::less("CPU", "µs").nudge(9.0)];
        let rows = Row::over("pipelined", &[&without, &with]);
        assert_eq!(rows.len(), 1);
        let ratio = rows[0].ratio().unwrap();
        assert!((ratio.median - 2.0).abs() < 1e-9 && ratio.runs == 1, "{ratio:?}");
    }

    #[test]
    fn goals_are_judged() {
        assert_eq!(rows(&[(90.0, 100.0)])[0].verdict(), Some("reached"));
        assert_eq!(rows(&[(40.0, 100.0)])[0].verdict(), Some("MISSED"));
        let memory = |kib: f64| Row::over("idle", &[&[Measure::less("m", "KiB").nudge(kib).goal(8.0, 4.0)]]);
        assert_eq!(memory(3.0)[0].verdict(), Some("reached"));
        assert_eq!(memory(9.0)[0].verdict(), Some("MISSED"));
    }
}
