//! Who may see one, and who may not.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Error, Handle, Privacy, ReversePrompt};
use serde::Deserialize;

use super::super::components::{Choice, Field, Head, Notice, Pager, SubTabs};
use super::super::flash::Flash;
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;
use super::entry::{self, Entry};
use super::{PER_PAGE, Paged, Part, beside, done, number, paged, tabs, wrong};

/// What is to hold for those on neither list, and for those who add one.
#[derive(Debug, Deserialize)]
pub(super) struct Settings {
    others: String,
    #[serde(default)]
    ask: Option<String>,
}

/// Who is to see one no more.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Blocked {
    #[serde(default)]
    address: String,
}

#[derive(Debug, Template)]
#[template(path = "site/contacts/privacy.html")]
struct Lists<'a> {
    t: Locale,
    cx: &'a SignedIn,
    tabs: SubTabs<'a>,
    beside: Option<Notice>,
    others: &'static str,
    asks: bool,
    /// Those who are blocked, then those who are allowed.
    people: Vec<Entry>,
    pager: Pager<'a>,
    address: &'a str,
    errors: Errors,
}

const PATH: &str = "/contacts/privacy";
const ALLOW: &str = "allow";
const BLOCK: &str = "block";

/// `GET /contacts/privacy`.
pub(super) async fn privacy(cx: SignedIn, Query(Paged { page }): Query<Paged>) -> Result<Page, Trouble> {
    show(&cx, page, "", Errors::new()).await
}

/// `POST /contacts/privacy`.
pub(super) async fn set(cx: SignedIn, Form(settings): Form<Settings>) -> Result<Response, Trouble> {
    let privacy = match settings.others.as_str() {
        ALLOW => Privacy::AllowByDefault,
        BLOCK => Privacy::BlockByDefault,
        _ => return Err(Trouble::BAD_REQUEST),
    };
    let prompt = if settings.ask.is_some() { ReversePrompt::Ask } else { ReversePrompt::Silent };
    cx.core().set_privacy(cx.visitor.account, privacy, prompt).await?;
    Ok(cx.redirect(PATH).flash(Flash::success("privacy-set")).into_response())
}

/// `POST /contacts/privacy/block`.
pub(super) async fn block(
    cx: SignedIn,
    Form(Blocked { address }): Form<Blocked>,
) -> Result<Response, Trouble> {
    let address = address.trim();
    let blocked = match Handle::new(address) {
        Ok(handle) => cx.core().block_address(cx.visitor.account, &handle).await,
        Err(refusal) => Err(refusal.into()),
    };
    match blocked {
        Ok(()) => Ok(done(&cx, PATH, "contact-blocked", address)),
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let mut errors = Errors::new();
            errors.add("address", cx.t().say(wrong(refusal)));
            let page = show(&cx, 1, address, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

async fn show(cx: &SignedIn, page: usize, address: &str, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let roster = cx.core().store().roster(cx.visitor.account).await?;
    let mut people = entry::everybody(cx, &roster);
    people.retain(|person| person.is_blocked || person.is_allowed);
    people.sort_by_cached_key(|person| (person.is_allowed, person.name.to_lowercase()));
    let (page, pages) = paged(page, people.len());
    let mut people: Vec<_> = people.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
    entry::illustrate(cx, people.iter_mut()).await?;
    let content = Lists {
        t,
        cx,
        tabs: tabs(t, Part::Privacy),
        beside: beside(cx),
        others: match roster.privacy {
            Privacy::AllowByDefault => ALLOW,
            Privacy::BlockByDefault => BLOCK,
        },
        asks: roster.prompt == ReversePrompt::Ask,
        people,
        pager: Pager::new(t, "/contacts/privacy?page=", number(page), number(pages)),
        address,
        errors,
    };
    Ok(Page::new(cx, t.say("privacy-title"), &content).tab(Tab::Contacts))
}

impl Lists<'_> {
    fn choices(&self) -> Vec<Choice<'static>> {
        let choice = |value, text| Choice { value, label: self.t.say(text).to_string() };
        vec![choice(ALLOW, "privacy-others-allow"), choice(BLOCK, "privacy-others-block")]
    }
}
