//! What was done by those who look after the service.

use nudge_admin::{AuditView, Moderation, Request};
use nudge_core::member::Scope;

use crate::answer::Answer;
use crate::operation::{BEFORE, LIMIT, Operation, Verb};

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[Operation {
    method: Verb::Get,
    path: "/api/v1/audit",
    scope: Scope::ModerationRead,
    id: "listAudit",
    summary: "See what administrators, programs and the command line did, newest first",
    about: "",
    query: &[BEFORE, LIMIT],
    body: None,
    answer: Answer::page::<AuditView>(),
    problems: &[],
    read: |asked| {
        let before = asked.before()?;
        Ok(Request::Moderate(Moderation::Audit { before, limit: asked.limit_and_one()? }))
    },
}];
