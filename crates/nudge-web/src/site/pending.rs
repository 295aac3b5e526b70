//! Who has shown the password and has yet to show a code of the second factor.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nudge_core::{Fingerprint, Secret, Timestamp, Verified};

use crate::metered::METERED;

/// What is known of them until then: in memory, for a few minutes.
#[derive(Debug, Default)]
pub(super) struct Pending(Mutex<HashMap<Fingerprint, Waiting>>);

#[derive(Debug)]
struct Waiting {
    who: Verified,
    /// Where they want to go then.
    next: String,
    since: Timestamp,
}

/// How long a code may take, in milliseconds.
const PATIENCE_MILLIS: i64 = 300_000;

/// How many may be on their way.
const MOST: usize = 10_000;

impl Pending {
    /// Keeps somebody, who has that secret in a cookie. `false`, if too many are on their way.
    pub(super) fn keep(&self, secret: &Secret, who: Verified, next: String, now: Timestamp) -> bool {
        let mut waiting = self.lock();
        if waiting.len() >= MOST {
            waiting.retain(|_, one| is_fresh(one, now));
        }
        let is_room = waiting.len() < MOST;
        if is_room {
            waiting.insert(Fingerprint::of(secret), Waiting { who, next, since: now });
        } else {
            METERED.second_factors_full.increment(1);
        }
        is_room
    }

    /// Who has that secret, and where they want to go.
    pub(super) fn find(&self, secret: &Secret, now: Timestamp) -> Option<(Verified, String)> {
        let waiting = self.lock();
        let one = waiting.get(&Fingerprint::of(secret)).filter(|one| is_fresh(one, now))?;
        Some((one.who.clone(), one.next.clone()))
    }

    /// They have arrived.
    pub(super) fn forget(&self, secret: &Secret) {
        self.lock().remove(&Fingerprint::of(secret));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Fingerprint, Waiting>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_fresh(waiting: &Waiting, now: Timestamp) -> bool {
    now < waiting.since.plus_millis(PATIENCE_MILLIS)
}
