//! Until when something holds.

use nudge_core::Timestamp;

use crate::site::components::Choice;
use crate::site::texts::Locale;

/// The ends that can be chosen: as it is sent, what it is called, and in how many days it is.
const ENDS: [(&str, &str, Option<i64>); 5] = [
    ("1", "admin-end-day", Some(1)),
    ("7", "admin-end-week", Some(7)),
    ("30", "admin-end-month", Some(30)),
    ("365", "admin-end-year", Some(365)),
    ("never", "admin-end-never", None),
];

const DAY_MILLIS: i64 = 86_400_000;

/// What is no end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct NoEnd;

/// What can be chosen.
pub(super) fn choices(t: Locale) -> Vec<Choice<'static>> {
    ENDS.iter().map(|(value, text, _)| Choice { value, label: t.say(text).into() }).collect()
}

/// What was chosen: a moment, or `None` for never.
pub(super) fn chosen(value: &str, now: Timestamp) -> Result<Option<Timestamp>, NoEnd> {
    let (_, _, days) = ENDS.iter().find(|(known, _, _)| *known == value).ok_or(NoEnd)?;
    Ok(days.map(|days| now.plus_millis(days * DAY_MILLIS)))
}

/// How it is written.
pub(super) fn written(t: Locale, end: Option<Timestamp>) -> String {
    end.map_or_else(|| t.say("admin-end-never").into(), |end| t.moment(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_chosen_is_an_end() {
        let now = Timestamp::from_millis(5);
        assert_eq!(chosen("1", now), Ok(Some(Timestamp::from_millis(86_400_005))));
        assert_eq!(chosen("never", now), Ok(None));
        for other in ["", "0", "-1", "2", "99999999999999999999", "x"] {
            assert_eq!(chosen(other, now), Err(NoEnd), "{other}");
        }
    }
}
