//! An account for somebody.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{DisplayName, Handle, Secret};
use serde::Deserialize;

use super::super::section::Section;
use super::super::words::why;
use super::subject::path;
use crate::site::components::{Field, Head};
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(in crate::site::administration) struct New {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/account/new.html")]
struct Ask<'a> {
    t: Locale,
    cx: &'a Administrator,
    new: &'a New,
    errors: Errors,
}

/// `GET /administration/accounts/new`.
pub(in crate::site::administration) async fn form(cx: Administrator) -> Page {
    page(&cx, &New::default(), Errors::new())
}

/// `POST /administration/accounts/new`. Without a password, only access tokens open the account.
pub(in crate::site::administration) async fn make(
    cx: Administrator,
    Form(new): Form<New>,
) -> Result<Response, Trouble> {
    let t = cx.t();
    let mut errors = Errors::new();
    let handle = Handle::new(new.handle.trim());
    if handle.is_err() {
        errors.add("handle", t.say("register-handle-wrong"));
    }
    let typed_name = new.name.trim();
    let name = (!typed_name.is_empty()).then(|| DisplayName::new(typed_name)).transpose();
    if name.is_err() {
        errors.add("name", t.say("register-name-wrong"));
    }
    let (Ok(handle), Ok(name)) = (handle, name) else {
        return Ok(refused(&cx, &new, errors));
    };
    let password = (!new.password.is_empty()).then(|| Secret::new(new.password.clone()));
    match cx.core().add_account(&cx.visitor.administrator(), handle, name, password).await {
        Ok(account) => {
            let done = Flash::success("account-is-made").with("handle", account.handle.as_str());
            Ok(cx.redirect(&path(&account)).flash(done).into_response())
        }
        Err(error) => {
            let field = match error.refusal() {
                Some(nudge_core::Refusal::HandleTaken) => "handle",
                Some(_) | None => "password",
            };
            errors.add(field, t.say(why(error)?));
            Ok(refused(&cx, &new, errors))
        }
    }
}

fn refused(cx: &Administrator, new: &New, errors: Errors) -> Response {
    page(cx, new, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

fn page(cx: &Administrator, new: &New, errors: Errors) -> Page {
    Section::page_below(cx, cx.t().say("accounts-new"), &Ask { t: cx.t(), cx, new, errors })
}
