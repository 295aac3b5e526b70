//! What came of a soak: verdicts, a table, and a file that `nudge-load plot` draws.

use std::fmt::Write as _;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::actor::Deeds;
use super::plan::Plan;
use super::sample::{Sample, cpu};
use super::slope::Slope;

/// More than so much memory, in KiB an hour, is a leak.
const GROWTH: f64 = 1024.0;

/// A shorter time than this, in seconds, says nothing of an hour.
const JUDGED: f64 = 1800.0;

pub(super) struct Report {
    plan: Plan,
    version: String,
    began: SystemTime,
    done: Arc<Mutex<Deeds>>,
    /// At quiet moments.
    pub(super) floors: Vec<Sample>,
    pub(super) samples: Vec<Sample>,
    /// When and how.
    pub(super) restarts: Vec<(f64, String)>,
    /// Lines of the log.
    pub(super) complaints: Vec<String>,
    pub(super) faults: Vec<String>,
    pub(super) took: f64,
}

#[expect(clippy::disallowed_methods, reason = "the program reads the machine's clock, too")]
fn now() -> SystemTime {
    SystemTime::now()
}

impl Report {
    pub(super) fn new(version: &str, plan: Plan) -> Self {
        Self {
            plan,
            version: version.trim().to_owned(),
            began: now(),
            done: Arc::default(),
            floors: Vec::new(),
            samples: Vec::new(),
            restarts: Vec::new(),
            complaints: Vec::new(),
            faults: Vec::new(),
            took: 0.0,
        }
    }

    /// Where it is noted what was done.
    pub(super) fn done(&self) -> Arc<Mutex<Deeds>> {
        Arc::clone(&self.done)
    }

    /// The quiet moments of the last life that count: those after it has warmed up.
    fn judged(&self) -> Vec<Sample> {
        let last = self.floors.last().map_or(0, |floor| floor.life);
        let of_it: Vec<Sample> = self.floors.iter().copied().filter(|floor| floor.life == last).collect();
        let begin = self.restarts.last().map_or(0.0, |(at, _)| *at) + self.plan.warm_up.as_secs_f64();
        of_it.into_iter().filter(|floor| floor.at >= begin).collect()
    }

    /// Of memory, in KiB an hour, at the quiet moments that count.
    fn slope(&self) -> Option<Slope> {
        self.slope_of(|floor| float(floor.anonymous_kib))
    }

    /// Of the data folder, which is in the caches of the database too, in KiB an hour.
    fn data_slope(&self) -> Option<Slope> {
        self.slope_of(|floor| float(floor.data_bytes) / 1024.0)
    }

    fn slope_of(&self, of: fn(&Sample) -> f64) -> Option<Slope> {
        let points: Vec<[f64; 2]> =
            self.judged().iter().map(|floor| [floor.at / 3600.0, of(floor)]).collect();
        Slope::of(&points)
    }

    /// What is not as it must be, besides what was noted on the way.
    pub(super) fn verdicts(&self) -> Vec<String> {
        let mut faults: Vec<String> =
            self.complaints.iter().map(|line| format!("in the log: {line}")).collect();
        let judged = self.judged();
        if let [first, rest @ ..] = judged.as_slice() {
            for floor in rest.iter().filter(|floor| floor.descriptors != first.descriptors) {
                faults.push(format!(
                    "{} descriptors at {:.0} s, and {} at {:.0} s with as many connections",
                    first.descriptors, first.at, floor.descriptors, floor.at
                ));
            }
        } else {
            faults.push("no quiet moment was seen".to_owned());
        }
        let span = judged.last().map_or(0.0, |last| last.at) - judged.first().map_or(0.0, |first| first.at);
        match self.slope() {
            Some(slope) if span >= JUDGED && slope.median > GROWTH => {
                faults.push(format!("memory grows: {slope:?} KiB an hour"));
            }
            None if self.plan.is_long => faults.push("too few quiet moments to tell a slope".to_owned()),
            Some(_) | None => {}
        }
        faults
    }

    /// What the server used of the processor over all its lives, and those who use it, in seconds.
    fn cpu(&self) -> (f64, f64) {
        let lives = self.samples.iter().map(|sample| sample.life).max().unwrap_or_default();
        let last =
            |life| self.samples.iter().rfind(|sample| sample.life == life).map_or(0.0, |last| last.cpu);
        ((0..=lives).map(last).sum(), cpu("self").unwrap_or_default())
    }

