//! Moments as Passport writes them: `2026-01-02T03:04:05Z`, without a fraction, always in UTC. `MSNPSharp`
//! takes nothing else.

use std::fmt;

use time::OffsetDateTime;

/// A moment, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Moment(pub i64);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Beyond the year 9999 there is none that could be written.
        let at = OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (date, clock) = (at.date(), at.time());
        let (year, month, day) = (date.year().max(0), u8::from(date.month()), date.day());
        let (hour, minute, second) = (clock.hour(), clock.minute(), clock.second());
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fraction_and_always_zulu() {
        assert_eq!(Moment(1_767_323_045).to_string(), "2026-01-02T03:04:05Z");
        assert_eq!(Moment(0).to_string(), "1970-01-01T00:00:00Z");
        for odd in [i64::MIN, i64::MAX, -1] {
            assert_eq!(Moment(odd).to_string().len(), 20);
        }
    }
}
