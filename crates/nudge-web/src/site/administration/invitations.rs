//! Links with which somebody may register.

use askama::Template;
use axum::Extension;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::member::{Link, LinkId, MOST_USES, Registration};
use serde::Deserialize;

use super::end;
use super::list::{Before, ROWS, further, page_of};
use super::section::Section;
use super::words::why;
use crate::host::Asked;
use crate::site::components::{Empty, Field, Further, Head, Notice, Secret, Tone};
use crate::site::cx::Redirect;
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// What was typed for a new link.
#[derive(Debug, Deserialize)]
pub(super) struct New {
    #[serde(default)]
    label: String,
    #[serde(default)]
    uses: String,
    #[serde(default)]
    end: String,
}

impl Default for New {
    fn default() -> Self {
        Self { label: String::new(), uses: "1".to_owned(), end: "30".to_owned() }
    }
}

/// Which link.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    id: i64,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/invitations.html")]
struct Links<'a> {
    t: Locale,
    cx: &'a Administrator,
    shown: Vec<Link>,
    further: Further,
    new: &'a New,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/invitation-made.html")]
struct Made {
    t: Locale,
    link: Link,
    url: String,
}

/// `GET /administration/invitations`.
pub(super) async fn invitations(cx: Administrator, Query(from): Query<Before>) -> Result<Page, Trouble> {
    page(&cx, &from, &New::default(), Errors::new()).await
}

/// `POST /administration/invitations`: the link is shown this once, under the name by which the browser has come.
pub(super) async fn make(
    cx: Administrator,
    Extension(asked): Extension<Asked>,
    Form(new): Form<New>,
) -> Result<Response, Trouble> {
    let (t, core) = (cx.t(), cx.core());
    let mut errors = Errors::new();
    let uses = new.uses.trim().parse().unwrap_or(0);
    if !(1..=MOST_USES).contains(&uses) {
        errors.add("uses", t.say("invitation-uses-wrong"));
    }
    let end = end::chosen(&new.end, core.clock().now());
    if end.is_err() {
        errors.add("end", t.say("admin-end-wrong"));
    }
    if let (Ok(end), true) = (end, errors.is_empty()) {
        match core.add_link(&cx.visitor.administrator(), &new.label, uses, end).await {
            Ok(link) => {
                let url = asked.url(&format!("/join/{}", link.link.code), cx.transport());
                let made = Made { t, link, url };
                return Ok(Section::page_below(&cx, t.say("invitation-made"), &made)
                    .scripted()
                    .into_response());
            }
            Err(error) => errors.add("label", t.say(why(error)?)),
        }
    }
    let page = page(&cx, &Before { before: None }, &new, errors).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `POST /administration/invitations/withdraw`.
pub(super) async fn withdraw(cx: Administrator, Form(which): Form<Which>) -> Result<Redirect, Trouble> {
    let flash = match cx.core().withdraw_link(&cx.visitor.administrator(), LinkId(which.id)).await {
        Ok(()) => Flash::success("invitation-withdrawn"),
        Err(error) => Flash::error(why(error)?),
    };
    Ok(cx.redirect(Section::Invitations.path()).flash(flash))
}

async fn page(cx: &Administrator, from: &Before, new: &New, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let found = cx.core().store().links(from.before.map(LinkId), ROWS + 1).await?;
    let (shown, is_more) = page_of(found);
    let last = shown.last().filter(|_| is_more).map(|link| link.id.0);
    let further = further(t, &format!("{}?", Section::Invitations.path()), from.before, last);
    Ok(Section::Invitations.page(cx, &Links { t, cx, shown, further, new, errors }))
}

impl Links<'_> {
    /// Links are of no use where nobody may register, or everybody.
    fn notice(&self) -> Option<Notice> {
        let text = match self.cx.core().policy().registration {
            Registration::Invitation => return None,
            Registration::Closed => "invitations-closed",
            Registration::Open => "invitations-open",
        };
        Some(Notice::new(Tone::Warning, self.t.say(text)))
    }

    fn is_good(&self, link: &Link) -> bool {
        link.is_good(self.cx.core().clock().now())
    }

    fn until(&self, link: &Link) -> String {
        end::written(self.t, link.link.expires)
    }
}
