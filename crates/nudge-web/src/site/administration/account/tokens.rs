//! Access tokens of somebody.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Account, TokenName};
use serde::Deserialize;

use super::super::section::Section;
use super::super::words::why;
use super::subject::{Subject, path};
use crate::site::components::{Head, Secret};
use crate::site::cx::Redirect;
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// What a new token is to be called, or which one is meant.
#[derive(Debug, Deserialize)]
pub(in crate::site::administration) struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/account/token-made.html")]
struct Made<'a> {
    t: Locale,
    account: &'a Account,
    name: &'a str,
    token: &'a str,
}

impl Made<'_> {
    fn path(&self) -> String {
        path(self.account)
    }
}

/// `POST /administration/accounts/{number}/tokens`.
pub(in crate::site::administration) async fn make(
    cx: Administrator,
    Subject(account): Subject,
    Form(new): Form<Named>,
) -> Result<Response, Trouble> {
    let t = cx.t();
    let name = new.name.trim();
    let made = match TokenName::new(name) {
        Ok(name) => cx.core().add_token(&cx.visitor.administrator(), &account.handle, name).await,
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok((token, secret)) => {
            let made = Made { t, account: &account, name: token.name.as_str(), token: secret.expose() };
            Ok(Section::page_below(&cx, t.say("account-token-made"), &made).scripted().into_response())
        }
        Err(error) => {
            let mut errors = Errors::new();
            errors.add("name", t.say(why(error)?));
            let page = super::page(&cx, &account, name, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `POST /administration/accounts/{number}/tokens/revoke`.
pub(in crate::site::administration) async fn revoke(
    cx: Administrator,
    Subject(account): Subject,
    Form(which): Form<Named>,
) -> Result<Redirect, Trouble> {
    let name = TokenName::new(&which.name).map_err(|_| Trouble::BAD_REQUEST)?;
    let flash = match cx.core().revoke_token(&cx.visitor.administrator(), &account.handle, &name).await {
        Ok(()) => Flash::success("token-revoked").with("name", name.as_str()),
        Err(error) => Flash::error(why(error)?),
    };
    Ok(cx.redirect(&path(&account)).flash(flash))
}
