//! Who is let in: so many connections at a time, in all and from one place.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::network::network;

/// The places of a front end.
#[derive(Debug)]
pub struct Admission {
    places: usize,
    /// 0 for no limit.
    per_address: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// Counted only where there is a limit.
    by_network: HashMap<IpAddr, usize>,
}

/// A connection that has been let in. Dropping it makes the place free.
#[derive(Debug)]
pub struct Admitted {
    admission: Arc<Admission>,
    network: IpAddr,
    number: u64,
}

/// How many connections there have been, of all front ends of this process.
static CONNECTIONS: AtomicU64 = AtomicU64::new(0);

impl Admitted {
    /// The number of the connection, by which it is known in the log. No other of this process has it.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Admission {
    /// So many places, and so many of them for one address; 0 for no limit. The addresses of one IPv6 network (/64) count
    /// as one.
    pub fn new(places: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { places, per_address, taken: Mutex::default() })
    }

    /// Whether one more connection from there is let in.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Admitted> {
        let network = network(peer);
        let mut taken = self.lock();
        if taken.all >= self.places {
            return None;
        }
        if self.per_address > 0 {
            let from_there = taken.by_network.get(&network).copied().unwrap_or(0);
            if from_there >= self.per_address {
                return None;
            }
            taken.by_network.insert(network, from_there + 1);
        }
        taken.all += 1;
        drop(taken);
        let number = CONNECTIONS.fetch_add(1, Ordering::Relaxed) + 1;
        Some(Admitted { admission: Arc::clone(self), network, number })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // Nothing panics while it holds the lock.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut taken = self.admission.lock();
        taken.all = taken.all.saturating_sub(1);
        if let Some(left) = taken.by_network.get_mut(&self.network) {
            *left = left.saturating_sub(1);
            if *left == 0 {
                taken.by_network.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn come(admission: &Arc<Admission>, from: &str) -> Option<Admitted> {
        admission.admit(from.parse().unwrap())
    }

    #[test]
    fn a_place_is_free_again_when_its_connection_has_ended() {
        let admission = Admission::new(2, 0);
        let first = come(&admission, "192.0.2.1");
        let _second = come(&admission, "192.0.2.1").unwrap();
        assert!(come(&admission, "192.0.2.2").is_none());
        drop(first);
        assert!(come(&admission, "192.0.2.2").is_some());
    }

    #[test]
    fn one_household_has_its_share_and_no_more() {
        let admission = Admission::new(100, 2);
        let held: Vec<_> = ["2001:db8::1", "2001:db8::2"].map(|from| come(&admission, from).unwrap()).into();
        assert!(come(&admission, "2001:db8::3").is_none());
        assert!(come(&admission, "192.0.2.1").is_some());
        drop(held);
        assert!(come(&admission, "2001:db8::3").is_some());
        assert!(admission.lock().by_network.is_empty(), "nobody is left");
    }
}
