//! The second factor: sharing a secret with an authenticator, and taking it away again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::member::Enrolment;
use nudge_core::{Actor, Error, Refusal, Secret};
use serde::Deserialize;

use super::super::components::{Field, Head, Notice, Qr, Secret as Code, Tone};
use super::super::flash::Flash;
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::proof;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;

/// The account's password, and what the authenticator shows.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

#[derive(Debug, Template)]
#[template(path = "site/security/second-factor-enrol.html")]
struct Enrol<'a> {
    t: Locale,
    cx: &'a SignedIn,
    picture: Option<Qr>,
    /// The secret as it is typed, in groups of four.
    secret: String,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/security/second-factor-codes.html")]
struct Codes {
    t: Locale,
    /// One on each line.
    codes: String,
}

#[derive(Debug, Template)]
#[template(path = "site/security/second-factor.html")]
struct There<'a> {
    t: Locale,
    cx: &'a SignedIn,
    codes_left: u32,
    errors: Errors,
}

/// What authenticators call the service.
const SERVICE: &str = "Nudge";

const PATH: &str = "/security/second-factor";

/// `GET /security/second-factor`.
pub(super) async fn form(cx: SignedIn) -> Result<Page, Trouble> {
    let account = super::account(&cx).await?;
    if account.has_second_factor {
        return removal(&cx, Errors::new()).await;
    }
    let (core, now) = (cx.core(), cx.core().clock().now());
    let draw = || core.draw_second_factor(&account, SERVICE);
    let enrolment = cx.cx.0.site.enrolments.begin(cx.visitor.place, now, draw);
    let enrolment = enrolment.ok_or_else(|| Trouble::status(StatusCode::SERVICE_UNAVAILABLE))?;
    Ok(enrolling(&cx, &enrolment, Errors::new()))
}

/// `POST /security/second-factor`.
pub(super) async fn enrol(cx: SignedIn, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    let enrolments = &cx.cx.0.site.enrolments;
    let enrolment = enrolments.find(cx.visitor.place, cx.core().clock().now());
    let has_one = super::account(&cx).await?.has_second_factor;
    let Some(enrolment) = enrolment.filter(|_| !has_one) else {
        // It took too long, was done already, or the page was loaded anew.
        let late = Flash::warning(if has_one { "second-factor-there" } else { "second-factor-late" });
        return Ok(cx.redirect(PATH).flash(late).into_response());
    };
    let mut errors = Errors::new();
    if let Some(who) = proof::password(&cx, "password", &typed.password, &mut errors).await? {
        match cx.core().set_second_factor(who.account, &enrolment.secret, &typed.code).await {
            Ok(codes) => {
                enrolments.forget(cx.visitor.place);
                return Ok(codes_page(&cx, &codes).into_response());
            }
            Err(Error::Refusal(Refusal::WrongCode)) => errors.add("code", cx.t().say("second-factor-wrong")),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(enrolling(&cx, &enrolment, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `POST /security/second-factor/remove`.
pub(super) async fn remove(cx: SignedIn, Form(typed): Form<Typed>) -> Result<Response, Trouble> {
    let mut errors = Errors::new();
    if proof::all(&cx, &typed.password, &typed.code, &mut errors).await?.is_some() {
        cx.core().remove_second_factor(&Actor::Owner, &cx.visitor.handle).await?;
        let done = Flash::success("second-factor-removed");
        return Ok(cx.redirect(Tab::Security.path()).flash(done).into_response());
    }
    Ok(removal(&cx, errors).await?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

fn enrolling(cx: &SignedIn, enrolment: &Enrolment, errors: Errors) -> Page {
    let t = cx.t();
    let picture = Qr::new(enrolment.address.expose(), t.say("second-factor-picture"));
    let content = Enrol { t, cx, picture, secret: in_groups(&enrolment.secret), errors };
    Page::new(cx, t.say("second-factor-title"), &content).tab(Tab::Security).scripted()
}

fn codes_page(cx: &SignedIn, codes: &[Secret]) -> Page {
    let t = cx.t();
    let codes: Vec<_> = codes.iter().map(Secret::expose).collect();
    let content = Codes { t, codes: codes.join("\n") };
    Page::new(cx, t.say("second-factor-codes"), &content).tab(Tab::Security).scripted()
}

async fn removal(cx: &SignedIn, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let factor = cx.core().store().second_factor(cx.visitor.account).await?;
    let codes_left = factor.map_or(0, |factor| factor.recovery_left);
    let content = There { t, cx, codes_left, errors };
    Ok(Page::new(cx, t.say("second-factor-title"), &content).tab(Tab::Security))
}

/// `ABCD EFGH`: people type four characters at a time.
fn in_groups(secret: &Secret) -> String {
    let letters: Vec<char> = secret.expose().chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}
