//! The dashboard and the alerts that come with the program name only what there is.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::table::{Kind, metrics};

fn deployed(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every series of every metric.
fn series() -> BTreeSet<String> {
    let parts = |kind: Kind| match kind {
        Kind::Histogram(_) => &["_bucket", "_sum", "_count"][..],
        Kind::Counter | Kind::Gauge => &[""][..],
    };
    let series =
        metrics().flat_map(|metric| parts(metric.kind).iter().map(|part| format!("{}{part}", metric.name)));
    series.collect()
}

/// Words that can only be metrics of ours.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("nudge_") || word.starts_with("process_"))
}

/// Pairs of label and value as an expression has them: `label="value"` or `label=~"one|other"`.
fn selected(expression: &str) -> impl Iterator<Item = (&str, &str)> {
    expression.match_indices('{').flat_map(|(at, _)| {
        let inside = expression[at + 1..].split('}').next().unwrap_or_default();
        inside.split("\",").filter_map(|pair| {
            let (label, value) = pair.trim_end_matches('"').split_once('=')?;
            Some((label, value.trim_start_matches(['~', '"'])))
        })
    })
}

/// Every metric is one of the table, and so is every label and value that is asked for.
fn check(expression: &str) {
    let known = series();
    assert!(named(expression).next().is_some() || expression.starts_with("up{"), "{expression}");
    for name in named(expression) {
        assert!(known.contains(name), "{name} in {expression}");
    }
    for (label, values) in selected(expression) {
        if matches!(label, "job" | "instance") {
            continue;
        }
        for value in values.split('|') {
            let known = metrics()
                .filter(|metric| named(expression).any(|name| name.starts_with(metric.name)))
                .flat_map(|metric| metric.labels)
                .any(|(known, values)| *known == label && values.contains(&value));
            assert!(known, "{label}={value} in {expression}");
        }
    }
}

/// All expressions of the panels, wherever they are.
fn expressions(board: &Value, found: &mut Vec<String>) {
    match board {
        Value::Object(fields) => {
            found.extend(fields.get("expr").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| expressions(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_dashboard_can_be_imported_and_shows_every_metric_of_the_table() {
    let text = deployed("grafana/nudge.json");
    let board: Value = serde_json::from_str(&text).unwrap();
    let mut found = Vec::new();
    expressions(&board, &mut found);
    assert!(found.len() > 40, "{}", found.len());
    for expression in &found {
        check(expression);
    }

    let panels = board["panels"].as_array().unwrap();
    let rows: Vec<_> =
        panels.iter().filter(|panel| panel["type"] == "row").map(|row| &row["title"]).collect();
    assert_eq!(
        rows,
        [
            "Overview", "Sign-ins", "Messages", "Presence", "Queues", "Store", "TLS", "Web", "Gateway",
            "Mail", "Process"
        ]
    );
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "two panels of one number");
    assert!(board["id"].is_null() && board["title"] == "Nudge", "an import makes its own number");
    for metric in metrics().filter(|metric| metric.name != "process_virtual_memory_max_bytes") {
        assert!(
            found.iter().any(|expr| named(expr).any(|name| name.starts_with(metric.name))),
            "{}",
            metric.name
        );
    }
}

#[test]
fn every_alert_names_what_there_is_and_says_how_urgent_it_is() {
    let text = deployed("prometheus/alerts.yaml");
    let alerts: Vec<_> = text.split("\n      - alert: ").skip(1).collect();
    assert!(alerts.len() > 10, "{}", alerts.len());
    let mut names = BTreeSet::new();
    for alert in alerts {
        let (name, rest) = alert.split_once('\n').unwrap();
        assert!(names.insert(name) && name.starts_with("Nudge"), "{name}");
        let (_, expression) = rest.split_once("        expr: ").unwrap();
        let (expression, _) = expression.split_once("        labels:\n").unwrap();
        let expression = expression.split("        for: ").next().unwrap();
        check(expression.trim_start_matches('|').trim());
        assert!(expression.contains("job=\"nudge\""), "{name}");
        let severity = ["severity: page\n", "severity: ticket\n"];
        assert!(severity.iter().any(|severity| alert.contains(severity)), "{name}");
        assert!(
            alert.contains("          summary: \"") && alert.contains("          description: \""),
            "{name}"
        );
    }
}
