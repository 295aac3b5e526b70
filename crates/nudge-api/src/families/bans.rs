//! Who is not let in.

use nudge_admin::{BanView, Moderation, Moment, Request};
use nudge_core::member::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::operation::{BEFORE, Body, LIMIT, Operation, Verb};
use crate::problem::Kind;
use crate::shape::Shape;

/// A ban to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBan {
    /// What `whom` is.
    kind: BanKind,
    /// An address, a pattern of addresses as `*@spam.example`, or a network as `192.0.2.0/24`.
    #[schema(example = "*@spam.example")]
    whom: String,
    /// Why, for administrators: at most 500 characters.
    #[serde(default)]
    reason: String,
    /// Until when it holds; for ever, if it does not say.
    expires: Option<Moment>,
}

/// What a ban is about.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BanKind {
    /// One address, whether it has an account or not.
    Account,
    /// Every address that matches a pattern.
    Email,
    /// Whoever comes from an address or a network.
    Network,
}

impl BanKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Email => "email",
            Self::Network => "network",
        }
    }
}

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/bans",
        scope: Scope::ModerationRead,
        id: "listBans",
        summary: "List bans, newest first",
        about: "",
        query: &[BEFORE, LIMIT],
        body: None,
        answer: Answer::page_of_whole::<BanView>(),
        problems: &[],
        read: |asked| {
            asked.before()?;
            Ok(Request::Moderate(Moderation::Bans))
        },
    },
    Operation {
        method: Verb::Post,
        path: "/api/v1/bans",
        scope: Scope::ModerationWrite,
        id: "addBan",
        summary: "Ban an address, a pattern of addresses or a network",
        about: "Whoever it is about and signed in is signed out at once.",
        query: &[],
        body: Some(Body {
            shape: Shape::of::<NewBan>(),
            example: r#"{"kind":"email","whom":"*@spam.example","reason":"Spam."}"#,
        }),
        answer: Answer::made::<BanView>(),
        problems: &[Kind::Conflict],
        read: |asked| {
            let NewBan { kind, whom, reason, expires } = asked.body()?;
            let kind = kind.name().to_owned();
            Ok(Request::Moderate(Moderation::AddBan { kind, whom, reason, expires }))
        },
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/bans/{id}",
        scope: Scope::ModerationWrite,
        id: "liftBan",
        summary: "Lift a ban",
        about: "",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[],
        read: |asked| Ok(Request::Moderate(Moderation::LiftBan { id: asked.place("id")? })),
    },
];
