//! Moments as programs read them.

use nudge_core::Timestamp;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// RFC 3339, in UTC. What lies beyond the calendar is a number of milliseconds.
pub(crate) fn moment(moment: Timestamp) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment.millis()) * 1_000_000)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| format!("{} ms", moment.millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_common_form() {
        assert_eq!(moment(Timestamp::from_millis(1_066_818_840_250)), "2003-10-22T10:34:00.25Z");
        assert_eq!(moment(Timestamp::from_millis(i64::MAX)), format!("{} ms", i64::MAX));
    }
}
