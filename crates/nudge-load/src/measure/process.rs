//! What a process has used, from `/proc` (proc(5)).

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// A process to be measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(u32);

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// Resident memory.
    pub(crate) resident: u64,
    /// Resident memory that is no page of a file: heap, stacks, tables.
    pub(crate) anonymous: u64,
}

impl Process {
    pub(crate) fn new(id: u32) -> Self {
        Self(id)
    }

    /// This process.
    pub(crate) fn own() -> Self {
        Self(std::process::id())
    }

    /// CPU time of all its threads so far, in user and kernel mode. It advances by the system's clock tick, usually 10 ms.
    pub(crate) fn cpu(self) -> anyhow::Result<Duration> {
        let ticks = cpu_ticks(&self.read("stat")?).context("/proc/<pid>/stat is not as expected")?;
        Ok(Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
    }

    /// Its memory now.
    pub(crate) fn memory(self) -> anyhow::Result<Memory> {
        let rollup = self.read("smaps_rollup")?;
        let (Some(resident), Some(anonymous)) = (kib(&rollup, "Rss:"), kib(&rollup, "Anonymous:")) else {
            bail!("/proc/<pid>/smaps_rollup is not as expected");
        };
        Ok(Memory { resident: resident * 1024, anonymous: anonymous * 1024 })
    }

    fn read(self, file: &str) -> anyhow::Result<String> {
        let path = format!("/proc/{}/{file}", self.0);
        fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
    }
}

/// `utime` and `stime`, the 14th and 15th field. The second is the program's name in parentheses, which may hold anything.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut times = fields.split(' ').skip(11).map(str::parse::<u64>);
    Some(times.next()?.ok()? + times.next()?.ok()?)
}

fn kib(rollup: &str, name: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_counted_from_behind_the_name() {
        let stat = "17 (a) b) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 3 0 99";
        assert_eq!(cpu_ticks(stat), Some(300));
        assert_eq!(cpu_ticks("17 (a"), None);
    }

    #[test]
    fn a_size_is_read_from_its_own_line() {
        let rollup = "00400000-7ffd ---p 00000000 00:00 0 [rollup]\nRss:    1234 kB\nAnonymous:   8 kB\n";
        assert_eq!((kib(rollup, "Rss:"), kib(rollup, "Anonymous:")), (Some(1234), Some(8)));
        assert_eq!(kib(rollup, "Pss:"), None);
    }

    #[test]
    fn this_process_can_be_measured() {
        let memory = Process::own().memory().unwrap();
        assert!(memory.resident >= memory.anonymous && memory.anonymous > 0);
        Process::own().cpu().unwrap();
    }
}
