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
        let within = i64::from(rate.within_millis);
        // A clock that was set back must not make anybody wait longer than once around.
        let paid_until = self.paid_until.clamp(now.millis(), now.millis().saturating_add(within));
        paid_until + i64::from(rate.within_millis.div_ceil(rate.count))
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
        assert!(pace.take(rate, Timestamp::from_millis(9_999_999)));
        assert!(!pace.take(rate, Timestamp::from_millis(0)));
        assert!(pace.take(rate, Timestamp::from_millis(9_999_999 + 1_000)));
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
