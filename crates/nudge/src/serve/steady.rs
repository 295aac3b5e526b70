//! Whether the machine's clock can be trusted with what is erased for being old.
//!
//! A clock that is a year ahead, for a minute at the start or after somebody's mistake, must not cost messages that wait. So
//! it is compared with one that nobody can set, and has to agree with it for a while.

use std::time::{Duration, Instant};

use nudge_core::Timestamp;

/// How long the clock has to go as it should before anything is erased.
const PROBATION: Duration = Duration::from_mins(55);

/// By how much it may be off from one look to the next: corrections are smaller.
const TOLERANCE_MILLIS: i64 = 10 * 60 * 1000;

/// The clock, as it was watched.
#[derive(Debug)]
pub(super) struct Steady {
    since: Instant,
    seen: Instant,
    clock: Timestamp,
}

impl Steady {
    pub(super) fn new(clock: Timestamp, now: Instant) -> Self {
        Self { since: now, seen: now, clock }
    }

    /// Looks at the clock, and says whether it has gone as it should for long enough.
    pub(super) fn look(&mut self, clock: Timestamp, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.seen).as_millis();
        let expected = self.clock.plus_millis(i64::try_from(passed).unwrap_or(i64::MAX));
        let off = clock.millis().saturating_sub(expected.millis());
        (self.seen, self.clock) = (now, clock);
        if off.saturating_abs() > TOLERANCE_MILLIS {
            self.since = now;
            let minutes = off.saturating_abs() / 60_000;
            let way = if off > 0 { "ahead" } else { "back" };
            tracing::warn!(
                "this machine's clock has jumped {minutes} minutes {way}: until it has been steady for an hour, nothing is \
                 erased for being old. Sign-ins that depend on the time may fail; set the clock (timedatectl)"
            );
        }
        now.saturating_duration_since(self.since) >= PROBATION
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);
    const YEAR_MILLIS: i64 = 365 * 24 * 60 * 60 * 1000;

    /// A clock that is looked at every minute; where it stands, and what it said when it was looked at last.
    fn minutes(steady: &mut Steady, clock: &mut Timestamp, now: &mut Instant, count: u32) -> bool {
        let mut trusted = false;
        for _ in 0..count {
            *now += MINUTE;
            *clock = clock.plus_millis(60_000);
            trusted = steady.look(*clock, *now);
        }
        trusted
    }

    #[test]
    fn a_clock_is_trusted_after_an_hour_and_no_more_once_it_has_jumped() {
        let (mut clock, mut now) = (Timestamp::from_millis(1_000_000), Instant::now());
        let mut steady = Steady::new(clock, now);
        assert!(!steady.look(clock, now), "at the start, nobody knows");
        assert!(!minutes(&mut steady, &mut clock, &mut now, 54));
        assert!(minutes(&mut steady, &mut clock, &mut now, 1));
        for jump in [YEAR_MILLIS, -YEAR_MILLIS, i64::MAX, -TOLERANCE_MILLIS - 1] {
            clock = clock.plus_millis(jump);
            assert!(!steady.look(clock, now), "{jump}");
            assert!(!minutes(&mut steady, &mut clock, &mut now, 54), "{jump}");
            assert!(minutes(&mut steady, &mut clock, &mut now, 1), "{jump}");
        }
    }

    #[test]
    fn a_clock_that_is_corrected_stays_trusted() {
        let (mut clock, mut now) = (Timestamp::from_millis(1_000_000), Instant::now());
        let mut steady = Steady::new(clock, now);
        assert!(minutes(&mut steady, &mut clock, &mut now, 55));
        clock = clock.plus_millis(-TOLERANCE_MILLIS);
        assert!(steady.look(clock, now));
    }
}
