//! A whole result, as it is kept in a file.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};

use super::{Curve, Facts, Finding, Row};

/// A result: `--json` writes it, `compare` and `plot` read it.
///
/// ```json
/// { "format": 1, "facts": { … }, "rows": [ { "scenario": …, "values": { "nudge": [ … ] } } ], "curves": [ … ] }
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Report {
    format: u32,
    pub(crate) facts: Facts,
    pub(crate) rows: Vec<Row>,
    /// Of the last run of each scenario.
    pub(crate) curves: Vec<Curve>,
}

/// Raised when a program of before could not read it.
const FORMAT: u32 = 1;

impl Report {
    pub(crate) fn new(facts: Facts) -> Self {
        Self { format: FORMAT, facts, rows: Vec::new(), curves: Vec::new() }
    }

    /// Adds what the runs of a scenario found.
    pub(crate) fn add(&mut self, scenario: &str, runs: &[Finding]) {
        let measures: Vec<&[_]> = runs.iter().map(|run| run.measures.as_slice()).collect();
        self.rows.extend(Row::over(scenario, &measures));
        let last = runs.last().map(|run| run.curves.clone()).unwrap_or_default();
        self.curves.extend(last.into_iter().map(|curve| Curve { scenario: scenario.to_owned(), ..curve }));
    }

    pub(crate) fn read(file: &Path) -> anyhow::Result<Self> {
        let shown = file.display();
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
        let report: Self =
            serde_json::from_str(&text).with_context(|| format!("{shown} is not what --json writes"))?;
        ensure!(report.format == FORMAT, "{shown} has the format {}, not {FORMAT}", report.format);
        Ok(report)
    }

    pub(crate) fn to_json(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{Kind, Measure};

    #[test]
    fn what_is_written_can_be_read() {
        let mut report = Report::new(Facts::gather(false));
        let mut finding = Finding::default();
        finding.push(Measure::more("messages", "/s").nudge(5.0).relay(10.0).ratio_goal(0.5, 0.85));
        finding.push(Measure::less("nobody's", "/s"));
        finding.memory("connections", "nudge", vec![[0.0, 1.0], [10.0, 2.0]]);
        report.add("pipelined", &[finding.clone(), finding]);
        assert_eq!((report.rows.len(), report.curves.len()), (1, 1));
        assert_eq!((report.curves[0].kind, report.curves[0].scenario.as_str()), (Kind::Memory, "pipelined"));

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        fs::write(&file, report.to_json().unwrap()).unwrap();
        assert_eq!(Report::read(&file).unwrap(), report);
        fs::write(&file, report.to_json().unwrap().replace("\"format\": 1", "\"format\": 2")).unwrap();
        assert!(Report::read(&file).unwrap_err().to_string().contains("format 2"));
        fs::write(&file, "[]").unwrap();
        assert!(Report::read(&file).is_err());
    }
}
