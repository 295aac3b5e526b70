//! How many connections this process may have.

use anyhow::ensure;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are open for other reasons.
const OTHERS: u64 = 100;

/// Raises the soft limit on open files to the hard one. Children inherit it.
pub(crate) fn raise_open_files() -> anyhow::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?)
}

/// How many files a process may have open.
pub(crate) fn open_files() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Fails if there cannot be so many connections.
pub(crate) fn check_connections(wanted: usize) -> anyhow::Result<()> {
    let (limit, wanted) = (open_files(), wanted as u64 + OTHERS);
    ensure!(wanted <= limit, "that needs {wanted} open files, and {limit} are allowed (ulimit -n)");
    Ok(())
}
