//! Links with which somebody may register.

use nudge_admin::{LinkView, Moderation, Moment, Request};
use nudge_core::member::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::operation::{BEFORE, Body, LIMIT, Operation, Verb};
use crate::shape::Shape;

/// A link to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewInvitation {
    /// Whom or what for: at most 100 characters.
    #[serde(default)]
    #[schema(example = "Bob")]
    label: String,
    /// How many may register with it.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 10_000, default = 1)]
    uses: u32,
    /// Until when it can be used; for ever, if it does not say.
    expires: Option<Moment>,
}

const fn one() -> u32 {
    1
}

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/invitations",
        scope: Scope::InvitationsRead,
        id: "listInvitations",
        summary: "List links of invitation, newest first",
        about: "",
        query: &[BEFORE, LIMIT],
        body: None,
        answer: Answer::page::<LinkView>(),
        problems: &[],
        read: |asked| {
            let before = asked.before()?;
            Ok(Request::Moderate(Moderation::Links { before, limit: asked.limit_and_one()? }))
        },
    },
    Operation {
        method: Verb::Post,
        path: "/api/v1/invitations",
        scope: Scope::InvitationsWrite,
        id: "addInvitation",
        summary: "Make a link of invitation",
        about: "Whoever opens `/join/` and its `code` on the website may register.",
        query: &[],
        body: Some(Body {
            shape: Shape::of::<NewInvitation>(),
            example: r#"{"label":"Bob","uses":1,"expires":"2030-12-31T00:00:00Z"}"#,
        }),
        answer: Answer::made::<LinkView>(),
        problems: &[],
        read: |asked| {
            let NewInvitation { label, uses, expires } = asked.body()?;
            Ok(Request::Moderate(Moderation::AddLink { label, uses, expires }))
        },
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/invitations/{id}",
        scope: Scope::InvitationsWrite,
        id: "withdrawInvitation",
        summary: "Withdraw a link of invitation",
        about: "Those who have registered with it stay.",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[],
        read: |asked| Ok(Request::Moderate(Moderation::WithdrawLink { id: asked.place("id")? })),
    },
];
