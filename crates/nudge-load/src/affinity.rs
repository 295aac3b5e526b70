//! Which processors a program may use. With one for the server and the others for the load generator, servers that use one
//! processor and servers that use many can be compared.

use std::io;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Does something that starts a program, which may then use this processor only. A program inherits that from the thread
/// that starts it.
pub(crate) fn starting_on<T>(core: Option<usize>, start: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let Some(core) = core else { return start() };
    let before = sched_getaffinity(None)?;
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one)?;
    let started = start();
    sched_setaffinity(None, &before)?;
    started
}

/// Leaves this processor to others. Threads that are started later inherit that.
pub(crate) fn keep_off(core: usize) -> io::Result<()> {
    let mut rest = sched_getaffinity(None)?;
    rest.unset(core);
    if rest.count() == 0 {
        return Err(io::Error::other("there is one processor only, which the server is to have"));
    }
    Ok(sched_setaffinity(None, &rest)?)
}
