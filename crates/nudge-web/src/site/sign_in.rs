//! Signing in and out.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Error, Handle, Refusal, Secret, SignIns, Verified, entropy};
use serde::Deserialize;

use super::components::{Field, Head, Notice, Tone};
use super::cookies::Crumb;
use super::cx::{Cx, own_path};
use super::flash::Flash;
use super::form::{Errors, Form};
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

static COUNTED: LazyLock<SignIns> = LazyLock::new(|| SignIns::by("site"));

/// Where somebody wants to go once they have signed in.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// What is typed to sign in.
#[derive(Debug, Deserialize)]
pub(super) struct Proof {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// The code of a second factor.
#[derive(Debug, Deserialize)]
pub(super) struct Code {
    #[serde(default)]
    code: String,
}

#[derive(Debug, Template)]
#[template(path = "site/sign-in.html")]
struct SignIn<'a> {
    t: Locale,
    cx: &'a Cx,
    handle: &'a str,
    next: &'a str,
    wrong: Option<Notice>,
    /// Whether somebody may have a code to confirm their address with.
    confirms: bool,
}

#[derive(Debug, Template)]
#[template(path = "site/sign-in-code.html")]
struct SecondStep<'a> {
    t: Locale,
    cx: &'a Cx,
    errors: Errors,
}

/// `GET /sign-in`.
pub(super) async fn form(cx: Cx, Query(Next { next }): Query<Next>) -> Response {
    if cx.visitor().is_some() {
        return cx.redirect(destination(&next)).into_response();
    }
    page(&cx, "", &next, None).into_response()
}

/// `POST /sign-in`.
pub(super) async fn sign_in(cx: Cx, Form(proof): Form<Proof>) -> Result<Response, Trouble> {
    let verified = match Handle::new(proof.handle.trim()) {
        Ok(handle) => {
            let password = Secret::new(proof.password);
            cx.core().verify_real_password(&handle, cx.origin().address, &password).await
        }
        Err(_) => Err(Refusal::BadCredentials.into()),
    };
    COUNTED.count(&verified);
    let who = match verified {
        Ok(who) => who,
        Err(Error::Fault(fault)) => return Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let (text, status) = words(refusal);
            let wrong = Notice::new(Tone::Error, cx.t().say(text));
            return Ok(page(&cx, &proof.handle, &proof.next, Some(wrong)).status(status).into_response());
        }
    };
    if cx.core().needs_second_factor(&who).await? {
        return first_step(&cx, who, proof.next);
    }
    enter(&cx, &who, &proof.next).await
}

/// `GET /sign-in/code`.
pub(super) async fn code_form(cx: Cx) -> Response {
    match pending(&cx) {
        Some(_) => code_page(&cx, Errors::new()).into_response(),
        None => cx.redirect(Tab::SignIn.path()).into_response(),
    }
}

/// `POST /sign-in/code`.
pub(super) async fn code(cx: Cx, Form(Code { code }): Form<Code>) -> Result<Response, Trouble> {
    let Some((secret, who, next)) = pending(&cx) else {
        let late = Flash::warning("sign-in-late");
        return Ok(cx.redirect(Tab::SignIn.path()).flash(late).into_response());
    };
    let checked = cx.core().check_second_factor(who, &code, cx.origin().address).await;
    match checked {
        Ok(who) => {
            cx.0.site.pending.forget(&secret);
            enter(&cx, &who, &next).await
        }
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let (text, status) = words(refusal);
            let mut errors = Errors::new();
            errors.add("code", cx.t().say(text));
            Ok(code_page(&cx, errors).status(status).into_response())
        }
    }
}

/// `POST /sign-out`.
pub(super) async fn sign_out(signed_in: SignedIn) -> Result<Response, Trouble> {
    let SignedIn { cx, visitor } = signed_in;
    cx.core().leave(visitor.account, visitor.place).await?;
    let out = cx.redirect("/").flash(Flash::success("signed-out"));
    Ok(out.cookie(Crumb::Session.clear(cx.transport())).into_response())
}

/// Gives the browser its session, and leads on.
pub(super) async fn enter(cx: &Cx, who: &Verified, next: &str) -> Result<Response, Trouble> {
    let done = cx.redirect(destination(next)).cookie(session(cx, who).await?);
    Ok(done.cookie(Crumb::Pending.clear(cx.transport())).into_response())
}

/// Opens a place for the browser: the cookie with its secret.
pub(super) async fn session(cx: &Cx, who: &Verified) -> Result<Option<HeaderValue>, Trouble> {
    let session = cx.core().open_place(who, cx.origin().clone()).await?;
    let lasts = std::time::Duration::from_millis(cx.core().policy().place_millis.unsigned_abs());
    Ok(Crumb::Session.set(session.expose(), Some(lasts), cx.transport()))
}

fn first_step(cx: &Cx, who: Verified, next: String) -> Result<Response, Trouble> {
    let secret = Secret::new(entropy::draw_text(cx.core().entropy(), 32));
    if !cx.0.site.pending.keep(&secret, who, next, cx.core().clock().now()) {
        return Err(Trouble::status(StatusCode::SERVICE_UNAVAILABLE));
    }
    let cookie = Crumb::Pending.set(secret.expose(), None, cx.transport());
    Ok(cx.redirect("/sign-in/code").cookie(cookie).into_response())
}

fn pending(cx: &Cx) -> Option<(Secret, Verified, String)> {
    let secret = Secret::new(cx.0.pending.clone()?);
    let (who, next) = cx.0.site.pending.find(&secret, cx.core().clock().now())?;
    Some((secret, who, next))
}

/// What is said about it. Whoever has no account is told the same as whoever has typed a wrong password.
pub(super) fn words(refusal: Refusal) -> (&'static str, StatusCode) {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others cannot come of it")]
    match refusal {
        Refusal::TooManyAttempts => ("sign-in-throttled", StatusCode::TOO_MANY_REQUESTS),
        Refusal::Busy => ("sign-in-busy", StatusCode::SERVICE_UNAVAILABLE),
        Refusal::Disabled => ("sign-in-disabled", StatusCode::FORBIDDEN),
        Refusal::Banned => ("sign-in-banned", StatusCode::FORBIDDEN),
        Refusal::Unconfirmed => ("sign-in-unconfirmed", StatusCode::FORBIDDEN),
        Refusal::WrongCode => ("sign-in-wrong-code", StatusCode::UNPROCESSABLE_ENTITY),
        _ => ("sign-in-wrong", StatusCode::UNPROCESSABLE_ENTITY),
    }
}

/// A path of ours, or where everybody begins.
fn destination(next: &str) -> &str {
    own_path(next).unwrap_or(Tab::Tokens.path())
}

fn page(cx: &Cx, handle: &str, next: &str, wrong: Option<Notice>) -> Page {
    let t = cx.t();
    let confirms = cx.core().policy().confirm_addresses;
    let content = SignIn { t, cx, handle, next, wrong, confirms };
    Page::new(cx, t.say("sign-in-title"), &content).tab(Tab::SignIn)
}

fn code_page(cx: &Cx, errors: Errors) -> Page {
    let t = cx.t();
    Page::new(cx, t.say("code-title"), &SecondStep { t, cx, errors }).tab(Tab::SignIn)
}
