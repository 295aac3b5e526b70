//! Who is not let in.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::moderation::{Ban, BanId, Banned, NewBan};
use nudge_core::{Error, Handle, Refusal};
use serde::Deserialize;

use super::end;
use super::list::{ROWS, encoded, pages};
use super::section::Section;
use super::words::why;
use crate::site::components::{Choice, Empty, Field, Head, Pager};
use crate::site::cx::Redirect;
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// Which page, and what the form has in it to begin with.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    page: Option<u64>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    whom: String,
}

/// What was typed for a new ban.
#[derive(Debug, Deserialize)]
pub(super) struct New {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    whom: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    end: String,
}

/// Which ban.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    id: i64,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/bans.html")]
struct Bans<'a> {
    t: Locale,
    cx: &'a Administrator,
    shown: Vec<Ban>,
    page: u64,
    pages: u64,
    new: &'a New,
    errors: Errors,
}

/// What can be banned, as a form sends it and what it is called.
const KINDS: [(&str, &str); 3] =
    [("account", "ban-account"), ("email", "ban-email"), ("network", "ban-network")];

/// The form with somebody's address in it.
pub(super) fn path_for(handle: &Handle) -> String {
    format!("{}?kind=account&whom={}", Section::Bans.path(), encoded(handle.as_str()))
}

/// `GET /administration/bans`.
pub(super) async fn bans(cx: Administrator, Query(asked): Query<Asked>) -> Result<Page, Trouble> {
    let new = New { kind: asked.kind, whom: asked.whom, reason: String::new(), end: "never".to_owned() };
    page(&cx, asked.page.unwrap_or(1), &new, Errors::new()).await
}

/// `POST /administration/bans`.
pub(super) async fn add(cx: Administrator, Form(new): Form<New>) -> Result<Response, Trouble> {
    let (t, now) = (cx.t(), cx.core().clock().now());
    let mut errors = Errors::new();
    let whom = Banned::from_parts(&new.kind, &new.whom);
    if whom.is_err() {
        errors.add("whom", t.say("ban-wrong"));
    }
    let expires = end::chosen(&new.end, now);
    if expires.is_err() {
        errors.add("end", t.say("admin-end-wrong"));
    }
    if let (Ok(whom), Ok(expires)) = (whom, expires) {
        let ban = NewBan { whom, reason: new.reason.trim().to_owned(), expires };
        let text = ban.whom.parts().1;
        match banned(&cx, ban).await {
            Ok(_) => {
                let done = Flash::success("ban-made").with("whom", text);
                return Ok(cx.redirect(Section::Bans.path()).flash(done).into_response());
            }
            Err(error) => {
                let field = if error.refusal() == Some(Refusal::InvalidText) { "reason" } else { "whom" };
                errors.add(field, t.say(why(error)?));
            }
        }
    }
    let page = page(&cx, 1, &new, errors).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `POST /administration/bans/lift`.
pub(super) async fn lift(cx: Administrator, Form(which): Form<Which>) -> Result<Redirect, Trouble> {
    let flash = match cx.core().lift_ban(&cx.visitor.administrator(), BanId(which.id)).await {
        Ok(()) => Flash::success("ban-lifted"),
        Err(error) => Flash::error(why(error)?),
    };
    Ok(cx.redirect(Section::Bans.path()).flash(flash))
}

/// Bans somebody; not the network that the administrator comes from, which only this page knows.
async fn banned(cx: &Administrator, ban: NewBan) -> Result<Ban, Error> {
    if ban.whom.covers_origin(cx.origin().address) {
        return Err(Refusal::OwnAccount.into());
    }
    cx.core().add_ban(&cx.visitor.administrator(), ban).await
}

async fn page(cx: &Administrator, page: u64, new: &New, errors: Errors) -> Result<Page, Trouble> {
    let all = cx.core().store().bans().await?;
    let (skipped, page, pages) = pages(all.len(), page);
    let shown = all.into_iter().skip(skipped).take(ROWS).collect();
    Ok(Section::Bans.page(cx, &Bans { t: cx.t(), cx, shown, page, pages, new, errors }))
}

impl Bans<'_> {
    fn kinds(&self) -> Vec<Choice<'static>> {
        KINDS.map(|(value, text)| Choice { value, label: self.t.say(text).into() }).to_vec()
    }

    /// What is banned, in a word; the kinds of the form are all that there are.
    fn kind(&self, ban: &Ban) -> String {
        let (kind, _) = ban.ban.whom.parts();
        let known = KINDS.iter().find(|(value, _)| *value == kind);
        known.map(|(_, text)| self.t.say(text).into()).unwrap_or_default()
    }

    fn until(&self, ban: &Ban) -> String {
        end::written(self.t, ban.ban.expires)
    }

    fn is_over(&self, ban: &Ban) -> bool {
        !ban.holds(self.cx.core().clock().now())
    }
}
