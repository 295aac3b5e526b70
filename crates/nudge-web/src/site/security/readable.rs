//! The password in a form that the server can read, for clients that ask for a proof of it and cannot show it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Account, Actor, Error, Refusal, Secret};
use serde::Deserialize;

use super::super::components::{Field, Head, Notice, Tone};
use super::super::flash::Flash;
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::proof;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;

/// The account's password.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    password: String,
}

#[derive(Debug, Template)]
#[template(path = "site/security/readable.html")]
struct Readable<'a> {
    t: Locale,
    cx: &'a SignedIn,
    account: Account,
    errors: Errors,
}

/// `GET /security/readable-password`.
pub(super) async fn form(cx: SignedIn) -> Result<Page, Trouble> {
    page(&cx, Errors::new()).await
}

/// `POST /security/readable-password`.
pub(super) async fn allow(cx: SignedIn, Form(Typed { password }): Form<Typed>) -> Result<Response, Trouble> {
    let mut errors = Errors::new();
    if proof::password(&cx, "password", &password, &mut errors).await?.is_some() {
        let allowed =
            cx.core().allow_legacy_password(&Actor::Owner, &cx.visitor.handle, Secret::new(password)).await;
        match allowed {
            Ok(()) => return Ok(back(&cx, "readable-password-allowed")),
            Err(Error::Refusal(Refusal::WeakPassword)) => {
                errors.add("password", cx.t().say("readable-password-unfit"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(page(&cx, errors).await?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `POST /security/readable-password/forbid`.
pub(super) async fn forbid(cx: SignedIn) -> Result<Response, Trouble> {
    cx.core().forbid_legacy_password(&Actor::Owner, &cx.visitor.handle).await?;
    Ok(back(&cx, "readable-password-forbidden"))
}

fn back(cx: &SignedIn, said: &str) -> Response {
    cx.redirect(Tab::Security.path()).flash(Flash::success(said)).into_response()
}

async fn page(cx: &SignedIn, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let content = Readable { t, cx, account: super::account(cx).await?, errors };
    Ok(Page::new(cx, t.say("readable-password-title"), &content).tab(Tab::Security))
}
