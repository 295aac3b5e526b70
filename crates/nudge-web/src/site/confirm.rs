//! Showing that an address is one's own.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Error, Handle, Refusal};
use serde::Deserialize;

use super::components::{Field, Head};
use super::cx::Cx;
use super::flash::Flash;
use super::form::{Errors, Form};
use super::letters::{self, Wanted};
use super::page::Page;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// Where it is.
pub(super) const PATH: &str = "/confirm";

/// The code of the letter.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Code {
    #[serde(default)]
    code: String,
}

/// Who wants another letter.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    pub(super) handle: String,
}

#[derive(Debug, Template)]
#[template(path = "site/confirm.html")]
struct Confirm<'a> {
    t: Locale,
    cx: &'a Cx,
    handle: &'a str,
    errors: Errors,
}

/// `GET /confirm`.
pub(super) async fn form(cx: Cx) -> Result<Page, Trouble> {
    needed(&cx)?;
    Ok(page(&cx, "", Errors::new()))
}

/// `POST /confirm`.
pub(super) async fn confirm(cx: Cx, Form(Code { code }): Form<Code>) -> Result<Response, Trouble> {
    needed(&cx)?;
    match cx.core().confirm(&code, cx.origin().address).await {
        Ok(_) => {
            let done = Flash::success("confirmed");
            Ok(cx.redirect(Tab::SignIn.path()).flash(done).into_response())
        }
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let (text, status) = wrong(refusal);
            let mut errors = Errors::new();
            errors.add("code", cx.t().say(text));
            Ok(page(&cx, "", errors).status(status).into_response())
        }
    }
}

/// `POST /confirm/again`: another letter. What is answered does not tell whether there is such an account.
pub(super) async fn again(cx: Cx, Form(Address { handle }): Form<Address>) -> Result<Response, Trouble> {
    needed(&cx)?;
    let Ok(known) = Handle::new(handle.trim()) else {
        let mut errors = Errors::new();
        errors.add("handle", cx.t().say("register-handle-wrong"));
        return Ok(page(&cx, &handle, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    letters::ask(&cx, known, Wanted::Confirmation).map_err(Error::from)?;
    let sent = Flash::success("confirm-sent-again");
    Ok(cx.redirect(PATH).flash(sent).into_response())
}

/// Where nobody must confirm anything there is no such page.
fn needed(cx: &Cx) -> Result<(), Trouble> {
    let needed = cx.core().policy().confirm_addresses && cx.0.site.mail.is_some();
    if needed { Ok(()) } else { Err(Trouble::status(StatusCode::NOT_FOUND)) }
}

/// What is said of a code that is not taken.
pub(super) fn wrong(refusal: Refusal) -> (&'static str, StatusCode) {
    if refusal == Refusal::TooManyAttempts {
        ("sign-in-throttled", StatusCode::TOO_MANY_REQUESTS)
    } else {
        ("confirm-wrong", StatusCode::UNPROCESSABLE_ENTITY)
    }
}

fn page(cx: &Cx, handle: &str, errors: Errors) -> Page {
    let t = cx.t();
    Page::new(cx, t.say("confirm-title"), &Confirm { t, cx, handle, errors }).tab(Tab::SignIn)
}
