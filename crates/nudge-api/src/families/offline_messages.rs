//! Messages that wait for somebody who is not there. What they say is told to nobody but the receiver.

use nudge_admin::{Count, Request, WaitingView};
use nudge_core::member::Scope;

use crate::answer::Answer;
use crate::operation::{Operation, Verb};

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/accounts/{email}/offline-messages",
        scope: Scope::AccountsRead,
        id: "countOfflineMessages",
        summary: "Count the messages that wait for an account",
        about: "They were left while it was not signed in. What they say is told to its owner only.",
        query: &[],
        body: None,
        answer: Answer::one::<WaitingView>(),
        problems: &[],
        read: |asked| Ok(Request::WaitingMessages { email: Some(asked.email()?), from: None }),
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/accounts/{email}/offline-messages",
        scope: Scope::AccountsWrite,
        id: "purgeOfflineMessages",
        summary: "Throw away the messages that wait for an account",
        about: "They cannot be had back.",
        query: &[],
        body: None,
        answer: Answer::one::<Count>(),
        problems: &[],
        read: |asked| Ok(Request::PurgeWaiting { email: Some(asked.email()?), from: None }),
    },
];
