//! What came out, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

/// One number of one run.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) server: f64,
    /// The same of the bare relay, in the same run.
    pub(crate) relay: Option<f64>,
    pub(crate) goal: Option<Goal>,
}

/// What a number should be.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Goal {
    /// Whether more is better.
    pub(crate) at_least: bool,
    /// Whether it is the ratio to the relay that counts.
    pub(crate) of_ratio: bool,
    /// Good enough for now.
    pub(crate) wanted: f64,
    /// What the design asks for.
    pub(crate) aim: f64,
}

/// One number over all runs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    scenario: &'static str,
    what: String,
    unit: &'static str,
    /// The median over the runs.
    server: f64,
    lowest: f64,
    highest: f64,
    /// The median of the relay's.
    #[serde(skip_serializing_if = "Option::is_none")]
    relay: Option<f64>,
    /// The median of the ratios to the relay, each of one run.
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<Goal>,
    runs: usize,
}

impl Measure {
    pub(crate) fn new(what: impl Into<String>, unit: &'static str, server: f64) -> Self {
        Self { what: what.into(), unit, server, relay: None, goal: None }
    }

    pub(crate) fn beside(self, relay: f64) -> Self {
        Self { relay: Some(relay), ..self }
    }

    pub(crate) fn at_least(self, wanted: f64, aim: f64) -> Self {
        self.goal(true, wanted, aim)
    }

    pub(crate) fn at_most(self, wanted: f64, aim: f64) -> Self {
        self.goal(false, wanted, aim)
    }

    fn goal(self, at_least: bool, wanted: f64, aim: f64) -> Self {
        Self { goal: Some(Goal { at_least, of_ratio: self.relay.is_some(), wanted, aim }), ..self }
    }
}

impl Row {
    /// The rows of a scenario, from the measures of each of its runs.
    pub(crate) fn over(scenario: &'static str, runs: &[Vec<Measure>]) -> Vec<Self> {
        let first = runs.first().map(Vec::as_slice).unwrap_or_default();
        let row = |measure: &Measure| {
            let same: Vec<&Measure> =
                runs.iter().flatten().filter(|other| other.what == measure.what).collect();
            let server: Vec<f64> = same.iter().map(|measure| measure.server).collect();
            let relays: Vec<f64> = same.iter().filter_map(|measure| measure.relay).collect();
            let ratios = same.iter().filter_map(|measure| Some(measure.server / measure.relay?)).collect();
            Self {
                scenario,
                what: measure.what.clone(),
                unit: measure.unit,
                lowest: server.iter().copied().fold(f64::INFINITY, f64::min),
                highest: server.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                runs: server.len(),
                server: median(server).unwrap_or(f64::NAN),
                relay: median(relays),
                ratio: median(ratios),
                goal: measure.goal,
            }
        };
        first.iter().map(row).collect()
    }

    fn verdict(&self) -> Option<&'static str> {
        let goal = self.goal?;
        let value = if goal.of_ratio { self.ratio? } else { self.server };
        let met = |bound: f64| if goal.at_least { value >= bound } else { value <= bound };
        Some(if met(goal.aim) {
            "reached"
        } else if met(goal.wanted) {
            "good enough"
        } else {
            "MISSED"
        })
    }

    fn goal_in_words(&self) -> String {
        let Some(goal) = self.goal else { return String::new() };
        let sign = if goal.at_least { ">=" } else { "<=" };
        format!("{sign} {} (aim {})", number(goal.wanted), number(goal.aim))
    }
}

/// A table in Markdown, so that it can be copied into a document.
pub(crate) fn table(rows: &[Row]) -> String {
    let head = ["scenario", "measure", "unit", "server", "lowest - highest", "relay", "ratio", "goal", ""];
    let mut lines = vec![head.map(str::to_owned)];
    for row in rows {
        lines.push([
            row.scenario.to_owned(),
            row.what.clone(),
            row.unit.to_owned(),
            number(row.server),
            if row.runs > 1 {
                format!("{} - {}", number(row.lowest), number(row.highest))
            } else {
                String::new()
            },
            row.relay.map(number).unwrap_or_default(),
            row.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
            row.goal_in_words(),
            row.verdict().unwrap_or_default().to_owned(),
        ]);
    }
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        for (cell, width) in line.iter().zip(&widths) {
            // Writing to a string cannot fail.
            let _ok = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
        if index == 0 {
            for width in &widths {
                let _ok = write!(text, "|{:-<1$}", "", width + 2);
            }
            text.push_str("|\n");
        }
    }
    text
}

/// Three significant digits, and thousands apart.
fn number(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let sign = if value < 0.0 { "-" } else { "" };
    let plain = format!("{:.digits$}", value.abs());
    let (whole, rest) = plain
        .split_once('.')
        .map_or((plain.as_str(), String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let mut grouped = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + &rest
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(runs: &[(f64, f64)]) -> Vec<Row> {
        let run = |(server, relay): &(f64, f64)| {
            vec![Measure::new("messages", "/s", *server).beside(*relay).at_least(0.5, 0.85)]
        };
        Row::over("pipelined", &runs.iter().map(run).collect::<Vec<_>>())
    }

    #[test]
    fn ratios_are_taken_within_a_run() {
        let rows = rows(&[(60.0, 100.0), (600.0, 1000.0), (5.0, 10.0)]);
        assert!((rows[0].ratio.unwrap() - 0.6).abs() < 1e-9);
        assert!((rows[0].server - 60.0).abs() < 1e-9);
        assert_eq!(rows[0].verdict(), Some("good enough"));
    }

    #[test]
    fn goals_are_judged() {
        assert_eq!(rows(&[(90.0, 100.0)])[0].verdict(), Some("reached"));
        assert_eq!(rows(&[(40.0, 100.0)])[0].verdict(), Some("MISSED"));
        let memory = |kib| Row::over("idle", &[vec![Measure::new("m", "KiB", kib).at_most(8.0, 4.0)]]);
        assert_eq!(memory(3.0)[0].verdict(), Some("reached"));
        assert_eq!(memory(9.0)[0].verdict(), Some("MISSED"));
    }

    #[test]
    fn numbers_are_readable() {
        let shown = [1_234_567.8, 123.4, 12.34, 0.5, -128.0].map(number);
        assert_eq!(shown, ["1,234,568", "123", "12.3", "0.50", "-128"]);
    }

    #[test]
    fn every_line_of_the_table_has_the_same_width() {
        let table = table(&rows(&[(60.0, 100.0)]));
        assert!(table.lines().all(|line| line.len() == table.find('\n').unwrap()), "{table}");
        assert_eq!(table.lines().count(), 3);
    }
}
