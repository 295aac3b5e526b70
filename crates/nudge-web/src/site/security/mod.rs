//! Passwords, the second factor, who signed in; taking everything away, and leaving.

mod delete;
mod download;
mod enrolments;
mod readable;
mod second_factor;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use nudge_core::{Account, Actor, Error, Refusal, Secret, SignInRecord, Token, password};
use serde::Deserialize;

use super::components::{Field, Head};
use super::flash::Flash;
use super::form::{Errors, Form};
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;
use super::{proof, sign_in};

pub(super) use enrolments::Enrolments;

/// The present password, and a new one twice.
#[derive(Debug, Deserialize)]
pub(super) struct NewPassword {
    #[serde(default)]
    present: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

#[derive(Debug, Template)]
#[template(path = "site/security/overview.html")]
struct Overview<'a> {
    t: Locale,
    cx: &'a SignedIn,
    account: Account,
    sign_ins: Vec<SignInRecord>,
    tokens: Vec<Token>,
    errors: Errors,
}

/// How many sign-ins are shown.
const SIGN_INS: usize = 10;

/// The pages.
pub(super) fn router() -> Router {
    Router::new()
        .route("/security", get(overview).post(change))
        .route("/security/readable-password", get(readable::form).post(readable::allow))
        .route("/security/readable-password/forbid", post(readable::forbid))
        .route("/security/second-factor", get(second_factor::form).post(second_factor::enrol))
        .route("/security/second-factor/remove", post(second_factor::remove))
        .route("/security/download", get(download::form).post(download::download))
        .route("/security/delete", get(delete::form).post(delete::delete))
}

/// `GET /security`.
async fn overview(cx: SignedIn) -> Result<Page, Trouble> {
    page(&cx, Errors::new()).await
}

/// `POST /security`: changes the password. Every other browser is out then; this one is let in anew.
async fn change(cx: SignedIn, Form(typed): Form<NewPassword>) -> Result<Response, Trouble> {
    let t = cx.t();
    let mut errors = Errors::new();
    let new = Secret::new(typed.new);
    if password::check_policy(&new).is_err() {
        errors.add("new", t.say("register-password-weak"));
    } else if new.expose() != typed.again {
        errors.add("again", t.say("register-again-wrong"));
    }
    if errors.is_empty() && proof::password(&cx, "present", &typed.present, &mut errors).await?.is_some() {
        let set = cx.core().set_password(&Actor::Owner, &cx.visitor.handle, new.clone()).await;
        match set {
            Ok(()) => return changed(&cx, &new).await,
            Err(Error::Refusal(Refusal::WeakPassword)) => {
                errors.add("new", t.say("readable-password-unfit"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(page(&cx, errors).await?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// The browser's place was proved with the old password, and is worth nothing now.
async fn changed(cx: &SignedIn, new: &Secret) -> Result<Response, Trouble> {
    let core = Arc::clone(cx.core());
    let who = core.verify_real_password(&cx.visitor.handle, cx.origin().address, new).await?;
    core.leave(cx.visitor.account, cx.visitor.place).await?;
    let session = sign_in::session(cx, &who).await?;
    let done = cx.redirect(Tab::Security.path()).flash(Flash::success("password-changed"));
    Ok(done.cookie(session).into_response())
}

async fn page(cx: &SignedIn, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let account = account(cx).await?;
    let store = cx.core().store();
    let sign_ins = store.sign_ins(account.id, SIGN_INS).await?;
    let tokens = store.tokens(account.id).await?;
    let content = Overview { t, cx, account, sign_ins, tokens, errors };
    Ok(Page::new(cx, t.say("security-title"), &content).tab(Tab::Security))
}

/// The account as it is now.
async fn account(cx: &SignedIn) -> Result<Account, Trouble> {
    Ok(cx.core().store().account(cx.visitor.account).await?)
}

impl Overview<'_> {
    /// With what somebody signed in.
    fn proof(&self, record: &SignInRecord) -> Option<&str> {
        let token = record.sign_in.token?;
        self.tokens.iter().find(|known| known.id == token).map(|known| known.name.as_str())
    }
}
