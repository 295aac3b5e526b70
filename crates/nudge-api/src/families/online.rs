//! Who is signed in.

use nudge_admin::{Moderation, OnlineView, Request};
use nudge_core::Handle;
use nudge_core::member::Scope;

use crate::answer::Answer;
use crate::operation::{AFTER, LIMIT, Operation, Verb};

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/online",
        scope: Scope::AccountsRead,
        id: "listOnline",
        summary: "List who is signed in, with which client, by address",
        about: "",
        query: &[AFTER, LIMIT],
        body: None,
        answer: Answer::page_of_whole::<OnlineView>(),
        problems: &[],
        read: |asked| {
            asked.parameter::<Handle>("after")?;
            Ok(Request::Moderate(Moderation::Online))
        },
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/online/{email}",
        scope: Scope::AccountsWrite,
        id: "disconnect",
        summary: "End the session of an account with a client",
        about: "The client says that it was signed out, and can sign in again. Browsers stay signed in.",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[],
        read: |asked| Ok(Request::Moderate(Moderation::EndSession { email: asked.email()? })),
    },
];
