//! How many connections this process may have.

use anyhow::ensure;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are open for other reasons.
const OTHERS: u64 = 100;

/// What a server keeps free for its database and for those who are just coming.
const SPARE: u64 = 1000;

/// So many are held where a process may have 20,000 files.
const MOST: u64 = 19_000;

/// Raises the soft limit on open files to the hard one. Children inherit it.
pub(crate) fn raise_open_files() -> anyhow::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?)
}

/// How many files a process may have open.
pub(crate) fn open_files() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// How many connections a server can hold here: as many as open files allow, and no more than anybody asked for.
pub(crate) fn most_connections() -> usize {
    let files = getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX);
    usize::try_from(files.saturating_sub(SPARE).min(MOST)).unwrap_or(0)
}

/// Fails if there cannot be so many connections.
pub(crate) fn check_connections(wanted: usize) -> anyhow::Result<()> {
    let (limit, wanted) = (open_files(), wanted as u64 + OTHERS);
    ensure!(wanted <= limit, "that needs {wanted} open files, and {limit} are allowed (ulimit -n)");
    Ok(())
}
