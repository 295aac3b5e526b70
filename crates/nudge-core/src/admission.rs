//! Who is let in: so many connections at a time, in all and from one place.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use crate::Limit;
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
    /// Newcomers, by their numbers: the first has been here longest.
    newcomers: BTreeMap<u64, oneshot::Sender<()>>,
}

/// A connection that has been let in. Dropping it makes the place free.
#[derive(Debug)]
pub struct Admitted {
    admission: Arc<Admission>,
    network: IpAddr,
    number: u64,
}

/// A connection that has not yet shown what it is here for. Dropping this says that it has.
///
/// Whoever connects and says nothing costs others a place. When all are taken, the newcomer that has been here longest makes
/// room: it has had the most time, and those who mean it need a moment.
#[derive(Debug)]
pub struct Newcomer {
    admission: Arc<Admission>,
    number: u64,
    told: oneshot::Receiver<()>,
}

/// How many newcomers may be told to make room before the first of them is gone. Beyond that nobody is let in, or a flood
/// would open files faster than they are closed.
const LEAVING: usize = 64;

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

    /// Whether one more connection from there is let in, which keeps its place until it ends.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Admitted> {
        self.seat(&mut self.lock(), peer)
    }

    /// The same for a connection that makes room for others for as long as it is a newcomer.
    pub fn admit_newcomer(self: &Arc<Self>, peer: IpAddr) -> Option<(Admitted, Newcomer)> {
        let mut taken = self.lock();
        let admitted = self.seat(&mut taken, peer)?;
        let (tell, told) = oneshot::channel();
        taken.newcomers.insert(admitted.number, tell);
        drop(taken);
        let newcomer = Newcomer { admission: Arc::clone(self), number: admitted.number, told };
        Some((admitted, newcomer))
    }

    fn seat(self: &Arc<Self>, taken: &mut Taken, peer: IpAddr) -> Option<Admitted> {
        let network = network(peer);
        let from_there = taken.by_network.get(&network).copied().unwrap_or(0);
        if self.per_address > 0 && from_there >= self.per_address {
            return None;
        }
        if taken.all >= self.places && !taken.make_room(self.places) {
            return None;
        }
        if self.per_address > 0 {
            taken.by_network.insert(network, from_there + 1);
        }
        taken.all += 1;
        let number = CONNECTIONS.fetch_add(1, Ordering::Relaxed) + 1;
        Some(Admitted { admission: Arc::clone(self), network, number })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // Nothing panics while it holds the lock.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Tells the newcomer that has been here longest to go; its place is its own until it has. `false` if there is none.
    fn make_room(&mut self, places: usize) -> bool {
        if self.all >= places.saturating_add(LEAVING) {
            return false;
        }
        let Some((_, tell)) = self.newcomers.pop_first() else { return false };
        Limit::Newcomers.hit();
        // One that is just ending by itself makes room as well.
        let (Ok(()) | Err(())) = tell.send(());
        true
    }
}

impl Newcomer {
    /// Ready when the connection has to end at once, so that others can come.
    pub fn poll_displaced(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.told).poll(cx).map(drop)
    }

    /// Done when the connection has to end at once, so that others can come.
    pub async fn displaced(&mut self) {
        std::future::poll_fn(|cx| self.poll_displaced(cx)).await;
    }
}

impl Drop for Newcomer {
    fn drop(&mut self) {
        self.admission.lock().newcomers.remove(&self.number);
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

    fn is_displaced(newcomer: &mut Newcomer) -> bool {
        newcomer.poll_displaced(&mut Context::from_waker(std::task::Waker::noop())).is_ready()
    }

    #[test]
    fn whoever_has_said_nothing_longest_makes_room_and_nobody_else_does() {
        let admission = Admission::new(3, 0);
        let from = "192.0.2.1".parse().unwrap();
        let _settled = admission.admit(from).unwrap();
        let mut waiting: Vec<_> = (0..2).map(|_| admission.admit_newcomer(from).unwrap()).collect();
        let (_third, mut third) = admission.admit_newcomer(from).unwrap();
        assert_eq!(waiting.iter_mut().map(|(_, it)| is_displaced(it)).collect::<Vec<_>>(), [true, false]);
        assert!(!is_displaced(&mut third), "the newest stays");
        // What has shown what it is here for is no newcomer any more.
        drop(third);
        let (_fourth, _) = admission.admit_newcomer(from).unwrap();
        assert!(is_displaced(&mut waiting[1].1));
        assert!(admission.admit(from).is_none(), "there is nobody left to make room");
        waiting.clear();
        assert_eq!(admission.lock().all, 3, "places are their own until they have gone");
        assert!(admission.lock().newcomers.is_empty());
    }

    #[test]
    fn a_flood_is_let_in_no_faster_than_others_leave() {
        let admission = Admission::new(2 * LEAVING, 0);
        let come = || admission.admit_newcomer("192.0.2.1".parse().unwrap());
        let mut here: Vec<_> = (0..3 * LEAVING).map(|_| come().unwrap()).collect();
        assert!(come().is_none(), "nobody has gone yet");
        here.retain_mut(|(_, newcomer)| !is_displaced(newcomer));
        assert_eq!(here.len(), 2 * LEAVING);
        assert!(come().is_some());
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
