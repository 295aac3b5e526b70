//! Pictures of a result, as SVG.

mod bars;
mod lines;
mod style;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::result::{Better, Curve, Kind, NUDGE, RELAY, Report, Row};

/// Draws everything that a result has curves for, and what is beside the relay or other servers, into files of that folder.
/// Says which files those are.
pub(crate) fn plot(report: &Report, folder: &Path) -> anyhow::Result<Vec<String>> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut pictures = BTreeMap::new();
    let mut together = BTreeMap::<(Kind, &str, &str), Vec<&Curve>>::new();
    let (soak, others): (Vec<&Curve>, Vec<&Curve>) =
        report.curves.iter().partition(|curve| curve.kind == Kind::Soak);
    if !soak.is_empty() {
        pictures.insert("soak.svg".to_owned(), of_soak(&soak)?);
    }
    for curve in others.into_iter().filter(|curve| curve.points.len() > 1) {
        // Ways of one scenario are in one picture.
        let scenario = curve.scenario.split(' ').next().unwrap_or_default();
        together.entry((curve.kind, scenario, &curve.what)).or_default().push(curve);
    }
    for ((kind, scenario, what), curves) in &together {
        let picture = lines::draw(*kind, &format!("{scenario}: {what}"), curves)?;
        pictures.insert(file_name(&[prefix(*kind), scenario, what]), picture);
    }
    let beside: Vec<&Row> = report.rows.iter().filter(|row| row.ratio().is_some()).collect();
    if !beside.is_empty() {
        pictures.insert("beside-the-relay.svg".to_owned(), bars::ratios(&beside)?);
    }
    let is_rival = |subject: &String| subject != NUDGE && subject != RELAY;
    let is_compared = |row: &&Row| row.better != Better::Neither && row.values.keys().any(is_rival);
    for row in report.rows.iter().filter(is_compared) {
        pictures.insert(file_name(&["rivals", &row.scenario, &row.what]), bars::rivals(row)?);
    }
    for (name, picture) in &pictures {
        let path = folder.join(name);
        fs::write(&path, picture).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(pictures.into_keys().collect())
}

/// Memory above descriptors, and where the server was started anew.
fn of_soak(curves: &[&Curve]) -> anyhow::Result<String> {
    let about = |what: &str| -> Vec<&Curve> {
        curves.iter().copied().filter(|curve| curve.what.starts_with(what)).collect()
    };
    let restarts: Vec<f64> =
        about("restarts").iter().flat_map(|curve| &curve.points).map(|point| point[0]).collect();
    let parts = [("memory, MiB", about("memory")), ("open descriptors", about("descriptors"))];
    lines::over_time(&parts, &restarts)
}

const fn prefix(kind: Kind) -> &'static str {
    match kind {
        Kind::Latency => "latency",
        Kind::Throughput => "throughput",
        Kind::Memory => "memory",
        Kind::Soak => "soak",
    }
}

/// Letters, digits and single dashes.
fn file_name(words: &[&str]) -> String {
    let mut name = String::new();
    for word in words.join(" ").split(|letter: char| !letter.is_ascii_alphanumeric()) {
        if !word.is_empty() {
            if !name.is_empty() {
                name.push('-');
            }
            name += &word.to_ascii_lowercase();
        }
    }
    name + ".svg"
}

#[cfg(test)]
mod tests {
    use quick_xml::events::Event;

    use super::*;
    use crate::measure::Latencies;
    use crate::result::{Facts, Finding, Measure};

    fn report() -> Report {
        let mut latencies = Latencies::new().unwrap();
        (1..500).for_each(|micros| latencies.record(std::time::Duration::from_micros(micros)));
        let mut finding = Finding::default();
        finding.push(Measure::more("messages", "/s").nudge(60.0).relay(100.0));
        finding.push(Measure::less("memory (MiB) & more", "MiB").nudge(6.0).of("inspircd", 3.0));
        finding.latencies("round trip", NUDGE, &latencies);
        finding.latencies("round trip", RELAY, &latencies);
        finding.throughput("messages", NUDGE, vec![[0.1, 0.0], [0.2, 4e6]]);
        finding.memory("connections", NUDGE, vec![[0.0, 10.0], [19_000.0, 90.0]]);
        for what in ["memory", "memory at quiet moments", "descriptors", "restarts"] {
            let points = vec![[0.0, 30.0], [60.0, 31.0]];
            finding.curves.push(Curve::new(Kind::Soak, what, NUDGE, points));
        }
        let mut report = Report::new(Facts::default());
        report.add("chat (gateway, TLS)", &[finding]);
        report
    }

    #[test]
    fn every_picture_can_be_read_in_the_dark_too() {
        let folder = tempfile::tempdir().unwrap();
        let files = plot(&report(), folder.path()).unwrap();
        assert_eq!(
            files,
            [
                "beside-the-relay.svg",
                "latency-chat-round-trip.svg",
                "memory-chat-connections.svg",
                "rivals-chat-gateway-tls-memory-mib-more.svg",
                "soak.svg",
                "throughput-chat-messages.svg"
            ]
        );
        for file in files {
            let text = fs::read_to_string(folder.path().join(&file)).unwrap();
            assert!(text.starts_with("<svg ") && text.contains("prefers-color-scheme: dark"), "{file}");
            let mut reader = quick_xml::Reader::from_str(&text);
            let mut words = 0;
            loop {
                let event = reader.read_event().unwrap();
                if matches!(event, Event::Eof) {
                    break;
                }
                words += usize::from(matches!(event, Event::Start(tag) if tag.name().as_ref() == "text"));
            }
            assert!(words > 2, "{file} has labels: {words}");
        }
    }

    #[test]
    fn nothing_to_draw_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(plot(&Report::new(Facts::default()), folder.path()).unwrap().is_empty());
    }
}
