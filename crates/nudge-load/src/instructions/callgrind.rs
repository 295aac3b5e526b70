//! Callgrind, of valgrind: runs a program on a simulated processor and counts what it executes.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// How a program is started so that its instructions are counted, in all of its threads together.
#[derive(Debug)]
pub(crate) struct Counted(Vec<OsString>);

impl Counted {
    /// The count is in the file after the program has ended by itself.
    pub(crate) fn into(file: &Path) -> Self {
        let mut out = OsString::from("--callgrind-out-file=");
        out.push(file);
        // Taken in turn, or a thread that waits would be run for as long as it likes.
        Self(vec!["--tool=callgrind".into(), "--quiet".into(), "--fair-sched=yes".into(), out])
    }

    /// The command that runs a program so.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(VALGRIND);
        command.args(&self.0).arg(program);
        command
    }
}

const VALGRIND: &str = "valgrind";

/// Whether it is installed.
pub(super) fn is_there() -> anyhow::Result<()> {
    let asked = Command::new(VALGRIND).arg("--version").stdout(Stdio::null()).status();
    match asked {
        Ok(status) if status.success() => Ok(()),
        Ok(_) | Err(_) => bail!("valgrind is not installed; on Debian: apt-get install valgrind"),
    }
}

/// All instructions of a run, from the file that was written at its end: `summary: NUMBER` (or `totals:`).
pub(super) fn total(file: &Path) -> anyhow::Result<u64> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    sum(&text).context("callgrind wrote no sum")
}

fn sum(text: &str) -> Option<u64> {
    let line =
        text.lines().rev().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    line.and_then(|number| number.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_found() {
        assert_eq!(sum("events: Ir\nsummary: 1200\n\nfn=(1)\n"), Some(1200));
        assert_eq!(sum("events: Ir\nfn=(1)\n1 7\n\ntotals: 7\n"), Some(7));
        assert_eq!(sum("events: Ir\n"), None);
    }
}
