//! What the server has at a moment: memory, descriptors, threads, files.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use nudge_testkit::http;
use serde::Serialize;

use super::place::{LOG, size};

/// One look at the server.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Sample {
    /// Seconds since the soak began.
    pub(super) at: f64,
    /// Which life of the server.
    pub(super) life: usize,
    pub(super) resident_kib: u64,
    /// Of it, what is not a file's: the program itself comes into memory piece by piece, as it is used, and the system takes
    /// it out again.
    pub(super) anonymous_kib: u64,
    /// The most that was resident in this life.
    pub(super) highest_kib: u64,
    pub(super) descriptors: usize,
    pub(super) threads: u64,
    pub(super) data_bytes: u64,
    pub(super) log_bytes: u64,
    /// Of the processor, since this life began, in seconds.
    pub(super) cpu: f64,
}

impl Sample {
    /// Of that process, with its data folder in that one; nothing, where it has just gone.
    pub(super) fn take(pid: u32, folder: &Path, at: f64, life: usize) -> Option<Self> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        Some(Self {
            at,
            life,
            resident_kib: field("VmRSS:")?,
            anonymous_kib: field("RssAnon:")?,
            highest_kib: field("VmHWM:")?,
            descriptors: fs::read_dir(format!("/proc/{pid}/fd")).ok()?.count(),
            threads: field("Threads:")?,
            data_bytes: size(&folder.join("nudge-data")),
            log_bytes: fs::metadata(folder.join(LOG)).map_or(0, |meta| meta.len()),
            cpu: cpu(&pid.to_string())?,
        })
    }
}

/// What a process has used of the processor, in seconds (proc(5): 14 and 15, counted from behind the name).
pub(super) fn cpu(process: &str) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: u32 =
        rest.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    Some(f64::from(ticks) / f64::from(u32::try_from(rustix::param::clock_ticks_per_second()).ok()?))
}

/// What the server says is open.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub(super) struct Open {
    pub(super) sessions: u64,
    pub(super) connections: u64,
    pub(super) conversations: u64,
    pub(super) gateway_sessions: u64,
}

impl Open {
    pub(super) async fn ask(ops: SocketAddr) -> anyhow::Result<Self> {
        let page = http::get(ops, "localhost", "/metrics", &[]).await?.text();
        let mut sums = BTreeMap::<&str, f64>::new();
        for line in page.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, value)) = line.rsplit_once(' ') else { continue };
            let name = name.split('{').next().unwrap_or_default();
            *sums.entry(name).or_default() += value.parse::<f64>()?;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they are small counts")]
        let sum = |name: &str| sums.get(name).copied().unwrap_or_default().max(0.0) as u64;
        Ok(Self {
            sessions: sum("nudge_sessions"),
            connections: sum("nudge_connections"),
            conversations: sum("nudge_conversations"),
            gateway_sessions: sum("nudge_gateway_sessions"),
        })
    }
}

/// The lines of a log that nobody expects: those of other levels than `INFO`, and what is no line of the log, as a panic.
pub(super) fn complaints(log: &str) -> Vec<&str> {
    log.lines().filter(|line| line.split_whitespace().nth(1) != Some("INFO")).collect()
}

#[test]
fn a_log_without_a_complaint_has_only_what_is_worth_knowing() {
    let log = "2026-11-22T01:00:00.000Z  INFO nudge: WARN and ERROR are words here\n\
               2026-11-22T01:00:01.000Z  WARN nudge_store: slow\n\
               2026-11-22T01:00:02.000Z  INFO nudge: again\n\
               2026-11-22T01:00:03.000Z ERROR nudge: INFO\n\
               thread 'x' panicked at src/main.rs:1:1:\n";
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(complaints(log), [lines[1], lines[3], lines[4]]);
}
