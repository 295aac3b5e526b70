//! How often something may be done.

use crate::Timestamp;

/// A limit: so many within a time, all at once if need be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rate {
    /// How many; 0 for no limit.
    pub count: u32,
    /// Within how many milliseconds.
    pub within_millis: u32,
}

/// How far somebody has used up a [`Rate`]: the generic cell rate algorithm, in one number.
///
/// It is written out here because a principal has several of them and a hundred thousand principals are signed in: eight
/// bytes each, and the time comes in as an argument.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd)]
pub struct Pace {
    /// When all that was done would be spread out evenly, in milliseconds.
    paid_until: i64,
}

impl Pace {
    /// Takes one, if the rate allows it now.
    pub fn take(&mut self, rate: Rate, now: Timestamp) -> bool {
        if rate.count == 0 {
            return true;
        }
        let next = self.after_one(rate, now);
        let allowed = next - now.millis() <= i64::from(rate.within_millis);
        if allowed {
            self.paid_until = next;
        }
        allowed
    }

    /// Takes one, and says how many milliseconds whoever took it has to wait for that: 0 while the rate allows it.
    pub fn charge(&mut self, rate: Rate, now: Timestamp) -> u64 {
        if rate.count == 0 {
            return 0;
        }
        self.paid_until = self.after_one(rate, now);
        u64::try_from(self.paid_until - now.millis() - i64::from(rate.within_millis)).unwrap_or(0)
    }

    /// Takes back one that was taken.
    pub fn give_back(&mut self, rate: Rate) {
        if rate.count > 0 {
            self.paid_until -= i64::from(rate.within_millis.div_ceil(rate.count));
        }
    }

    fn after_one(self, rate: Rate, now: Timestamp) -> i64 {
        let (within, one) =
            (i64::from(rate.within_millis), i64::from(rate.within_millis.div_ceil(rate.count)));
        let (now, latest) = (now.millis(), now.millis().saturating_add(within));
        // Further than anybody gets, the clock has been set back since. Nobody has to wait until it is there again.
        let was_set_back = self.paid_until > latest.saturating_add(one);
        let paid_until = if was_set_back { now } else { self.paid_until.clamp(now, latest) };
        paid_until.saturating_add(one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_an_even_pace() {
        let rate = Rate { count: 5, within_millis: 10_000 };
        let mut pace = Pace::default();
        let at = |millis: i64| Timestamp::from_millis(1_000_000 + millis);
        assert_eq!((0..7).filter(|_| pace.take(rate, at(0))).count(), 5);
        assert!(!pace.take(rate, at(1_999)));
        assert!(pace.take(rate, at(2_000)));
        assert!(!pace.take(rate, at(2_001)));
        assert_eq!((0..7).filter(|_| pace.take(rate, at(60_000))).count(), 5);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let rate = Rate { count: 1, within_millis: 1_000 };
        let mut pace = Pace::default();
        let at = Timestamp::from_millis;
        assert!(pace.take(rate, at(9_999_999)));
        assert!(pace.take(rate, at(0)), "it begins anew");
        assert!(!pace.take(rate, at(999)));
        assert!(pace.take(rate, at(1_000)));
        assert!(pace.take(rate, at(9_999_999)));
    }

    /// However far it is set back, and whatever was used up: the longest wait is that for two.
    #[test]
    fn a_clock_that_is_set_back_a_little_makes_nobody_wait_long() {
        let rate = Rate { count: 10, within_millis: 10_000 };
        for back in (0..30_000).step_by(250) {
            let mut pace = Pace::default();
            let start = 1_000_000;
            for _ in 0..20 {
                let _taken_or_not = pace.take(rate, Timestamp::from_millis(start));
            }
            let after = (0..=2_000).step_by(100).map(|waited| Timestamp::from_millis(start - back + waited));
            assert!(after.into_iter().any(|now| pace.take(rate, now)), "{back}");
        }
    }

    #[test]
    fn who_goes_on_all_the_same_is_told_how_long_to_wait() {
        let rate = Rate { count: 2, within_millis: 1_000 };
        let mut pace = Pace::default();
        let now = Timestamp::from_millis(50);
        assert_eq!([pace.charge(rate, now), pace.charge(rate, now), pace.charge(rate, now)], [0, 0, 500]);
    }

    #[test]
    fn zero_is_no_limit() {
        let mut pace = Pace::default();
        assert!((0..1000).all(|_| pace.take(Rate { count: 0, within_millis: 1 }, Timestamp::from_millis(0))));
    }
}
