//! Deleting an account, for good.

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

/// The address, typed by whoever means it.
#[derive(Debug, Deserialize)]
pub(in crate::site::administration) struct Meant {
    #[serde(default)]
    handle: String,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/account/delete.html")]
struct Ask<'a> {
    t: Locale,
    cx: &'a Administrator,
    account: &'a Account,
    errors: Errors,
}

impl Ask<'_> {
    fn path(&self) -> String {
        path(self.account)
    }
}

/// `GET /administration/accounts/{number}/delete`.
pub(in crate::site::administration) async fn form(cx: Administrator, Subject(account): Subject) -> Page {
    page(&cx, &account, Errors::new())
}

/// `POST /administration/accounts/{number}/delete`.
pub(in crate::site::administration) async fn delete(
    cx: Administrator,
    Subject(account): Subject,
    Form(meant): Form<Meant>,
) -> Result<Response, Trouble> {
    let is_meant = Handle::new(meant.handle.trim()).is_ok_and(|typed| typed == account.handle);
    let wrong = if is_meant {
        match cx.core().delete_account(&cx.visitor.administrator(), &account.handle).await {
            Ok(_) => None,
            Err(error) => Some(why(error)?),
        }
    } else {
        Some("account-delete-wrong")
    };
    if let Some(wrong) = wrong {
        let mut errors = Errors::new();
        errors.add("handle", cx.t().say(wrong));
        let page = page(&cx, &account, errors);
        return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    let done = Flash::success("account-deleted").with("handle", account.handle.as_str());
    Ok(cx.redirect(Section::Accounts.path()).flash(done).into_response())
}

fn page(cx: &Administrator, account: &Account, errors: Errors) -> Page {
    Section::page_below(cx, cx.t().say("account-delete"), &Ask { t: cx.t(), cx, account, errors })
}
