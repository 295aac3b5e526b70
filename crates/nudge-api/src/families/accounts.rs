//! Accounts.

use nudge_admin::{AccountDetail, AccountView, Moderation, Request, RoleName, Told};
use nudge_core::member::Scope;
use nudge_core::{DisplayName, Handle, Role};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::operation::{AFTER, Body, LIMIT, Operation, Parameter, ParameterKind, Verb};
use crate::problem::{Kind, Problem};
use crate::shape::Shape;

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// Its address.
    #[schema(value_type = String, example = "alice@example.com")]
    email: Handle,
    /// The name that is shown to others; the address, if it does not say.
    #[schema(value_type = Option<String>, example = "Alice")]
    name: Option<DisplayName>,
    /// The password; without one, only access tokens open it.
    #[schema(value_type = Option<String>, example = "correct horse battery")]
    password: Option<Told>,
    /// Whether clients of the time may sign in with the real password, which is then kept in a form that the server can read.
    #[serde(default)]
    legacy_password: bool,
}

/// A change of an account: exactly one of these, so that it is made or not.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AccountChange {
    /// Switches it on or off. Off, its sessions and browsers are signed out at once.
    Enabled(bool),
    /// Whether the address is known to be its owner's.
    Verified(bool),
    /// What it may do beyond its own affairs.
    #[schema(value_type = RoleName)]
    Role(Role),
    /// Another address. Its session ends; it stays on the lists of others.
    #[schema(value_type = String)]
    Email(Handle),
}

/// A password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Password {
    /// It has 6 to 128 characters.
    #[schema(value_type = String, example = "correct horse battery")]
    password: Told,
}

const TEXT: Parameter = Parameter {
    name: "text",
    about: "Only those whose address or name has this in it, in either case.",
    kind: ParameterKind::Text,
};

