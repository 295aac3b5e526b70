//! The table as a page of the manual.

use std::fmt::Write as _;

use super::table::{AREAS, Bound, Limit, Metric};
use crate::config;

/// `docs/limits.md`.
pub(crate) fn reference() -> String {
    let mut text = HEAD.to_owned();
    for area in AREAS {
        push(&mut text, format_args!("\n## {}\n\n{}\n\n{TITLES}", area.title, area.about));
        for bound in area.bounds {
            let Bound { what, reached, .. } = bound;
            let (limit, metric, tests) = (limit(bound), metric(&bound.metric), tests(bound));
            push(&mut text, format_args!("| {what} | {limit} | {reached} | {metric} | {tests} |"));
        }
    }
    text
}

fn limit(bound: &Bound) -> String {
    match &bound.limit {
        Limit::Settings(names) => names.iter().map(|name| setting(name)).collect::<Vec<_>>().join(", "),
        Limit::Fixed { is, why, .. } => format!("{is}, fixed: {why}"),
    }
}

/// A setting with its default.
fn setting(name: &str) -> String {
    let default = config::default_of(name).unwrap_or_default();
    // As the manual's headings are reached.
    let anchor = name.replace('.', "");
    format!("[`{name}`](configuration.md#{anchor}) ({default})")
}

fn metric(metric: &Metric) -> String {
    let labels: Vec<_> = metric.labels.iter().map(|(label, value)| format!("{label}=\"{value}\"")).collect();
    match labels.as_slice() {
        [] => format!("`{}`", metric.name),
        labels => format!("`{}{{{}}}`", metric.name, labels.join(",")),
    }
}

fn tests(bound: &Bound) -> String {
    let name = |test: &&str| test.rsplit(' ').next().unwrap_or(test).replace('_', "\\_");
    bound.tests.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

const TITLES: &str = "\
| what | limit (default) | what becomes of whoever reaches it | told by | tried by |
|---|---|---|---|---|";

const HEAD: &str = "\
<!-- Made from the table of limits; do not edit. `cargo run -p nudge -- limits > docs/limits.md` -->

# Limits

Everything that grows with what a stranger or a user sends, and where it ends. Each limit that an operator may want to move is a
setting ([configuration](configuration.md)); the others are what no client of any generation comes near, or what the rest depends on.
The metric tells that a limit was reached, or how near it is ([metrics](metrics.md)); the tests are in the sources, and reach it.

What only you can make grow is not here: the control socket, backups, and what commands print. What the peers send each other through
a conversation is passed on and kept nowhere. In the end, accounts are what the database grows with: each is bounded by the
tables below, and how many there are is up to you (`registration.who`).

**Logs.** The server writes its log to the standard error and nowhere else, so what keeps it keeps it within bounds: systemd's journal by
`SystemMaxUse=` (a tenth of the disk unless told otherwise), containers by their log driver. At `log.level` info, what others do costs a line for
each sign-in that fails and none for a message; refused connections are logged at most once a minute.

**Slow and silent neighbours.** Whoever reads nothing or next to nothing, writes a byte a second, or connects and says nothing, is
bounded by the first two tables; `nudge-load neighbours` shows that the others do not feel them ([performance](performance.md)).
";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_page_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/limits.md");
        let stored = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            stored == reference(),
            "docs/limits.md is stale: run `cargo run -p nudge -- limits > docs/limits.md`"
        );
    }
}