    fn rows(&self) -> Vec<(&'static str, &'static str, f64)> {
        let done = *self.done.lock().unwrap();
        let (server, client) = self.cpu();
        let took = self.samples.last().map_or(1.0, |last| last.at).max(1.0);
        let judged = self.judged();
        let (first, last) = (judged.first().copied(), judged.last().copied());
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        let most = |of: fn(&Sample) -> u64| float(self.samples.iter().map(of).max().unwrap_or_default());
        let mib = |kib: u64| float(kib) / 1024.0;
        let mut rows = vec![
            ("length", "min", took / 60.0),
            ("restarts", "", float(self.restarts.len())),
            ("the last life, after warming up", "min", (last.at - first.at) / 60.0),
            ("quiet moments in it", "", float(judged.len())),
            ("memory at the first of them", "MiB", mib(first.anonymous_kib)),
            ("memory at the last of them", "MiB", mib(last.anonymous_kib)),
            ("resident at the first of them, with the program", "MiB", mib(first.resident_kib)),
            ("resident at the last of them, with the program", "MiB", mib(last.resident_kib)),
            ("the most that was resident at any time", "MiB", most(|sample| sample.highest_kib) / 1024.0),
        ];
        if let Some(slope) = self.slope() {
            rows.extend([
                ("slope of memory (Theil-Sen)", "KiB/h", slope.median),
                ("its 95 % interval, from", "KiB/h", slope.low),
                ("its 95 % interval, to", "KiB/h", slope.high),
                ("slope of memory (least squares)", "KiB/h", slope.least_squares),
            ]);
        }
        rows.extend(
            self.data_slope().map(|slope| ("slope of the data folder (Theil-Sen)", "KiB/h", slope.median)),
        );
        rows.extend([
            ("descriptors at the first quiet moment", "", float(first.descriptors)),
            ("descriptors at the last quiet moment", "", float(last.descriptors)),
            ("the most descriptors at any time", "", most(|sample| sample.descriptors as u64)),
            ("the most threads at any time", "", most(|sample| sample.threads)),
            ("data folder in the end", "MiB", float(last.data_bytes) / 1_048_576.0),
            ("log in the end", "MiB", float(last.log_bytes) / 1_048_576.0),
            ("lines of the log that complain", "", float(self.complaints.len())),
            ("sign-ins", "", float(done.people.sign_ins)),
            ("conversations", "", float(done.people.conversations)),
            ("messages", "", float(done.people.messages)),
            ("changes of contacts, names and states", "", float(done.people.changes)),
            ("changes of address books", "", float(done.edits)),
            ("offline messages left and deleted", "", float(done.letters)),
            ("visits to the site", "", float(done.visits)),
            ("processor, the server", "%", 100.0 * server / took),
            ("processor, those who use it", "%", 100.0 * client / took),
        ]);
        rows
    }

    /// A table, and what is wrong.
    pub(super) fn in_words(&self) -> String {
        let mut text = String::from("| what | unit | |\n|---|---|---|\n");
        for (what, unit, value) in self.rows() {
            let digits = usize::from(value.fract().abs() > 1e-9) * 2;
            let _ok = writeln!(text, "| {what} | {unit} | {value:.digits$} |");
        }
        if self.slope().is_none() || !self.plan.is_long {
            text += "Too short to judge the slope of memory.\n";
        }
        for fault in &self.faults {
            let _ok = writeln!(text, "FAULT: {fault}");
        }
        text
    }

