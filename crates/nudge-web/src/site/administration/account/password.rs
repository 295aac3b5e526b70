//! A new password for somebody.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Account, Secret as Hidden, entropy};
use serde::Deserialize;

use super::super::section::Section;
use super::super::words::why;
use super::subject::{Subject, path};
use crate::site::components::{Field, Head, Secret};
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// What was typed, or that it is to be drawn.
#[derive(Debug, Deserialize)]
pub(in crate::site::administration) struct New {
    #[serde(default)]
    password: String,
    #[serde(default)]
    drawn: bool,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/account/password.html")]
struct Ask<'a> {
    t: Locale,
    cx: &'a Administrator,
    account: &'a Account,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/account/password-drawn.html")]
struct Drawn<'a> {
    t: Locale,
    account: &'a Account,
    password: &'a str,
}

impl Ask<'_> {
    fn path(&self) -> String {
        path(self.account)
    }
}

impl Drawn<'_> {
    fn path(&self) -> String {
        path(self.account)
    }
}

/// How many characters one that is drawn has: 80 random bits, and clients of the era take it.
const CHARS: usize = 16;

/// `GET /administration/accounts/{number}/password`.
pub(in crate::site::administration) async fn form(cx: Administrator, Subject(account): Subject) -> Page {
    page(&cx, &account, Errors::new())
}

/// `POST /administration/accounts/{number}/password`: one that is drawn is shown this once.
pub(in crate::site::administration) async fn set(
    cx: Administrator,
    Subject(account): Subject,
    Form(new): Form<New>,
) -> Result<Response, Trouble> {
    let (t, core) = (cx.t(), cx.core());
    let text = if new.drawn { entropy::draw_text(core.entropy(), CHARS) } else { new.password };
    let password = Hidden::new(text);
    let set = core.set_password(&cx.visitor.administrator(), &account.handle, password.clone()).await;
    if let Err(error) = set {
        let mut errors = Errors::new();
        errors.add("password", t.say(why(error)?));
        return Ok(page(&cx, &account, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    if new.drawn {
        let drawn = Drawn { t, account: &account, password: password.expose() };
        return Ok(Section::page_below(&cx, t.say("account-password-drawn"), &drawn)
            .scripted()
            .into_response());
    }
    let done = Flash::success("account-password-set").with("handle", account.handle.as_str());
    Ok(cx.redirect(&path(&account)).flash(done).into_response())
}

fn page(cx: &Administrator, account: &Account, errors: Errors) -> Page {
    Section::page_below(cx, cx.t().say("account-password"), &Ask { t: cx.t(), cx, account, errors })
}
