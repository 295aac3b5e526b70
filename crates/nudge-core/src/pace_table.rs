//! How far each of many has used up a rate.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::network::network;
use crate::{Limit, Pace, Rate, Timestamp};

/// How far each of many has used up a rate. Bounded: those who have used up least are forgotten first.
#[derive(Debug)]
pub(crate) struct PaceTable<K>(HashMap<K, Pace>);

/// How many are remembered.
pub(crate) const REMEMBERED: usize = 50_000;

impl<K: Clone + Eq + Hash> PaceTable<K> {
    pub(crate) fn is_exhausted(&self, key: &K, rate: Rate, now: Timestamp) -> bool {
        self.0.get(key).is_some_and(|pace| !pace.clone().take(rate, now))
    }

    /// Counts one; `false` if there was no room for it.
    pub(crate) fn count(&mut self, key: &K, rate: Rate, now: Timestamp) -> bool {
        if rate.count == 0 {
            return true;
        }
        if let Some(pace) = self.0.get_mut(key) {
            return pace.take(rate, now);
        }
        if self.0.len() >= REMEMBERED {
            self.make_room();
        }
        self.0.entry(key.clone()).or_default().take(rate, now)
    }

    pub(crate) fn take_back(&mut self, key: &K, rate: Rate) {
        if let Some(pace) = self.0.get_mut(key) {
            pace.give_back(rate);
        }
    }

    /// How many are remembered.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn forget(&mut self, key: &K) {
        self.0.remove(key);
    }

    /// Half of the room: looking at all of them is then rare.
    fn make_room(&mut self) {
        Limit::Paces.hit();
        let mut paces: Vec<Pace> = self.0.values().copied().collect();
        let middle = paces.len() / 2;
        let (_, &mut median, _) = paces.select_nth_unstable(middle);
        self.0.retain(|_, pace| *pace > median);
    }
}

impl<K> Default for PaceTable<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// How far each of many has used up a rate, in a table that many share. It is bounded: those who have used up least are
/// forgotten first.
#[derive(Debug)]
pub struct Paces<K>(Mutex<PaceTable<K>>);

impl<K> Default for Paces<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl Paces<IpAddr> {
    /// Counts one from that address, or its network of IPv6; `false` if there was no room for it.
    pub fn take(&self, from: IpAddr, rate: Rate, now: Timestamp) -> bool {
        self.lock_and_count(&network(from), rate, now)
    }
}

impl Paces<crate::AccountId> {
    /// Counts one of that account; `false` if there was no room for it.
    pub(crate) fn take(&self, account: crate::AccountId, rate: Rate, now: Timestamp) -> bool {
        self.lock_and_count(&account, rate, now)
    }
}

impl<K: Clone + Eq + Hash> Paces<K> {
    fn lock_and_count(&self, key: &K, rate: Rate, now: Timestamp) -> bool {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).count(key, rate, now)
    }
}
