//! How the server is, and was.

use nudge_admin::{Moderation, Request, SampleView, StatusView};
use nudge_core::member::Scope;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::operation::{Operation, Parameter, ParameterKind, Verb};
use crate::problem::{Kind, Problem};

/// A day of hours, unless it is said.
const DEFAULT_HOURS: u32 = 24;

/// So many hours at most: a year and a day.
const MAX_HOURS: u32 = 366 * 24;

/// Steps of an hour, unless it is said.
const DEFAULT_STEP: u32 = 60;

/// A step of a day at most.
const MAX_STEP: u32 = 24 * 60;

/// How many steps there are in an answer at most.
const MOST_STEPS: u32 = 2_000;

const HOURS: Parameter = Parameter {
    name: "hours",
    about: "How far back to begin.",
    kind: ParameterKind::Number { default: DEFAULT_HOURS, max: MAX_HOURS },
};

const STEP: Parameter = Parameter {
    name: "step",
    about: "In steps of so many minutes; there may be 2,000 steps.",
    kind: ParameterKind::Number { default: DEFAULT_STEP, max: MAX_STEP },
};

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/statistics",
        scope: Scope::StatisticsRead,
        id: "getStatistics",
        summary: "See totals of the last hours, in steps, oldest first",
        about: "Steps in which nothing was taken down are left out. There is no next page.",
        query: &[HOURS, STEP],
        body: None,
        answer: Answer::whole::<SampleView>(),
        problems: &[],
        read: statistics,
    },
    Operation {
        method: Verb::Get,
        path: "/api/v1/status",
        scope: Scope::StatisticsRead,
        id: "getStatus",
        summary: "See how the server is",
        about: "",
        query: &[],
        body: None,
        answer: Answer::one::<StatusView>(),
        problems: &[],
        read: |_| Ok(Request::Status),
    },
];

fn statistics(asked: &Asked) -> Result<Request, Problem> {
    let hours = asked.number("hours", DEFAULT_HOURS, MAX_HOURS)?;
    let step_minutes = asked.number("step", DEFAULT_STEP, MAX_STEP)?;
    if hours.saturating_mul(60).div_ceil(step_minutes) > MOST_STEPS {
        return Err(Problem::new(Kind::Refused, format!("that is more than {MOST_STEPS} steps")));
    }
    Ok(Request::Moderate(Moderation::Statistics { hours, step_minutes }))
}
