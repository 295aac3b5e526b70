//! How fast one address may ask.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

/// How many addresses are told apart. Two that fall together share what is allowed.
const SLOTS: usize = 4096;

/// A rate limit by address, in a room that does not grow: senders of UDP can lie about who they are, so a table with a row
/// for each would be theirs to fill.
#[derive(Debug)]
pub(super) struct Pace {
    begun: Instant,
    /// When the next question is due, since the beginning: the generic cell rate algorithm.
    due: Box<[Duration]>,
    interval: Duration,
    burst: Duration,
    /// So that nobody can choose with whom they share.
    hasher: RandomState,
}

impl Pace {
    /// So many a second, all of which may come at once.
    pub(super) fn new(per_second: u32, now: Instant) -> Self {
        Self {
            begun: now,
            due: vec![Duration::ZERO; SLOTS].into(),
            interval: Duration::from_secs(1) / per_second.max(1),
            burst: Duration::from_secs(1),
            hasher: RandomState::new(),
        }
    }

    /// Whether the address may ask now; if so, it has.
    pub(super) fn allows(&mut self, client: IpAddr, now: Instant) -> bool {
        let slot = usize::try_from(self.hasher.hash_one(network(client)) % SLOTS as u64).unwrap_or(0);
        let now = now.duration_since(self.begun);
        let Some(due) = self.due.get_mut(slot) else { return false };
        let next = (*due).max(now) + self.interval;
        let allowed = next <= now + self.burst;
        if allowed {
            *due = next;
        }
        allowed
    }
}

/// Who has one address of IPv6 has 2^64.
fn network(client: IpAddr) -> u64 {
    match client.to_canonical() {
        IpAddr::V4(ip) => u64::from(ip.to_bits()),
        IpAddr::V6(ip) => u64::try_from(ip.to_bits() >> 64).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seconds_worth_may_come_at_once_and_then_one_by_one() {
        let now = Instant::now();
        let mut pace = Pace::new(10, now);
        let client = "10.0.0.1".parse().unwrap();
        assert_eq!((0..100).filter(|_| pace.allows(client, now)).count(), 10);
        let later = now + Duration::from_millis(250);
        assert_eq!((0..100).filter(|_| pace.allows(client, later)).count(), 2);
        let much_later = now + Duration::from_hours(1);
        assert_eq!((0..100).filter(|_| pace.allows(client, much_later)).count(), 10);
    }

    #[test]
    fn one_address_does_not_use_up_what_another_may() {
        let now = Instant::now();
        let mut pace = Pace::new(10, now);
        let greedy = "10.0.0.1".parse().unwrap();
        while pace.allows(greedy, now) {}
        let others = (2..=20_u8).map(|last| IpAddr::from([10, 0, 0, last]));
        // One of them may share the greedy one's slot by chance.
        assert!(others.filter(|other| pace.allows(*other, now)).count() >= 17);
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
