//! What the service says to its members: now, or whenever one signs in.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::notice::Alert;
use nudge_core::{Error, Handle};
use serde::Deserialize;

use super::section::Section;
use super::words::why;
use crate::site::components::{Field, Head, Notice, Tone};
use crate::site::flash::Flash;
use crate::site::form::{Errors, Form};
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// What was typed to be shown now.
#[derive(Debug, Default, Deserialize)]
pub(super) struct New {
    #[serde(default)]
    text: String,
    #[serde(default)]
    url: String,
    /// To whom; empty for everybody.
    #[serde(default)]
    to: String,
}

/// What was typed as the message of the day; empty for none.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OfTheDay {
    #[serde(default)]
    motd: String,
    #[serde(default)]
    remove: bool,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/announcements.html")]
struct Announcements<'a> {
    t: Locale,
    cx: &'a Administrator,
    new: &'a New,
    motd: &'a str,
    /// Whether there is one now.
    is_set: bool,
    errors: Errors,
}

/// The longest address of a page that a click opens, in bytes.
const LONGEST_URL: usize = 500;

/// `GET /administration/announcements`.
pub(super) async fn form(cx: Administrator) -> Result<Page, Trouble> {
    page(&cx, &New::default(), None, Errors::new()).await
}

/// `POST /administration/announcements`.
pub(super) async fn announce(cx: Administrator, Form(new): Form<New>) -> Result<Response, Trouble> {
    let t = cx.t();
    let mut errors = Errors::new();
    let url = new.url.trim();
    if !is_page(url) {
        errors.add("url", t.say("announcement-url-wrong"));
    }
    let to = match receiver(&cx, new.to.trim()).await {
        Ok(to) => to,
        Err(error) => {
            errors.add("to", t.say(why(error)?));
            None
        }
    };
    if errors.is_empty() {
        let alert = Alert { text: lines(&new.text), url: url.to_owned() };
        match cx.core().announce(&cx.visitor.administrator(), to.as_ref(), alert).await {
            Ok(count) => {
                let flash = if count == 0 {
                    Flash::warning("announcement-nobody")
                } else {
                    Flash::success("announcement-shown")
                        .with("count", t.number(count.try_into().unwrap_or(u64::MAX)))
                };
                return Ok(cx.redirect(Section::Announcements.path()).flash(flash).into_response());
            }
            Err(error) => errors.add("text", t.say(text_wrong(error)?)),
        }
    }
    let page = page(&cx, &new, None, errors).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// `POST /administration/announcements/of-the-day`.
pub(super) async fn of_the_day(cx: Administrator, Form(new): Form<OfTheDay>) -> Result<Response, Trouble> {
    let text = (!new.remove).then(|| lines(&new.motd));
    let done = if new.remove { "motd-removed" } else { "motd-set" };
    match cx.core().set_motd(&cx.visitor.administrator(), text).await {
        Ok(()) => Ok(cx.redirect(Section::Announcements.path()).flash(Flash::success(done)).into_response()),
        Err(error) => {
            let mut errors = Errors::new();
            errors.add("motd", cx.t().say(text_wrong(error)?));
            let page = page(&cx, &New::default(), Some(&new.motd), errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// Whom it is for: `None` for everybody. Somebody who is named must have an account.
async fn receiver(cx: &Administrator, typed: &str) -> Result<Option<Handle>, Error> {
    if typed.is_empty() {
        return Ok(None);
    }
    let account = cx.core().store().account_by_handle(&Handle::new(typed)?).await?;
    Ok(Some(account.handle))
}

/// Browsers send lines as the mail does.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Whether a click can open it: nothing, or the address of a page.
fn is_page(url: &str) -> bool {
    let is_url = url.starts_with("http://") || url.starts_with("https://");
    url.is_empty() || (is_url && url.len() <= LONGEST_URL && url.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// What is wrong with a text has its own words here.
fn text_wrong(error: Error) -> Result<&'static str, Trouble> {
    match why(error)? {
        "admin-text-wrong" => Ok("announcement-text-wrong"),
        other => Ok(other),
    }
}

async fn page(cx: &Administrator, new: &New, typed: Option<&str>, errors: Errors) -> Result<Page, Trouble> {
    let motd = cx.core().store().motd().await?;
    let is_set = motd.is_some();
    let motd = typed.or(motd.as_deref()).unwrap_or_default();
    Ok(Section::Announcements.page(cx, &Announcements { t: cx.t(), cx, new, motd, is_set, errors }))
}

impl Announcements<'_> {
    /// How many there are to be shown something now.
    fn online(&self) -> u64 {
        self.cx.core().online().try_into().unwrap_or(u64::MAX)
    }

    fn nothing(&self) -> Notice {
        Notice::new(Tone::Warning, self.t.say("announcement-alone"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_opens_a_page_or_nothing() {
        for url in ["", "http://im.example.net/news", "https://a.example/?b=c&d"] {
            assert!(is_page(url), "{url}");
        }
        let long = format!("http://a.example/{}", "x".repeat(LONGEST_URL));
        for url in ["javascript:alert(1)", "ftp://a.example", "/news", "http://a b", "http://a\r\n", &long] {
            assert!(!is_page(url), "{url}");
        }
    }

    #[test]
    fn lines_end_as_clients_know_them() {
        assert_eq!(lines(" a\r\nb \r\n"), "a\nb");
    }
}
