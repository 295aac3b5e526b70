//! Moments as this service writes them: with seven digits of a second, and the time of the west coast of America.

use std::fmt;
use std::str::FromStr;

use time::format_description::well_known::Iso8601;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z: `2026-01-02T03:04:05.0000000-08:00` (reference 11 §5). Clients return the
/// moments that they were told, some with another offset or fewer digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct Stamp(pub i64);

/// No such moment: what is written where nothing ever was.
pub(super) const NEVER: &str = "0001-01-01T00:00:00";

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Beyond the year 9999 there is none that could be written.
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .ok()
            .filter(|at| (1..=9998).contains(&at.year()))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let at = at.to_offset(PACIFIC);
        let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
        let (hour, minute, second, millis) = (at.hour(), at.minute(), at.second(), at.millisecond());
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}0000-08:00")
    }
}

impl Stamp {
    /// The same in UTC and in whole seconds, without saying so: `2026-01-02T03:04:05`.
    pub(super) fn in_utc(self) -> String {
        let at = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000))
            .ok()
            .filter(|at| (1..=9999).contains(&at.year()))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// Eight hours behind, summer and winter.
const PACIFIC: UtcOffset = match UtcOffset::from_hms(-8, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

/// That a text is no moment.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a moment")]
pub struct NoStamp;

impl FromStr for Stamp {
    type Err = NoStamp;

    /// `date "T" time [fraction] ["Z" | offset]`; without an offset it is UTC.
    fn from_str(text: &str) -> Result<Self, NoStamp> {
        if text.len() > LONGEST {
            return Err(NoStamp);
        }
        let (day, rest) = text.split_once('T').ok_or(NoStamp)?;
        let day = Date::parse(day, &Iso8601::DATE).map_err(|_| NoStamp)?;
        let (clock, offset) = match rest.find(['Z', '+', '-']) {
            Some(at) => rest.split_at(at),
            None => (rest, "Z"),
        };
        let (seconds, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        if fraction.is_empty() || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NoStamp);
        }
        let seconds = Time::parse(seconds, &Iso8601::TIME).map_err(|_| NoStamp)?;
        let fraction: String = fraction.chars().chain("00".chars()).take(3).collect();
        let millis: i64 = fraction.parse().map_err(|_| NoStamp)?;
        let at = PrimitiveDateTime::new(day, seconds).assume_utc().checked_sub(distance(offset)?);
        let seconds = at.ok_or(NoStamp)?.unix_timestamp();
        Ok(Self(seconds.checked_mul(1000).and_then(|all| all.checked_add(millis)).ok_or(NoStamp)?))
    }
}

/// No moment is written longer.
const LONGEST: usize = 40;

/// How far from UTC: `Z`, `-08:00`.
fn distance(offset: &str) -> Result<Duration, NoStamp> {
    if offset == "Z" {
        return Ok(Duration::ZERO);
    }
    let ahead = if offset.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = offset.get(1..).and_then(|rest| rest.split_once(':')).ok_or(NoStamp)?;
    let number = |text: &str, most: i64| {
        let number = text.parse().ok().filter(|number| (0..=most).contains(number));
        number.filter(|_| text.len() == 2).ok_or(NoStamp)
    };
    Ok(Duration::minutes(ahead * (number(hours, 14)? * 60 + number(minutes, 59)?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_written_like_the_samples() {
        assert_eq!(Stamp(1_767_351_845_000).to_string(), "2026-01-02T03:04:05.0000000-08:00");
        assert_eq!(Stamp(1_767_351_845_007).to_string(), "2026-01-02T03:04:05.0070000-08:00");
    }

    #[test]
    fn every_form_that_clients_return_is_read() {
        for text in [
            "2026-01-02T03:04:05.0070000-08:00",
            "2026-01-02T03:04:05.007-08:00",
            "2026-01-02T11:04:05.0070000Z",
            "2026-01-02T11:04:05.0070000",
            "2026-01-02T12:34:05.0070000+01:30",
        ] {
            assert_eq!(text.parse(), Ok(Stamp(1_767_351_845_007)), "{text}");
        }
        assert!("0001-01-01T00:00:00.0000000-08:00".parse::<Stamp>().unwrap() < Stamp(0));
        for text in [
            "",
            "x",
            "2026-01-02",
            "2026-01-02T",
            "2026-01-02T03:04:05.-08:00",
            "2026-13-02T03:04:05Z",
            "2026-01-02T03:04:05-8",
            "2026-01-02T03:04:05-08:99",
            "2026-01-02T03:04:05+é:00",
        ] {
            assert_eq!(text.parse::<Stamp>(), Err(NoStamp), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(millis in 0i64..200_000_000_000_000) {
            prop_assert_eq!(Stamp(millis).to_string().parse(), Ok(Stamp(millis)));
        }

        #[test]
        fn no_number_and_no_text_makes_it_panic(millis: i64, text in "[0-9TZ:.+-]{0,40}", odd in ".{0,40}") {
            let _ = Stamp(millis).to_string();
            let _ = text.parse::<Stamp>();
            let _ = odd.parse::<Stamp>();
        }
    }
}
