//! Access tokens, which clients of the time sign in with.

use nudge_admin::{Request, TokenMade, TokenView};
use nudge_core::member::Scope;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::operation::{Body, Operation, Verb};
use crate::problem::Kind;
use crate::shape::Shape;

/// An access token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What it is called, such as the machine that it is for; unique within the account.
    #[schema(example = "Windows 98")]
    name: String,
}

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/accounts/{email}/tokens",
        scope: Scope::AccountsRead,
        id: "listTokens",
        summary: "List the access tokens of an account, oldest first",
        about: "All of them: there is no next page. What they are is told once, when they are made.",
        query: &[],
        body: None,
        answer: Answer::whole::<TokenView>(),
        problems: &[],
        read: |asked| Ok(Request::Tokens { email: asked.email()? }),
    },
    Operation {
        method: Verb::Post,
        path: "/api/v1/accounts/{email}/tokens",
        scope: Scope::AccountsWrite,
        id: "addToken",
        summary: "Make an access token",
        about: "This is the only time that it is told.",
        query: &[],
        body: Some(Body { shape: Shape::of::<NewToken>(), example: r#"{"name":"Windows 98"}"# }),
        answer: Answer::made::<TokenMade>(),
        problems: &[Kind::Conflict],
        read: |asked| {
            let NewToken { name } = asked.body()?;
            Ok(Request::AddToken { email: asked.email()?, name })
        },
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/accounts/{email}/tokens/{name}",
        scope: Scope::AccountsWrite,
        id: "revokeToken",
        summary: "Revoke an access token",
        about: "The session that was opened with it ends at once.",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[Kind::Refused],
        read: |asked| Ok(Request::RevokeToken { email: asked.email()?, name: asked.place("name")? }),
    },
];
