//! Another address for somebody.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Account, Handle};
use serde::Deserialize;

use super::super::section::Section;
use super::super::words::why;
use super::subject::{Subject, path};
use crate::site::components::{Field, Head};
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// What was typed.
#[derive(Debug, Deserialize)]
pub(in crate::site::administration) struct New {
    #[serde(default)]
    handle: String,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/account/address.html")]
struct Ask<'a> {
    t: Locale,
    cx: &'a Administrator,
    account: &'a Account,
    handle: &'a str,
    errors: Errors,
}

impl Ask<'_> {
    fn path(&self) -> String {
        path(self.account)
    }
}

/// `GET /administration/accounts/{number}/address`.
pub(in crate::site::administration) async fn form(cx: Administrator, Subject(account): Subject) -> Page {
    page(&cx, &account, account.handle.as_str(), Errors::new())
}

/// `POST /administration/accounts/{number}/address`.
pub(in crate::site::administration) async fn rename(
    cx: Administrator,
    Subject(account): Subject,
    Form(new): Form<New>,
) -> Result<Response, Trouble> {
    let renamed = match Handle::new(new.handle.trim()) {
        Ok(handle) => cx.core().rename_account(&cx.visitor.administrator(), &account.handle, handle).await,
        Err(refusal) => Err(refusal.into()),
    };
    if let Err(error) = renamed {
        let mut errors = Errors::new();
        errors.add("handle", cx.t().say(why(error)?));
        let page = page(&cx, &account, &new.handle, errors);
        return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    let done = Flash::success("account-renamed").with("handle", new.handle.trim());
    Ok(cx.redirect(&path(&account)).flash(done).into_response())
}

fn page(cx: &Administrator, account: &Account, handle: &str, errors: Errors) -> Page {
    Section::page_below(cx, cx.t().say("account-address"), &Ask { t: cx.t(), cx, account, handle, errors })
}
