//! Keys with which programs look after the server.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::member::{Key, KeyId, Scope};
use nudge_core::{AccountId, Error, Handle, Refusal, TokenName};
use serde::Deserialize;

use super::section::Section;
use super::words::why;
use crate::site::components::{Empty, Field, Head, Secret};
use crate::site::cx::Redirect;
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// What was typed for a new key.
#[derive(Debug, Default, Deserialize)]
pub(super) struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    scope: Vec<String>,
}

/// Which key.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    id: i64,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/keys.html")]
struct Keys<'a> {
    t: Locale,
    cx: &'a Administrator,
    known: Vec<Key>,
    owners: BTreeMap<AccountId, Handle>,
    new: &'a New,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/key-made.html")]
struct Made<'a> {
    t: Locale,
    name: &'a str,
    key: &'a str,
}

/// `GET /administration/keys`.
pub(super) async fn keys(cx: Administrator) -> Result<Page, Trouble> {
    page(&cx, &New::default(), Errors::new()).await
}

/// `POST /administration/keys`: a key of the administrator's own, which is shown this once.
pub(super) async fn make(cx: Administrator, Form(new): Form<New>) -> Result<Response, Trouble> {
    let t = cx.t();
    let scopes: Result<Vec<Scope>, _> = new.scope.iter().map(|name| name.parse()).collect();
    let scopes = scopes.map_err(|_| Trouble::BAD_REQUEST)?;
    let mut errors = Errors::new();
    if scopes.is_empty() {
        errors.add("scope", t.say("key-scopes-none"));
    }
    let name = TokenName::new(new.name.trim());
    if name.is_err() {
        errors.add("name", t.say("token-name-wrong"));
    }
    if let (Ok(name), true) = (name, errors.is_empty()) {
        match cx.core().add_key(&cx.visitor.administrator(), &cx.visitor.handle, name, scopes).await {
            Ok((key, secret)) => {
                let made = Made { t, name: key.name.as_str(), key: secret.expose() };
                return Ok(Section::page_below(&cx, t.say("key-made"), &made).scripted().into_response());
            }
            Err(error) => errors.add("name", t.say(wrong(error)?)),
        }
    }
    let page = page(&cx, &new, errors).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `POST /administration/keys/revoke`.
pub(super) async fn revoke(cx: Administrator, Form(which): Form<Which>) -> Result<Redirect, Trouble> {
    let flash = match cx.core().revoke_key(&cx.visitor.administrator(), KeyId(which.id)).await {
        Ok(()) => Flash::success("key-revoked"),
        Err(error) => Flash::error(why(error)?),
    };
    Ok(cx.redirect(Section::Keys.path()).flash(flash))
}

/// A key is refused as a token is, but it is none.
fn wrong(error: Error) -> Result<&'static str, Trouble> {
    match error.refusal() {
        Some(Refusal::TokenNameTaken) => Ok("key-name-taken"),
        Some(Refusal::TooManyTokens) => Ok("key-many"),
        Some(_) | None => why(error),
    }
}

async fn page(cx: &Administrator, new: &New, errors: Errors) -> Result<Page, Trouble> {
    let known = cx.core().store().keys(None).await?;
    let mut owners = BTreeMap::new();
    for key in &known {
        if let Entry::Vacant(owner) = owners.entry(key.account) {
            owner.insert(cx.core().store().account(key.account).await?.handle);
        }
    }
    Ok(Section::Keys.page(cx, &Keys { t: cx.t(), cx, known, owners, new, errors }))
}

impl Keys<'_> {
    fn owner(&self, key: &Key) -> &str {
        self.owners.get(&key.account).map(Handle::as_str).unwrap_or_default()
    }

    fn is_ticked(&self, scope: Scope) -> bool {
        self.new.scope.iter().any(|name| name == scope.name())
    }

    /// What a key may be used for, in words.
    const fn text(scope: Scope) -> &'static str {
        match scope {
            Scope::AccountsRead => "scope-accounts-read",
            Scope::AccountsWrite => "scope-accounts-write",
            Scope::InvitationsRead => "scope-invitations-read",
            Scope::InvitationsWrite => "scope-invitations-write",
            Scope::ModerationRead => "scope-moderation-read",
            Scope::ModerationWrite => "scope-moderation-write",
            Scope::AnnouncementsWrite => "scope-announcements-write",
            Scope::StatisticsRead => "scope-statistics-read",
        }
    }
}
