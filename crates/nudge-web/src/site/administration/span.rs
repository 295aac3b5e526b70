//! What was counted, in steps of a day, a week or a month.

use nudge_core::moderation::Sample;
use nudge_core::{Core, Error, Timestamp};
use time::OffsetDateTime;

use crate::site::components::{Chart, ChartForm};
use crate::site::texts::Locale;

/// Over how much time something is shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Span {
    #[default]
    Day,
    Week,
    Month,
}

const HOUR_MILLIS: i64 = 3_600_000;

impl Span {
    pub(super) const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// As an address has it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// What it is called.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Day => "admin-span-day",
            Self::Week => "admin-span-week",
            Self::Month => "admin-span-month",
        }
    }

    /// The page that shows it.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Day => "/administration",
            Self::Week => "/administration?span=week",
            Self::Month => "/administration?span=month",
        }
    }

    /// The one with that name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.name() == name)
    }

    /// How long a step is, in milliseconds, and how many there are.
    const fn steps(self) -> (i64, i64) {
        match self {
            Self::Day => (HOUR_MILLIS, 24),
            Self::Week => (6 * HOUR_MILLIS, 28),
            Self::Month => (24 * HOUR_MILLIS, 30),
        }
    }

    /// What was counted up to now; a step in which nothing was has a sample all the same.
    pub(super) async fn counted(self, core: &Core) -> Result<Vec<Sample>, Error> {
        let (step, count) = self.steps();
        // Steps begin at whole multiples, so that the same moment is in the same step every time.
        let end = core.clock().now().millis().div_euclid(step).saturating_add(1).saturating_mul(step);
        let start = end.saturating_sub(step * count);
        let [from, until] = [start, end].map(Timestamp::from_millis);
        let known = core.store().samples(from, until, step).await?;
        let at = |number: i64| from.plus_millis(step * number);
        let sample = |at: Timestamp| {
            known.iter().find(|sample| sample.at == at).copied().unwrap_or(Sample { at, ..Sample::default() })
        };
        Ok((0..count).map(at).map(sample).collect())
    }

    /// A chart without series: its steps are those of these samples.
    pub(super) fn chart(
        self,
        t: Locale,
        id: &str,
        title: &'static str,
        form: ChartForm,
        counted: &[Sample],
    ) -> Chart {
        let steps = counted.iter().map(|sample| self.label(t, sample.at)).collect();
        let chart = Chart::new(t, form, id, t.say(title), t.say("admin-step"), steps);
        if self == Self::Week {
            // A name with an hour in it is too long; each day begins with a step of its own.
            let is_midnight = |sample: &Sample| sample.at.millis().rem_euclid(24 * HOUR_MILLIS) == 0;
            let mark =
                |sample: &Sample| if is_midnight(sample) { self.label(t, sample.at) } else { String::new() };
            return chart.marks(counted.iter().map(mark).collect());
        }
        chart
    }

    /// What a step is called: the hour, the day, or both.
    fn label(self, t: Locale, at: Timestamp) -> String {
        let Ok(at) = OffsetDateTime::from_unix_timestamp(at.seconds()) else { return String::new() };
        let hour = || format!("{:02}:00", at.hour());
        let day = || {
            let month = t.say(&format!("month-{}", u8::from(at.month()))).to_string();
            // Both languages cut a month's name off after three letters.
            let month: String = month.chars().take(3).collect();
            t.say("admin-step-day").with("day", at.day().to_string()).with("month", month).to_string()
        };
        match self {
            Self::Day => hour(),
            Self::Week if at.hour() != 0 => format!("{} {}", day(), hour()),
            Self::Week | Self::Month => day(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Language;

    #[test]
    fn a_step_is_named_after_its_beginning() {
        let [english, spanish] = Language::ALL.map(Locale::new);
        let at = |hours: i64| Timestamp::from_millis(1_066_780_800_000 + hours * HOUR_MILLIS);
        assert_eq!(Span::Day.label(english, at(9)), "09:00");
        assert_eq!(Span::Week.label(english, at(0)), "22 Oct");
        assert_eq!(Span::Week.label(spanish, at(18)), "22 oct 18:00");
        assert_eq!(Span::Month.label(english, at(24)), "23 Oct");
    }

    #[test]
    fn a_span_is_found_by_its_name_alone() {
        for span in Span::ALL {
            assert_eq!(Span::from_name(span.name()), Some(span));
        }
        assert_eq!(Span::from_name("year"), None);
    }
}
