//! A new password for somebody who has forgotten theirs.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Error, Handle, Refusal, Secret};
use serde::Deserialize;

use super::components::{Empty, Field, Head};
use super::confirm::{self, Address};
use super::cx::Cx;
use super::flash::Flash;
use super::form::{Errors, Form};
use super::letters::{self, Wanted};
use super::page::Page;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// Where a code is asked for.
pub(super) const PATH: &str = "/forgotten";

/// Where the code is typed.
pub(super) const RESET_PATH: &str = "/reset";

/// The code of the letter, and the password that is to be.
#[derive(Debug, Default, Deserialize)]
pub(super) struct New {
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

#[derive(Debug, Template)]
#[template(path = "site/forgotten.html")]
struct Forgotten<'a> {
    t: Locale,
    cx: &'a Cx,
    handle: &'a str,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/forgotten-no-mail.html")]
struct NoMail {
    t: Locale,
}

#[derive(Debug, Template)]
#[template(path = "site/reset.html")]
struct Reset<'a> {
    t: Locale,
    cx: &'a Cx,
    code: &'a str,
    errors: Errors,
}

/// `GET /forgotten`.
pub(super) async fn form(cx: Cx) -> Page {
    if cx.0.site.mail.is_none() {
        let t = cx.t();
        return Page::new(&cx, t.say("forgotten-title"), &NoMail { t }).tab(Tab::SignIn);
    }
    page(&cx, "", Errors::new())
}

/// `POST /forgotten`: what is answered does not tell whether there is such an account.
pub(super) async fn ask(cx: Cx, Form(Address { handle }): Form<Address>) -> Result<Response, Trouble> {
    needed(&cx)?;
    let Ok(known) = Handle::new(handle.trim()) else {
        let mut errors = Errors::new();
        errors.add("handle", cx.t().say("register-handle-wrong"));
        return Ok(page(&cx, &handle, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    };
    letters::ask(&cx, known, Wanted::Reset).map_err(Error::from)?;
    let sent = Flash::success("forgotten-sent");
    Ok(cx.redirect(RESET_PATH).flash(sent).into_response())
}

/// `GET /reset`.
pub(super) async fn reset_form(cx: Cx) -> Result<Page, Trouble> {
    needed(&cx)?;
    Ok(reset_page(&cx, "", Errors::new()))
}

/// `POST /reset`.
pub(super) async fn reset(cx: Cx, Form(new): Form<New>) -> Result<Response, Trouble> {
    needed(&cx)?;
    let t = cx.t();
    let mut errors = Errors::new();
    if new.password != new.again {
        errors.add("again", t.say("register-again-wrong"));
        return Ok(refused(&cx, &new, errors, StatusCode::UNPROCESSABLE_ENTITY));
    }
    match cx.core().reset(&new.code, Secret::new(new.password.clone()), cx.origin().address).await {
        Ok(account) => {
            // It is for the case that it was somebody else; the password is set with or without it.
            let _ = letters::was_reset(&cx, &account);
            let done = Flash::success("reset-done");
            Ok(cx.redirect(Tab::SignIn.path()).flash(done).into_response())
        }
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(Refusal::WeakPassword)) => {
            errors.add("password", t.say("register-password-weak"));
            Ok(refused(&cx, &new, errors, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(Error::Refusal(refusal)) => {
            let (text, status) = confirm::wrong(refusal);
            errors.add("code", t.say(text));
            Ok(refused(&cx, &new, errors, status))
        }
    }
}

/// Without mail, nobody has a code.
fn needed(cx: &Cx) -> Result<(), Trouble> {
    if cx.0.site.mail.is_some() { Ok(()) } else { Err(Trouble::status(StatusCode::NOT_FOUND)) }
}

fn page(cx: &Cx, handle: &str, errors: Errors) -> Page {
    let t = cx.t();
    Page::new(cx, t.say("forgotten-title"), &Forgotten { t, cx, handle, errors }).tab(Tab::SignIn)
}

fn refused(cx: &Cx, new: &New, errors: Errors, status: StatusCode) -> Response {
    reset_page(cx, &new.code, errors).status(status).into_response()
}

fn reset_page(cx: &Cx, code: &str, errors: Errors) -> Page {
    let t = cx.t();
    Page::new(cx, t.say("reset-title"), &Reset { t, cx, code, errors }).tab(Tab::SignIn)
}