const PASSWORD: Body = Body { shape: Shape::of::<Password>(), example: r#"{"password":"correct horse"}"# };

/// See [`table`](crate::table).
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        method: Verb::Get,
        path: "/api/v1/accounts",
        scope: Scope::AccountsRead,
        id: "listAccounts",
        summary: "List or search accounts, by address",
        about: "",
        query: &[TEXT, AFTER, LIMIT],
        body: None,
        answer: Answer::page::<AccountView>(),
        problems: &[],
        read: list,
    },
    Operation {
        method: Verb::Post,
        path: "/api/v1/accounts",
        scope: Scope::AccountsWrite,
        id: "addAccount",
        summary: "Make an account",
        about: "Its address counts as verified.",
        query: &[],
        body: Some(Body {
            shape: Shape::of::<NewAccount>(),
            example: r#"{"email":"alice@example.com","name":"Alice","password":"correct horse battery"}"#,
        }),
        answer: Answer::made::<AccountView>(),
        problems: &[Kind::Conflict],
        read: add,
    },
    Operation {
        method: Verb::Get,
        path: "/api/v1/accounts/{email}",
        scope: Scope::AccountsRead,
        id: "getAccount",
        summary: "See an account",
        about: "Everything but its secrets, its contacts and what its owner has said.",
        query: &[],
        body: None,
        answer: Answer::one::<AccountDetail>(),
        problems: &[],
        read: |asked| Ok(Request::Account { email: asked.email()? }),
    },
    Operation {
        method: Verb::Patch,
        path: "/api/v1/accounts/{email}",
        scope: Scope::AccountsWrite,
        id: "changeAccount",
        summary: "Switch an account on or off, verify or rename it, or give it a role",
        about: "One change at a time. The last administrator can neither be switched off nor lose the role.",
        query: &[],
        body: Some(Body { shape: Shape::of::<AccountChange>(), example: r#"{"enabled":false}"# }),
        answer: Answer::one::<AccountView>(),
        problems: &[Kind::Conflict],
        read: change,
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/accounts/{email}",
        scope: Scope::AccountsWrite,
        id: "deleteAccount",
        summary: "Delete an account with all that it owns",
        about: "",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[Kind::Conflict],
        read: |asked| Ok(Request::DeleteAccount { email: asked.email()? }),
    },
    Operation {
        method: Verb::Put,
        path: "/api/v1/accounts/{email}/password",
        scope: Scope::AccountsWrite,
        id: "setPassword",
        summary: "Set the password",
        about: "Browsers are signed out; a client that is signed in stays so.",
        query: &[],
        body: Some(PASSWORD),
        answer: Answer::DONE,
        problems: &[],
        read: |asked| {
            let Password { password } = asked.body()?;
            Ok(Request::SetPassword { email: asked.email()?, password })
        },
    },
    Operation {
        method: Verb::Put,
        path: "/api/v1/accounts/{email}/legacy-password",
        scope: Scope::AccountsWrite,
        id: "allowLegacyPassword",
        summary: "Let clients of the time sign in with the real password",
        about: "It must be told, and is then kept in a form that the server can read. 6 to 16 printable characters.",
        query: &[],
        body: Some(PASSWORD),
        answer: Answer::DONE,
        problems: &[],
        read: |asked| {
            let Password { password } = asked.body()?;
            Ok(Request::AllowLegacyPassword { email: asked.email()?, password })
        },
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/accounts/{email}/legacy-password",
        scope: Scope::AccountsWrite,
        id: "forbidLegacyPassword",
        summary: "Forget the readable form of the password",
        about: "",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[],
        read: |asked| Ok(Request::ForbidLegacyPassword { email: asked.email()? }),
    },
    Operation {
        method: Verb::Delete,
        path: "/api/v1/accounts/{email}/second-factor",
        scope: Scope::AccountsWrite,
        id: "removeSecondFactor",
        summary: "Take the second factor away",
        about: "For an owner who has lost their authenticator and the codes that they wrote down.",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[],
        read: |asked| Ok(Request::Moderate(Moderation::RemoveSecondFactor { email: asked.email()? })),
    },
    Operation {
        method: Verb::Post,
        path: "/api/v1/accounts/{email}/sign-out",
        scope: Scope::AccountsWrite,
        id: "signOut",
        summary: "Sign an account out everywhere",
        about: "Its client and every browser. Whoever has the password or an access token can sign in again.",
        query: &[],
        body: None,
        answer: Answer::DONE,
        problems: &[],
        read: |asked| Ok(Request::Moderate(Moderation::SignOut { email: asked.email()? })),
    },
    Operation {
        method: Verb::Get,
        path: "/api/v1/accounts/{email}/sign-ins",
        scope: Scope::AccountsRead,
        id: "listSignIns",
        summary: "See who signed in with a client, newest first",
        about: "The newest ones: there is no next page.",
        query: &[LIMIT],
        body: None,
        answer: Answer::whole::<nudge_admin::SignInView>(),
        problems: &[],
        read: |asked| Ok(Request::SignIns { email: asked.email()?, limit: asked.limit()? }),
    },
];

fn list(asked: &Asked) -> Result<Request, Problem> {
    let text = asked.text("text").unwrap_or_default().to_owned();
    let after = asked.parameter("after")?;
    Ok(Request::Moderate(Moderation::Search { text, after, limit: asked.limit_and_one()? }))
}

fn add(asked: &Asked) -> Result<Request, Problem> {
    let NewAccount { email, name, password, legacy_password } = asked.body()?;
    Ok(Request::AddAccount { email, name, password, legacy_password })
}

fn change(asked: &Asked) -> Result<Request, Problem> {
    let email = asked.email()?;
    Ok(match asked.body()? {
        AccountChange::Enabled(enabled) => Request::SetEnabled { email, enabled },
        AccountChange::Verified(verified) => Request::SetVerified { email, verified },
        AccountChange::Role(role) => Request::Moderate(Moderation::SetRole { email, role }),
        AccountChange::Email(to) => Request::Moderate(Moderation::Rename { email, to }),
    })
}
