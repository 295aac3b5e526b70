//! What members tell about each other.

use nudge_admin::{Moderation, ReportView, Request};
use nudge_core::member::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::operation::{BEFORE, Body, LIMIT, Operation, Parameter, ParameterKind, Verb};
use crate::shape::Shape;

/// What became of a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSettlement {
    /// What was done: at most 500 characters.
    #[schema(example = "Warned.")]
    note: String,
}

const ALL: Parameter = Parameter {
    name: "all",
    about: "Whether to list those that were dealt with, too.",
    kind: ParameterKind::Switch,
};

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/reports",
        scope: Scope::ModerationRead,
        id: "listReports",
        summary: "List reports, newest first",
        about: "",
        query: &[ALL, BEFORE, LIMIT],
        body: None,
        answer: Answer::page::<ReportView>(),
        problems: &[],
        read: |asked| {
            let (all, before) = (asked.parameter("all")?.unwrap_or(false), asked.before()?);
            Ok(Request::Moderate(Moderation::Reports { all, before, limit: asked.limit_and_one()? }))
        },
    },
    Operation {
        method: Verb::Post,
        path: "/api/v1/reports/{id}/settle",
        scope: Scope::ModerationWrite,
        id: "settleReport",
        summary: "Say what became of a report",
        about: "One that nobody has dealt with yet.",
        query: &[],
        body: Some(Body { shape: Shape::of::<NewSettlement>(), example: r#"{"note":"Warned."}"# }),
        answer: Answer::DONE,
        problems: &[],
        read: |asked| {
            let NewSettlement { note } = asked.body()?;
            Ok(Request::Moderate(Moderation::SettleReport { id: asked.place("id")?, note }))
        },
    },
];
