//! Leaving: the account is deleted with everything that it owns.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Account, Actor, Error, Refusal};
use serde::Deserialize;

use super::super::components::{Field, Head, Notice, Tone};
use super::super::cookies::Crumb;
use super::super::flash::Flash;
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::proof;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;

/// Who it is, once more.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

#[derive(Debug, Template)]
#[template(path = "site/security/delete.html")]
struct Delete<'a> {
    t: Locale,
    cx: &'a SignedIn,
    account: Account,
    /// Why it was not done, where it is about no field.
    refused: Option<Notice>,
    errors: Errors,
}

/// `GET /security/delete`.
pub(super) async fn form(cx: SignedIn) -> Result<Page, Trouble> {
    page(&cx, None, Errors::new()).await
}

/// `POST /security/delete`.
pub(super) async fn delete(cx: SignedIn, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    let mut errors = Errors::new();
    let mut refused = None;
    if proof::all(&cx, &typed.password, &typed.code, &mut errors).await?.is_some() {
        match cx.core().delete_account(&Actor::Owner, &cx.visitor.handle).await {
            Ok(_) => {
                let gone = cx.redirect("/").flash(Flash::success("own-account-deleted"));
                return Ok(gone.cookie(Crumb::Session.clear(cx.transport())).into_response());
            }
            Err(Error::Refusal(Refusal::LastAdministrator)) => {
                refused = Some(Notice::new(Tone::Error, cx.t().say("delete-last-administrator")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = page(&cx, refused, errors).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

async fn page(cx: &SignedIn, refused: Option<Notice>, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let content = Delete { t, cx, account: super::account(cx).await?, refused, errors };
    Ok(Page::new(cx, t.say("delete-title"), &content).tab(Tab::Security))
}