    /// As `nudge-load` keeps results, and besides it all that was seen.
    pub(super) fn json(&self) -> String {
        let row = |(what, unit, value): &(&str, &str, f64)| json!({ "scenario": "soak", "what": what, "unit": unit, "better": "neither", "values": { "nudge": [value] } });
        let rows: Vec<Value> = self.rows().iter().map(row).collect();
        let curve = |what: &str, kind: &str, points: Vec<[f64; 2]>| json!({ "scenario": "soak", "what": what, "subject": "nudge", "kind": kind, "points": points });
        let over = |all: &[Sample], of: fn(&Sample) -> f64| -> Vec<[f64; 2]> {
            all.iter().map(|sample| [sample.at / 60.0, of(sample)]).collect()
        };
        let mib = |sample: &Sample| float(sample.anonymous_kib) / 1024.0;
        let descriptors = |sample: &Sample| float(sample.descriptors);
        let restarts = self.restarts.iter().map(|(at, _)| [at / 60.0, 0.0]).collect();
        let curves = [
            curve("memory", "soak", over(&self.samples, mib)),
            curve("memory at quiet moments", "soak", over(&self.floors, mib)),
            curve("descriptors", "soak", over(&self.samples, descriptors)),
            curve("descriptors at quiet moments", "soak", over(&self.floors, descriptors)),
            curve("restarts", "soak", restarts),
        ];
        let document = json!({
            "format": 1,
            "facts": self.facts(),
            "rows": rows,
            "curves": curves,
            "soak": {
                "plan": self.plan,
                "took": self.took,
                "slope": self.slope(),
                "bound_kib_per_hour": GROWTH,
                "floors": self.floors,
                "samples": self.samples,
                "restarts": self.restarts,
                "complaints": self.complaints,
                "faults": self.faults,
            },
        });
        format!("{document:#}\n")
    }

    fn facts(&self) -> Value {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let cpus = read("/proc/cpuinfo");
        let name = cpus.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
        let memory = read("/proc/meminfo");
        let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).unwrap_or_default();
        let kib = memory.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default();
        json!({
            "at": self.began.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
            "cpu": name.trim_start_matches(['\t', ' ', ':']),
            "processors": cpus.lines().filter(|line| line.starts_with("processor")).count(),
            "memory_mib": kib / 1024,
            "kernel": read("/proc/sys/kernel/osrelease").trim(),
            "program": self.version,
            "quick": !self.plan.is_long,
        })
    }
}

/// Counts here are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn float(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or_default() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A life that was too short, and one with a quiet moment every three minutes; what grew in it, in KiB an hour.
    fn soaked(growth: u64) -> Report {
        let mut report = Report::new("nudge 1", Plan::long(120));
        let floor = |minute: u64, life, anonymous_kib| Sample {
            at: float(minute * 60),
            life,
            anonymous_kib,
            descriptors: 58,
            ..Sample::default()
        };
        report.floors.push(floor(3, 1, 10_000));
        report.restarts.push((600.0, "SIGKILL".to_owned()));
        // While it warms up it grows fast.
        report.floors.extend((4..9).map(|number| floor(number * 3, 2, 20_000 + number * 5_000)));
        let later = |number: u64| floor(number * 3, 2, 70_000 + growth * number * 3 / 60);
        report.floors.extend((9..40).map(later));
        report
    }

    #[test]
    fn what_stays_as_it_is_is_no_fault() {
        let report = soaked(500);
        assert_eq!(report.verdicts(), Vec::<String>::new());
        let slope = report.slope().unwrap();
        assert!((slope.median - 500.0).abs() < 5.0 && slope.points == 31, "{slope:?}");
    }

    #[test]
    fn memory_that_grows_is_one() {
        let faults = soaked(1100).verdicts();
        assert!(faults.len() == 1 && faults[0].starts_with("memory grows"), "{faults:?}");
        // Where hours are judged by minutes, nobody is accused.
        let mut report = soaked(1100);
        report.floors.truncate(14);
        assert_eq!(report.verdicts(), Vec::<String>::new());
        report.floors.truncate(8);
        assert!(report.verdicts()[0].starts_with("too few quiet moments"), "{:?}", report.verdicts());
    }

    #[test]
    fn a_descriptor_more_or_less_is_one() {
        for other in [57, 59] {
            let mut report = soaked(0);
            report.floors[20].descriptors = other;
            let faults = report.verdicts();
            assert!(faults.len() == 1 && faults[0].contains("58 descriptors at"), "{faults:?}");
        }
        // Of another life, and of one that is warming up, nothing is said.
        let mut report = soaked(0);
        report.floors[0].descriptors = 99;
        report.floors[1].descriptors = 99;
        assert_eq!(report.verdicts(), Vec::<String>::new());
    }

    #[test]
    fn a_line_of_the_log_is_one() {
        let mut report = soaked(0);
        report.complaints.push("2026-11-22T01:00:01.000Z  WARN nudge_store: slow".to_owned());
        assert_eq!(report.verdicts().len(), 1);
        assert!(report.json().contains("nudge_store: slow") && report.in_words().contains("| 1 |"));
    }
}
