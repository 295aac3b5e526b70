//! Access tokens: made, shown once, revoked.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Actor, Error, Refusal, Token, TokenName};
use serde::Deserialize;

use super::clients::{Client, clients};
use super::components::{Confirm, Empty, Field, Head, Secret};
use super::flash::Flash;
use super::form::{Errors, Form};
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// What a new token is to be called, or which one is meant.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
    /// Whether whoever revokes it has said that they mean it.
    #[serde(default)]
    sure: bool,
}

#[derive(Debug, Template)]
#[template(path = "site/tokens.html")]
struct Tokens<'a> {
    t: Locale,
    cx: &'a SignedIn,
    known: Vec<Token>,
    name: &'a str,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/token-made.html")]
struct Made<'a> {
    t: Locale,
    handle: &'a str,
    name: &'a str,
    token: &'a str,
    clients: Vec<Client>,
}

#[derive(Debug, Template)]
#[template(path = "site/token-revoke.html")]
struct Revoke<'a> {
    t: Locale,
    cx: &'a SignedIn,
    name: &'a str,
}

/// `GET /tokens`.
pub(super) async fn tokens(cx: SignedIn) -> Result<Page, Trouble> {
    page(&cx, "", Errors::new()).await
}

/// `POST /tokens`.
pub(super) async fn make(cx: SignedIn, Form(new): Form<Named>) -> Result<Response, Trouble> {
    let t = cx.t();
    let name = new.name.trim();
    let made = match TokenName::new(name) {
        Ok(name) => cx.core().add_token(&Actor::Owner, &cx.visitor.handle, name).await,
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok((token, secret)) => {
            let made = Made {
                t,
                handle: cx.visitor.handle.as_str(),
                name: token.name.as_str(),
                token: secret.expose(),
                clients: clients(),
            };
            Ok(Page::new(&cx, t.say("token-made-title"), &made).tab(Tab::Tokens).scripted().into_response())
        }
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let mut errors = Errors::new();
            errors.add("name", t.say(wrong(refusal)));
            let page = page(&cx, name, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `POST /tokens/revoke`: asks first, and does it when it is sure.
pub(super) async fn revoke(
    cx: SignedIn,
    Form(Named { name, sure }): Form<Named>,
) -> Result<Response, Trouble> {
    let t = cx.t();
    let token = TokenName::new(&name).map_err(|_| Trouble::BAD_REQUEST)?;
    if !sure {
        let content = Revoke { t, cx: &cx, name: &name };
        return Ok(Page::new(&cx, t.say("token-revoke-title"), &content).tab(Tab::Tokens).into_response());
    }
    cx.core().revoke_token(&Actor::Owner, &cx.visitor.handle, &token).await?;
    let done = Flash::success("token-revoked").with("name", name);
    Ok(cx.redirect(Tab::Tokens.path()).flash(done).into_response())
}

fn wrong(refusal: Refusal) -> &'static str {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others cannot come of it")]
    match refusal {
        Refusal::TokenNameTaken => "token-name-taken",
        Refusal::TooManyTokens => "token-too-many",
        _ => "token-name-wrong",
    }
}

async fn page(cx: &SignedIn, name: &str, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let known = cx.core().store().tokens(cx.visitor.account).await?;
    let content = Tokens { t, cx, known, name, errors };
    Ok(Page::new(cx, t.say("tokens-title"), &content).tab(Tab::Tokens))
}
