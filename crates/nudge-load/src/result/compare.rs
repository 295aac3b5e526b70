//! Two results beside each other: what is another number, and what is only noise?

use std::fmt::Write as _;

use super::row::Spread;
use super::table::table;
use super::{Better, NUDGE, Report, Row, number};

/// What is to be said of a difference.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    Better,
    Worse,
    /// It is another number, and neither is the better one.
    Other,
    /// Some run of the one lies among those of the other.
    Noise,
    /// Both were not run often enough to say what is noise.
    TooFew,
}

/// With fewer runs on each side, the ranges of two equal programs would be apart too often: of three and three, they are in one
/// case of ten, of five and five in one of 126.
const RUNS: usize = 3;

/// A table of what both have: the numbers of the first and of the second, their ratio, and whether that is more than what lies
/// between the runs of one program. Where the relay was measured too, the ratio beside it says what the machine's hour cannot
/// explain.
pub(crate) fn compare(before: &Report, after: &Report) -> String {
    let head = ["scenario", "measure", "unit", "of", "A", "B", "B / A", "beside the relay", ""];
    let mut lines = vec![head.map(str::to_owned).to_vec()];
    let is_same = |one: &Row, other: &Row| {
        one.scenario == other.scenario && one.what == other.what && one.unit == other.unit
    };
    for row in &before.rows {
        let Some(other) = after.rows.iter().find(|other| is_same(row, other)) else { continue };
        for subject in row.values.keys() {
            let (Some(a), Some(b)) = (row.spread(subject), other.spread(subject)) else { continue };
            let beside = (row.ratio().zip(other.ratio())).filter(|_| subject == NUDGE);
            lines.push(vec![
                row.scenario.clone(),
                row.what.clone(),
                row.unit.clone(),
                subject.clone(),
                shown(a),
                shown(b),
                format!("{:.2}", b.median / a.median),
                beside.map(|(a, b)| format!("{:.2}", b.median / a.median)).unwrap_or_default(),
                judge(row.better, a, b).in_words().to_owned(),
            ]);
        }
    }
    let mut text = format!("A: {}\nB: {}\n", before.facts.in_words(), after.facts.in_words());
    for difference in before.facts.differences(&after.facts) {
        // Writing to a string cannot fail.
        let _ok = writeln!(text, "not the same {difference}");
    }
    let _ok = write!(text, "\n{}", table(&lines));
    for (one, other, name) in [(before, after, "A"), (after, before, "B")] {
        for row in one.rows.iter().filter(|row| !other.rows.iter().any(|other| is_same(row, other))) {
            let _ok = writeln!(text, "only in {name}: {} {}", row.scenario, row.what);
        }
    }
    text
}

fn shown(spread: Spread) -> String {
    if spread.runs == 1 {
        return number(spread.median);
    }
    format!("{} ({} - {})", number(spread.median), number(spread.lowest), number(spread.highest))
}

/// Whether every run of the one lies on the same side of every run of the other.
fn judge(better: Better, a: Spread, b: Spread) -> Verdict {
    if a.runs < RUNS || b.runs < RUNS {
        return Verdict::TooFew;
    }
    let (more, less) = (b.lowest > a.highest, b.highest < a.lowest);
    match (better, more, less) {
        (_, false, false) => Verdict::Noise,
        (Better::Neither, _, _) => Verdict::Other,
        (Better::More, true, _) | (Better::Less, _, true) => Verdict::Better,
        (Better::More | Better::Less, _, _) => Verdict::Worse,
    }
}

impl Verdict {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "WORSE",
            Self::Other => "other",
            Self::Noise => "within noise",
            Self::TooFew => "too few runs",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{Facts, Finding, Measure};

    fn spread(values: [f64; 3]) -> Spread {
        Spread::of(values).unwrap()
    }

    #[test]
    fn only_ranges_apart_are_more_than_noise() {
        let before = spread([10.0, 12.0, 14.0]);
        for (after, more, less) in [
            (spread([13.0, 20.0, 30.0]), Verdict::Noise, Verdict::Noise),
            (spread([15.0, 16.0, 17.0]), Verdict::Better, Verdict::Worse),
            (spread([7.0, 8.0, 9.0]), Verdict::Worse, Verdict::Better),
        ] {
            assert_eq!(judge(Better::More, before, after), more);
            assert_eq!(judge(Better::Less, before, after), less);
        }
        assert_eq!(judge(Better::Neither, before, spread([7.0, 8.0, 9.0])), Verdict::Other);
        let once = Spread::of([99.0]).unwrap();
        assert_eq!(judge(Better::More, before, once), Verdict::TooFew);
    }

    fn report(values: &[(f64, f64)], more: &str, kernel: &str) -> Report {
        let run = |(nudge, relay): &(f64, f64)| {
            let mut finding = Finding::default();
            finding.push(Measure::more("messages", "/s").nudge(*nudge).relay(*relay));
            finding.push(Measure::more(more, "/s").nudge(1.0));
            finding
        };
        let mut report = Report::new(Facts { kernel: kernel.to_owned(), ..Facts::default() });
        report.add("pipelined", &values.iter().map(run).collect::<Vec<_>>());
        report
    }

    #[test]
    fn the_relay_says_what_was_the_machine() {
        let before = report(&[(60.0, 100.0), (61.0, 100.0), (62.0, 100.0)], "a", "6.1");
        let after = report(&[(30.0, 50.0), (31.0, 50.0), (30.5, 50.0)], "b", "6.2");
        let text = compare(&before, &after);
        let line =
            text.lines().find(|line| line.contains("| messages ") && line.contains("| nudge ")).unwrap();
        assert!(line.contains("| 0.50 ") && line.contains("| 1.00 ") && line.contains("WORSE"), "{text}");
        assert!(text.contains("not the same kernel: 6.1 and 6.2"), "{text}");
        assert!(text.contains("only in A: pipelined a") && text.contains("only in B: pipelined b"), "{text}");
    }
}
