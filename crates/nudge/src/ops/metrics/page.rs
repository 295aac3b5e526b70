//! The table as a page of the manual.

use std::fmt::Write as _;

use super::table::{AREAS, Kind, Metric};

/// `docs/metrics.md`.
pub(crate) fn reference() -> String {
    let mut text = HEAD.to_owned();
    for area in AREAS {
        push(&mut text, format_args!("\n## {}\n\n{}", area.title, area.about));
        push(&mut text, format_args!("\n| metric | kind | labels | what it says |\n|---|---|---|---|"));
        for metric in area.metrics {
            let (name, meaning) = (metric.name, metric.meaning);
            push(&mut text, format_args!("| `{name}` | {} | {} | {meaning} |", kind(metric), labels(metric)));
        }
    }
    text
}

fn kind(metric: &Metric) -> String {
    match metric.kind {
        Kind::Counter => "counter".to_owned(),
        Kind::Gauge => "gauge".to_owned(),
        Kind::Histogram(buckets) => {
            let (first, last) = (buckets.first(), buckets.last());
            let range = first.zip(last).map(|(first, last)| format!(", buckets from {first} to {last}"));
            format!("histogram{}", range.unwrap_or_default())
        }
    }
}

fn labels(metric: &Metric) -> String {
    let label = |(name, values): &(&str, &[&str])| match values {
        [] => format!("`{name}`"),
        values => format!("`{name}`: {}", values.join(", ")),
    };
    metric.labels.iter().map(label).collect::<Vec<_>>().join("; ")
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

const HEAD: &str = "\
<!-- Made from the table of metrics; do not edit. `cargo run -p nudge -- metrics > docs/metrics.md` -->

# Metrics

What the server counts, for Prometheus and whatever reads its text format, at `/metrics` of the port `ops.listen`
([watching it](watching.md)).

Everything is there from the first scrape on, at 0 where nothing has happened. Labels have few values, which are all
listed; none is ever an address, a name or a number of a person. Counters begin at 0 with the process. A histogram
has the series `_bucket`, `_sum` and `_count`. Seconds are seconds and bytes are bytes.
";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_page_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/metrics.md");
        let stored = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            stored == reference(),
            "docs/metrics.md is stale: run `cargo run -p nudge -- metrics > docs/metrics.md`"
        );
    }
}
