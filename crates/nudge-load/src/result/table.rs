//! Tables in Markdown, so that they can be copied into a document.

use std::fmt::Write as _;

use super::{NUDGE, RELAY, Report, Row, number};

/// The rows as tables: those beside the relay with their ratios and goals, those beside other servers with a column for each.
pub(crate) fn markdown(report: &Report) -> String {
    let (beside_others, own): (Vec<&Row>, Vec<&Row>) = report
        .rows
        .iter()
        .partition(|row| row.values.keys().any(|subject| subject != NUDGE && subject != RELAY));
    let mut text = format!("{}\n", report.facts.in_words());
    if !own.is_empty() {
        text.push('\n');
        text += &beside_relay(&own, report.facts.are_serious());
    }
    if !beside_others.is_empty() {
        text.push('\n');
        text += &beside_rivals(&beside_others);
    }
    text
}

fn beside_relay(rows: &[&Row], are_judged: bool) -> String {
    let head = ["scenario", "measure", "unit", "nudge", "lowest - highest", "relay", "ratio", "goal", ""];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    for row in rows {
        let Some(nudge) = row.spread(NUDGE) else { continue };
        lines.push(vec![
            row.scenario.clone(),
            row.what.clone(),
            row.unit.clone(),
            number(nudge.median),
            range(nudge.runs, nudge.lowest, nudge.highest),
            row.spread(RELAY).map(|relay| number(relay.median)).unwrap_or_default(),
            row.ratio().map(|ratio| format!("{:.2}", ratio.median)).unwrap_or_default(),
            row.goal_in_words(),
            row.verdict().filter(|_| are_judged).unwrap_or_default().to_owned(),
        ]);
    }
    table(&lines)
}

fn beside_rivals(rows: &[&Row]) -> String {
    let mut subjects: Vec<&str> = vec![NUDGE];
    for subject in rows.iter().flat_map(|row| row.values.keys()) {
        if !subjects.contains(&subject.as_str()) {
            subjects.push(subject);
        }
    }
    let head = ["scenario", "measure", "unit"].into_iter().chain(subjects.iter().copied());
    let mut lines = vec![head.map(str::to_owned).collect::<Vec<_>>()];
    for row in rows {
        let mut line = vec![row.scenario.clone(), row.what.clone(), row.unit.clone()];
        let shown =
            |subject: &&str| row.spread(subject).map(|spread| number(spread.median)).unwrap_or_default();
        line.extend(subjects.iter().map(shown));
        lines.push(line);
    }
    table(&lines)
}

/// Only where there was more than one.
fn range(runs: usize, lowest: f64, highest: f64) -> String {
    if runs > 1 { format!("{} - {}", number(lowest), number(highest)) } else { String::new() }
}

/// The first line is the head.
pub(crate) fn table(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{Facts, Finding, Measure};

    #[test]
    fn every_row_is_in_the_table_that_it_belongs_to() {
        let mut finding = Finding::default();
        finding.push(Measure::more("messages", "/s").nudge(60.0).relay(100.0).ratio_goal(0.5, 0.85));
        finding.push(Measure::more("chats", "/s").nudge(60.0).of("inspircd", 50.0).of("prosody", 5.0));
        let mut report = Report::new(Facts { profile: "release".to_owned(), ..Facts::default() });
        report.add("pipelined", &[finding]);
        let text = markdown(&report);
        let tables: Vec<&str> = text.split("\n\n").skip(1).collect();
        assert_eq!(tables.len(), 2, "{text}");
        assert!(tables[0].contains("| messages ") && tables[0].contains("| good enough "), "{text}");
        let head = tables[1].lines().next().unwrap();
        assert!(
            head.contains("| nudge ") && head.contains("| inspircd ") && head.contains("| prosody "),
            "{text}"
        );
        for table in tables {
            let table = table.trim_end();
            assert!(table.lines().all(|line| line.len() == table.find('\n').unwrap()), "{table}");
            assert_eq!(table.lines().count(), 3);
        }
        report.facts.quick = true;
        let text = markdown(&report);
        assert!(!text.contains("good enough") && text.contains("aim 0.85"), "a goal, but no verdict: {text}");
    }
}
