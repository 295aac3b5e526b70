//! Telling the administrators about somebody.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Error, Handle, Refusal};
use serde::Deserialize;

use super::components::{Field, Head};
use super::flash::Flash;
use super::form::{Errors, Form};
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// About whom.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    #[serde(default)]
    about: String,
}

/// About whom, and what happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    about: String,
    #[serde(default)]
    text: String,
}

#[derive(Debug, Template)]
#[template(path = "site/report.html")]
struct Report<'a> {
    t: Locale,
    cx: &'a SignedIn,
    typed: &'a Typed,
    errors: Errors,
}

/// `GET /report`.
pub(super) async fn form(cx: SignedIn, Query(About { about }): Query<About>) -> Page {
    page(&cx, &Typed { about, text: String::new() }, Errors::new())
}

/// `POST /report`.
pub(super) async fn report(cx: SignedIn, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    let t = cx.t();
    let mut errors = Errors::new();
    let told = match Handle::new(typed.about.trim()) {
        Ok(about) => {
            let account = cx.core().store().account(cx.visitor.account).await?;
            cx.core().report(&account, about, &typed.text).await.map(drop)
        }
        Err(refusal) => Err(refusal.into()),
    };
    match told {
        Ok(()) => {
            let done = Flash::success("report-made").with("name", typed.about.trim());
            return Ok(cx.redirect(Tab::Contacts.path()).flash(done).into_response());
        }
        Err(Error::Refusal(Refusal::InvalidAddress)) => errors.add("about", t.say("register-handle-wrong")),
        Err(Error::Refusal(Refusal::InvalidText)) => errors.add("text", t.say("report-text-wrong")),
        Err(Error::Refusal(Refusal::TooFast)) => errors.add("text", t.say("report-too-many")),
        Err(error) => return Err(error.into()),
    }
    Ok(page(&cx, &typed, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

fn page(cx: &SignedIn, typed: &Typed, errors: Errors) -> Page {
    let t = cx.t();
    Page::new(cx, t.say("report-somebody-title"), &Report { t, cx, typed, errors }).tab(Tab::Contacts)
}
