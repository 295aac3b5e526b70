//! The machine and the program that a result is of. Numbers without these can be compared with nothing.

use std::fs;

use nudge_core::Clock as _;
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::machine::Machine;

/// What a result is of.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Facts {
    /// When the run began, in seconds since 1970.
    pub(crate) at: i64,
    /// The processor's name.
    pub(crate) cpu: String,
    /// Processors of the machine; one program may be kept on fewer.
    pub(crate) processors: usize,
    pub(crate) memory_mib: u64,
    pub(crate) kernel: String,
    /// The commit that was built.
    pub(crate) commit: String,
    /// The build profile, `release` or `debug`.
    pub(crate) profile: String,
    pub(crate) compiler: String,
    /// Open files that a process may have.
    pub(crate) open_files: u64,
    /// How the program was called.
    pub(crate) command: String,
    /// Whether everything was so small that it only shows that it works.
    pub(crate) quick: bool,
}

impl Facts {
    /// Of this machine and this program.
    pub(crate) fn gather(quick: bool) -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let after = |text: &str, name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.trim_start_matches([':', '\t', ' ']).trim().to_owned()
        };
        let (cpus, memory) = (read("/proc/cpuinfo"), after(&read("/proc/meminfo"), "MemTotal"));
        Self {
            at: Machine.now().seconds(),
            cpu: after(&cpus, "model name"),
            processors: cpus.lines().filter(|line| line.starts_with("processor")).count(),
            memory_mib: memory.trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            commit: env!("NUDGE_LOAD_COMMIT").to_owned(),
            profile: env!("NUDGE_LOAD_PROFILE").to_owned(),
            compiler: env!("NUDGE_LOAD_COMPILER").to_owned(),
            open_files: limits::open_files(),
            command: command(std::env::args().skip(1)),
            quick,
        }
    }

    /// What of the machine and the build is another one there: numbers on both sides then differ for that reason too.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let pairs = [
            ("processor", &self.cpu, &other.cpu),
            ("kernel", &self.kernel, &other.kernel),
            ("profile", &self.profile, &other.profile),
            ("compiler", &self.compiler, &other.compiler),
        ];
        let mut differences: Vec<String> = pairs
            .into_iter()
            .filter(|(_, one, other)| one != other)
            .map(|(what, one, other)| format!("{what}: {one} and {other}"))
            .collect();
        if self.processors != other.processors {
            differences.push(format!("processors: {} and {}", self.processors, other.processors));
        }
        differences
    }

    /// Whether the numbers may be held against goals.
    pub(crate) fn are_serious(&self) -> bool {
        !self.quick && self.profile == "release"
    }

    /// A line for people.
    pub(crate) fn in_words(&self) -> String {
        let Self { cpu, processors, memory_mib, kernel, commit, profile, compiler, open_files, .. } = self;
        let gib = *memory_mib as f64 / 1024.0;
        format!(
            "{processors} processors ({cpu}), {gib:.0} GiB, Linux {kernel}, {open_files} open files; commit {commit}, \
             {profile} build, {compiler}{}",
            if self.are_serious() { "" } else { "; too small or too slow a build to mean anything" }
        )
    }
}

/// How the program was called, without the secret of accounts that are somebody's.
fn command(arguments: impl Iterator<Item = String>) -> String {
    let mut words = vec!["nudge-load".to_owned()];
    let mut is_secret = false;
    for word in arguments {
        words.push(if is_secret {
            "...".to_owned()
        } else if word.starts_with("--secret=") {
            "--secret=...".to_owned()
        } else {
            word.clone()
        });
        is_secret = word == "--secret";
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_facts() {
        let facts = Facts::gather(false);
        assert!(
            facts.at > 0 && facts.processors > 0 && facts.memory_mib > 0 && !facts.kernel.is_empty(),
            "{facts:?}"
        );
        assert!(facts.differences(&facts).is_empty());
        let other = Facts { kernel: "7.0".to_owned(), processors: 99, ..facts.clone() };
        assert_eq!(facts.differences(&other).len(), 2);
    }

    #[test]
    fn only_a_whole_run_of_a_release_build_is_judged() {
        let facts = Facts { profile: "release".to_owned(), ..Facts::default() };
        assert!(facts.are_serious() && !facts.in_words().contains("mean anything"));
        for other in [Facts { quick: true, ..facts.clone() }, Facts { profile: "debug".to_owned(), ..facts }]
        {
            assert!(!other.are_serious() && other.in_words().contains("mean anything"));
        }
    }

    #[test]
    fn a_secret_is_in_no_result() {
        let words = |words: &[&str]| command(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(words(&["idle", "--secret", "abc", "--pid", "1"]), "nudge-load idle --secret ... --pid 1");
        assert_eq!(words(&["--secret=abc", "idle"]), "nudge-load --secret=... idle");
    }
}
