//! The system's limit on open files, of which every connection is one.

/// Raises the limit as far as we may, and warns where it is still less than the connections need.
#[cfg(unix)]
pub(super) fn raise(connections: u32) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        // Where the system does not let us, the warning below says what that means.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    }
    let needed = u64::from(connections) + OTHERS;
    if let Some(files) = getrlimit(Resource::Nofile).current.filter(|files| *files < needed) {
        tracing::warn!(
            limits.connections = connections,
            open_files = files,
            "the system does not let the server open files for so many connections: raise its limit \
             (ulimit -n, LimitNOFILE) or lower limits.connections"
        );
    }
}

#[cfg(not(unix))]
pub(super) fn raise(_: u32) {}

/// Files that are no connections, or not any more: the database, the log, commands, newcomers that are making room.
#[cfg(unix)]
const OTHERS: u64 = 200;
