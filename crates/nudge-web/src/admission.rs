//! Who is let in: so many connections at a time, on all ports together.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Limits;

/// Who is connected, in numbers.
#[derive(Debug, Default)]
pub(crate) struct Admission(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection that has been let in. Dropping it makes the place free.
#[derive(Debug)]
pub(crate) struct Admitted {
    admission: Arc<Admission>,
    peer: IpAddr,
}

impl Admission {
    /// Whether one more connection from there is let in.
    pub(crate) fn admit(this: &Arc<Self>, limits: Limits, peer: IpAddr) -> Option<Admitted> {
        let mut counts = this.lock();
        let from_there = counts.by_address.get(&peer).copied().unwrap_or(0);
        let per_address = limits.connections_per_address;
        if counts.all >= limits.connections || (per_address > 0 && from_there >= per_address) {
            return None;
        }
        counts.all += 1;
        counts.by_address.insert(peer, from_there + 1);
        drop(counts);
        Some(Admitted { admission: Arc::clone(this), peer })
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut counts = self.admission.lock();
        counts.all -= 1;
        if let Some(left) = counts.by_address.get_mut(&self.peer) {
            *left -= 1;
            if *left == 0 {
                counts.by_address.remove(&self.peer);
            }
        }
    }
}
