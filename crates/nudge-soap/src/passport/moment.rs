//! Moments as Passport writes them: `2026-01-02T03:04:05Z`, without a fraction, always in UTC. `MSNPSharp`
//! takes nothing else.

use std::fmt;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Moment(pub i64);

impl Moment {
    /// Reads what a client wrote: with a fraction or without, in UTC or another zone.
    pub fn parse(text: &str) -> Option<Self> {
        OffsetDateTime::parse(text.trim(), &Rfc3339).ok().map(|at| Self(at.unix_timestamp()))
    }

    /// How many seconds lie between the two, whichever is earlier.
    pub const fn distance(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

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
    fn what_clients_write_is_read() {
        for text in ["2026-01-02T03:04:05Z", " 2026-01-02T03:04:05.678Z\n", "2026-01-02T04:04:05+01:00"] {
            assert_eq!(Moment::parse(text), Some(Moment(1_767_323_045)), "{text}");
        }
        for text in ["", "2026-01-02", "now", "2026-13-02T03:04:05Z"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
        assert_eq!(Moment(5).distance(Moment(8)), Moment(8).distance(Moment(5)));
    }

    #[test]
    fn no_fraction_and_always_zulu() {
        assert_eq!(Moment(1_767_323_045).to_string(), "2026-01-02T03:04:05Z");
        assert_eq!(Moment(0).to_string(), "1970-01-01T00:00:00Z");
        for odd in [i64::MIN, i64::MAX, -1] {
            assert_eq!(Moment(odd).to_string().len(), 20);
        }
    }
}
