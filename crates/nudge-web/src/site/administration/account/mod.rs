//! An account: all about it, and what can be done to it.

pub(super) mod address;
pub(super) mod change;
pub(super) mod delete;
pub(super) mod new;
pub(super) mod password;
mod subject;
pub(super) mod tokens;

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use nudge_core::member::Place;
use nudge_core::moderation::{Ban, Online, Report};
use nudge_core::{Account, Role, SignInRecord, Token};

use super::section::Section;
use super::{end, words};
use crate::site::components::{Avatar, Empty, Field, Head, Status};
use crate::site::form::Errors;
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;
use change::Change;
use subject::{Subject, path};

/// How many sign-ins and reports are shown.
const LATEST: usize = 10;

#[derive(Debug, Template)]
#[template(path = "site/administration/account/account.html")]
struct Shown<'a> {
    t: Locale,
    cx: &'a Administrator,
    account: &'a Account,
    has_password: bool,
    messenger: Vec<Online>,
    browsers: Vec<Place>,
    tokens: Vec<Token>,
    sign_ins: Vec<SignInRecord>,
    reports: Vec<Report>,
    bans: Vec<Ban>,
    /// How many circles the owner belongs to, and is invited to.
    circles: (usize, usize),
    token_name: &'a str,
    errors: Errors,
}

/// `GET /administration/accounts/{number}`.
pub(super) async fn account(cx: Administrator, Subject(account): Subject) -> Result<Response, Trouble> {
    Ok(page(&cx, &account, "", Errors::new()).await?.into_response())
}

/// All about it. `token_name` is what was typed for a new token, which has `errors`.
async fn page(
    cx: &Administrator,
    account: &Account,
    token_name: &str,
    errors: Errors,
) -> Result<Page, Trouble> {
    let (core, store, now) = (cx.core(), cx.core().store(), cx.core().clock().now());
    let credentials = store.credentials(&account.handle).await?;
    let bans = store.bans().await?;
    let concerns = |ban: &Ban| ban.holds(now) && ban.ban.whom.covers_handle(&account.handle);
    let circles = store.circles_of(account.id).await?;
    let all = circles.len();
    let joined = circles.iter().filter(|circle| circle.joined().any(|it| it.account == account.id)).count();
    let content = Shown {
        t: cx.t(),
        cx,
        account,
        has_password: credentials.is_some_and(|credentials| credentials.password.is_some()),
        messenger: core.online_as(account.id),
        browsers: core.places(account.id).await?,
        tokens: store.tokens(account.id).await?,
        sign_ins: store.sign_ins(account.id, LATEST).await?,
        reports: store.reports_about(&account.handle, LATEST).await?,
        bans: bans.into_iter().filter(concerns).collect(),
        circles: (joined, all - joined),
        token_name,
        errors,
    };
    Ok(Section::page_below(cx, account.handle.as_str(), &content))
}

impl Shown<'_> {
    fn path(&self) -> String {
        path(self.account)
    }

    fn is_administrator(&self) -> bool {
        self.account.role == Role::Administrator
    }

    fn status(&self, online: &Online) -> Status {
        words::status(self.t, online.status)
    }

    /// What can be done at the press of a button.
    fn changes(&self) -> impl Iterator<Item = Change> {
        Change::ALL.into_iter().filter(|change| change.is_for(self.account))
    }

    fn until(&self, ban: &Ban) -> String {
        end::written(self.t, ban.ban.expires)
    }

    /// The form for a ban, with the address filled in.
    fn ban_path(&self) -> String {
        super::bans::path_for(&self.account.handle)
    }

    /// What the token of a sign-in is called, if it was one that there still is.
    fn token_of(&self, record: &SignInRecord) -> Option<&str> {
        let used = record.sign_in.token?;
        self.tokens.iter().find(|token| token.id == used).map(|token| token.name.as_str())
    }
}
