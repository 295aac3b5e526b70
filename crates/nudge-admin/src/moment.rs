//! A moment as people and scripts read it.

use std::fmt;
use std::str::FromStr;

use nudge_core::Timestamp;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use utoipa::ToSchema;

/// A moment, written as RFC 3339 in UTC to the millisecond.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-07-31T20:15:00.000Z")]
#[serde(try_from = "String", into = "String")]
pub struct Moment(pub Timestamp);

/// What is no moment.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("expected a moment such as 2026-07-31T20:15:00Z")]
pub struct NoMoment;

/// To the second, for people.
const READABLE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");

const EXACT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

impl Moment {
    fn write(self, format: &[BorrowedFormatItem<'_>]) -> String {
        let nanos = i128::from(self.0.millis()) * 1_000_000;
        // The calendar ends with the year 9999; what lies beyond is a number.
        OffsetDateTime::from_unix_timestamp_nanos(nanos)
            .ok()
            .and_then(|moment| moment.format(format).ok())
            .unwrap_or_else(|| format!("{} ms", self.0.millis()))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.write(READABLE))
    }
}

impl FromStr for Moment {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| NoMoment)?;
        let millis = moment.unix_timestamp_nanos().div_euclid(1_000_000);
        i64::try_from(millis).map(|millis| Self(Timestamp::from_millis(millis))).map_err(|_| NoMoment)
    }
}

impl TryFrom<String> for Moment {
    type Error = NoMoment;

    fn try_from(text: String) -> Result<Self, NoMoment> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.write(EXACT)
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written() {
        let moment = Moment(Timestamp::from_millis(1_785_000_000_123));
        assert_eq!(String::from(moment), "2026-07-25T17:20:00.123Z");
        assert_eq!(moment.to_string(), "2026-07-25 17:20:00 UTC");
        assert_eq!(Moment::try_from(String::from(moment)).unwrap(), moment);
        assert_eq!("2026-07-25T19:20:00.123+02:00".parse::<Moment>().unwrap(), moment);
        assert!("yesterday".parse::<Moment>().is_err());
    }

    #[test]
    fn what_lies_beyond_the_calendar_is_still_shown() {
        assert_eq!(Moment(Timestamp::from_millis(i64::MAX)).to_string(), "9223372036854775807 ms");
    }
}
