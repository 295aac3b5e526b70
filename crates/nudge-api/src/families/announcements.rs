//! What the service says to its members.

use nudge_admin::{Count, Moderation, MotdView, Request};
use nudge_core::Handle;
use nudge_core::member::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::operation::{Body, Operation, Verb};
use crate::shape::Shape;

/// Something to be shown to those who are signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAnnouncement {
    /// What it says: at most 400 characters.
    #[schema(example = "The server restarts at noon.")]
    text: String,
    /// The page of the web that a click opens; none, if it does not say.
    #[serde(default)]
    #[schema(example = "http://im.example.net/news")]
    url: String,
    /// The address of the only one to be shown it; everybody, if it does not say.
    #[schema(value_type = Option<String>, example = "alice@example.com")]
    to: Option<Handle>,
}

/// A message of the day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMessageOfTheDay {
    /// What it says: at most 400 characters.
    #[schema(example = "Maintenance on Sunday.")]
    text: String,
}

const MOTD: &str = "/api/v1/motd";

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Post,
        path: "/api/v1/announcements",
        scope: Scope::AnnouncementsWrite,
        id: "announce",
        summary: "Show something to those who are signed in",
        about: "It is answered to how many it was sent, in whatever way their client can show it. Somebody named who is not \
                signed in is `404`.",
        query: &[],
        body: Some(Body {
            shape: Shape::of::<NewAnnouncement>(),
            example: r#"{"text":"The server restarts at noon."}"#,
        }),
        answer: Answer::one::<Count>(),
        problems: &[crate::problem::Kind::NotFound],
        read: |asked| {
            let NewAnnouncement { text, url, to } = asked.body()?;
            Ok(Request::Alert { to, text, url })
        },
    },
    Operation {
        method: Verb::Get,
        path: MOTD,
        scope: Scope::AnnouncementsWrite,
        id: "getMessageOfTheDay",
        summary: "See what everybody is shown who signs in",
        about: "",
        query: &[],
        body: None,
        answer: Answer::one::<MotdView>(),
        problems: &[],
        read: |_| Ok(Request::Moderate(Moderation::Motd)),
    },
    Operation {
        method: Verb::Put,
        path: MOTD,
        scope: Scope::AnnouncementsWrite,
        id: "setMessageOfTheDay",
        summary: "Set what everybody is shown who signs in",
        about: "",
        query: &[],
        body: Some(Body {
            shape: Shape::of::<NewMessageOfTheDay>(),
            example: r#"{"text":"Maintenance on Sunday."}"#,
        }),
        answer: Answer::one::<MotdView>(),
        problems: &[],
        read: |asked| {
            let NewMessageOfTheDay { text } = asked.body()?;
            Ok(Request::Moderate(Moderation::SetMotd { text: Some(text) }))
        },
    },
    Operation {
        method: Verb::Delete,
        path: MOTD,
        scope: Scope::AnnouncementsWrite,
        id: "removeMessageOfTheDay",
        summary: "Show nothing to those who sign in",
        about: "",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[],
        read: |_| Ok(Request::Moderate(Moderation::SetMotd { text: None })),
    },
];
