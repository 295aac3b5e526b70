//! Secrets of second factors that have been drawn and are not yet shown to be in an authenticator.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nudge_core::Timestamp;
use nudge_core::member::{Enrolment, PlaceId};

use crate::metered::METERED;

/// One for each browser that asks, in memory, for a quarter of an hour: the secret is in no address and in no form.
#[derive(Debug, Default)]
pub(in crate::site) struct Enrolments(Mutex<HashMap<PlaceId, Drawn>>);

#[derive(Debug)]
struct Drawn {
    enrolment: Enrolment,
    since: Timestamp,
}

/// How long it may take to open an authenticator, in milliseconds.
const PATIENCE_MILLIS: i64 = 900_000;

/// How many browsers may be about it.
const MOST: usize = 10_000;

impl Enrolments {
    /// The one of that browser, drawn if it has none. `None`, if too many are about it.
    pub(super) fn begin(
        &self,
        place: PlaceId,
        now: Timestamp,
        draw: impl FnOnce() -> Enrolment,
    ) -> Option<Enrolment> {
        let mut drawn = self.lock();
        if let Some(known) = drawn.get(&place).filter(|one| is_fresh(one, now)) {
            return Some(known.enrolment.clone());
        }
        if drawn.len() >= MOST {
            drawn.retain(|_, one| is_fresh(one, now));
        }
        if drawn.len() >= MOST {
            METERED.second_factors_full.increment(1);
            return None;
        }
        let enrolment = draw();
        drawn.insert(place, Drawn { enrolment: enrolment.clone(), since: now });
        Some(enrolment)
    }

    /// The one that was drawn for that browser, if it did not take too long.
    pub(super) fn find(&self, place: PlaceId, now: Timestamp) -> Option<Enrolment> {
        self.lock().get(&place).filter(|one| is_fresh(one, now)).map(|one| one.enrolment.clone())
    }

    /// It is in use, or not wanted any more.
    pub(super) fn forget(&self, place: PlaceId) {
        self.lock().remove(&place);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PlaceId, Drawn>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_fresh(drawn: &Drawn, now: Timestamp) -> bool {
    now < drawn.since.plus_millis(PATIENCE_MILLIS)
}

#[cfg(test)]
mod tests {
    use nudge_core::Secret;

    use super::*;

    fn drawn(text: &str) -> Enrolment {
        Enrolment { secret: Secret::new(text.to_owned()), address: Secret::new(String::new()) }
    }

    fn secret(enrolment: Option<Enrolment>) -> Option<String> {
        enrolment.map(|enrolment| enrolment.secret.expose().to_owned())
    }

    #[test]
    fn a_browser_is_shown_the_same_secret_until_it_is_used_or_old() {
        let (enrolments, place) = (Enrolments::default(), PlaceId(1));
        let at = |millis| Timestamp::from_millis(millis);
        assert_eq!(secret(enrolments.begin(place, at(0), || drawn("one"))).as_deref(), Some("one"));
        assert_eq!(secret(enrolments.begin(place, at(899_999), || drawn("two"))).as_deref(), Some("one"));
        assert_eq!(secret(enrolments.find(PlaceId(2), at(0))), None, "it is nobody else's");
        assert_eq!(secret(enrolments.find(place, at(900_000))), None);
        assert_eq!(secret(enrolments.begin(place, at(900_000), || drawn("two"))).as_deref(), Some("two"));
        enrolments.forget(place);
        assert_eq!(secret(enrolments.find(place, at(900_000))), None);
    }

    #[test]
    fn so_many_browsers_may_be_about_it_and_no_more() {
        let enrolments = Enrolments::default();
        let at = |millis| Timestamp::from_millis(millis);
        let begin = |number, now| enrolments.begin(PlaceId(number), now, || drawn("one")).is_some();
        assert!((0..10_000).all(|number| begin(number, at(0))));
        assert!(!begin(10_000, at(899_999)) && begin(0, at(0)), "those who are about it go on");
        assert!(begin(10_000, at(900_000)), "what is old makes room");
    }
}
