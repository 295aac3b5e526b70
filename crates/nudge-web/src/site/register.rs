//! Becoming a member.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::member::{Applicant, Registered, Registration};
use nudge_core::{DisplayName, Error, Handle, Refusal, Secret};
use nudge_mail::Full;
use serde::Deserialize;

use super::components::{Empty, Field, Head};
use super::confirm;
use super::cx::Cx;
use super::flash::Flash;
use super::form::{Errors, Form};
use super::letters;
use super::page::Page;
use super::sign_in;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// What is typed to register.
#[derive(Debug, Default, Deserialize)]
pub(super) struct New {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
    /// Of the link of invitation.
    #[serde(default)]
    code: String,
}

#[derive(Debug, Template)]
#[template(path = "site/register.html")]
struct Register<'a> {
    t: Locale,
    cx: &'a Cx,
    new: &'a New,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/register-closed.html")]
struct Closed {
    t: Locale,
    /// What is said instead of a form.
    text: &'static str,
    what: &'static str,
}

/// `GET /register`.
pub(super) async fn form(cx: Cx) -> Response {
    match cx.core().policy().registration {
        Registration::Open => page(&cx, &New::default(), Errors::new()).into_response(),
        Registration::Invitation => {
            closed(&cx, "register-by-invitation", "register-by-invitation.text").into_response()
        }
        Registration::Closed => closed(&cx, "register-closed", "register-closed.text").into_response(),
    }
}

/// `GET /join/{code}`: the link of invitation.
pub(super) async fn join(cx: Cx, Path(code): Path<String>) -> Result<Response, Trouble> {
    if cx.core().may_register(Some(&code)).await? {
        return Ok(page(&cx, &New { code, ..New::default() }, Errors::new()).into_response());
    }
    let refused = closed(&cx, "register-void", "register-void.text");
    Ok(refused.status(StatusCode::NOT_FOUND).into_response())
}

/// `POST /register`.
pub(super) async fn register(cx: Cx, Form(new): Form<New>) -> Result<Response, Trouble> {
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
    if new.password != new.again {
        errors.add("again", t.say("register-again-wrong"));
    }
    let (Ok(handle), Ok(name), true) = (handle, name, errors.is_empty()) else {
        return Ok(refused(&cx, &new, errors));
    };
    let applicant = Applicant {
        handle,
        name,
        password: Secret::new(new.password.clone()),
        code: (!new.code.is_empty()).then(|| new.code.clone()),
        from: cx.origin().address,
    };
    match cx.core().apply(applicant).await {
        Ok(Registered { account, who, confirmation }) => match confirmation {
            None => sign_in::enter(&cx, &who, Tab::Tokens.path()).await,
            Some(code) => {
                let said = match letters::confirmation(&cx, &account, &code) {
                    Ok(()) => Flash::success("confirm-sent").with("address", account.handle.as_str()),
                    Err(Full) => Flash::warning("confirm-not-sent"),
                };
                Ok(cx.redirect(confirm::PATH).flash(said).into_response())
            }
        },
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let Some((field, text)) = wrong(refusal) else { return Err(Error::Refusal(refusal).into()) };
            errors.add(field, t.say(text));
            Ok(refused(&cx, &new, errors))
        }
    }
}

/// Beside which field it is said.
fn wrong(refusal: Refusal) -> Option<(&'static str, &'static str)> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are no mistakes in a field")]
    match refusal {
        Refusal::HandleTaken => Some(("handle", "register-handle-taken")),
        Refusal::WeakPassword => Some(("password", "register-password-weak")),
        Refusal::LinkVoid => Some(("handle", "register-void")),
        _ => None,
    }
}

fn refused(cx: &Cx, new: &New, errors: Errors) -> Response {
    page(cx, new, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}

fn page(cx: &Cx, new: &New, errors: Errors) -> Page {
    let t = cx.t();
    Page::new(cx, t.say("register-title"), &Register { t, cx, new, errors }).tab(Tab::Register)
}

fn closed(cx: &Cx, text: &'static str, what: &'static str) -> Page {
    let t = cx.t();
    Page::new(cx, t.say("register-title"), &Closed { t, text, what }).tab(Tab::Register)
}
