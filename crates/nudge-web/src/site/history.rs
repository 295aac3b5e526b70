//! Messages that the server has kept for their reader: read, searched, erased, and no more kept.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_archive::KeptMessage;
use nudge_core::{Account, Actor, Handle, HistoryEntry, HistoryId, HistoryQuery, Timestamp};
use serde::{Deserialize, Serialize};
use time::Date;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::components::{Confirm, Empty, Field, Head, Notice, Tone};
use super::cx::own_path;
use super::flash::Flash;
use super::form::{Errors, Form};
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// How many messages a page has.
const PER_PAGE: usize = 25;

/// What is looked for, as it was typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Sought {
    #[serde(default)]
    text: String,
    #[serde(default)]
    with: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    /// Only what is older than that message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<i64>,
}

/// Which message is to be erased, and where the reader was.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    message: i64,
    #[serde(default)]
    back: String,
}

/// Whether messages are to be kept from now on.
#[derive(Debug, Deserialize)]
pub(super) struct Keep {
    keep: String,
}

#[derive(Debug, Template)]
#[template(path = "site/history.html")]
struct History<'a> {
    t: Locale,
    cx: &'a SignedIn,
    account: Account,
    /// Whether the operator lets messages be kept.
    is_kept_here: bool,
    sought: &'a Sought,
    is_search: bool,
    messages: Vec<Message>,
    /// Where older ones are.
    older: Option<String>,
    errors: Errors,
}

/// A message as it is shown.
#[derive(Debug)]
struct Message {
    id: i64,
    at: Timestamp,
    from: Handle,
    is_own: bool,
    to: String,
    text: String,
}

#[derive(Debug, Template)]
#[template(path = "site/history-erase.html")]
struct EraseAll<'a> {
    t: Locale,
    cx: &'a SignedIn,
}

const PATH: &str = "/history";
const ERASE_ALL: &str = "/history/erase-all";

/// `GET /history`.
pub(super) async fn history(cx: SignedIn, Query(sought): Query<Sought>) -> Result<Page, Trouble> {
    let t = cx.t();
    let core = cx.core();
    // What was said a moment ago may still be on its way to the database.
    core.flush().await;
    let account = core.store().account(cx.visitor.account).await?;
    let mut errors = Errors::new();
    let query = understood(t, &sought, &mut errors);
    let before = sought.before.map(HistoryId);
    let mut found = match &query {
        // One more than is shown, to know whether there are older ones.
        Some(query) => core.store().search_history(account.id, query.clone(), before, PER_PAGE + 1).await?,
        None => Vec::new(),
    };
    let has_older = found.len() > PER_PAGE;
    found.truncate(PER_PAGE);
    let older = found.last().filter(|_| has_older).and_then(|last| older(&sought, last.id));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let content = History {
        t,
        cx: &cx,
        is_kept_here: core.policy().history,
        is_search: query.as_ref().is_none_or(|query| *query != HistoryQuery::default()),
        messages: found.iter().map(|entry| Message::of(&account, entry)).collect(),
        account,
        sought: &sought,
        older,
        errors,
    };
    Ok(Page::new(&cx, t.say("history-title"), &content).tab(Tab::History).status(status))
}

/// `POST /history/erase`.
pub(super) async fn erase(cx: SignedIn, Form(which): Form<Which>) -> Result<Response, Trouble> {
    cx.core().store().erase_message(cx.visitor.account, HistoryId(which.message)).await?;
    let back = own_path(&which.back).filter(|path| path.starts_with(PATH)).unwrap_or(PATH);
    Ok(cx.redirect(back).flash(Flash::success("history-erased")).into_response())
}

/// `GET /history/erase-all`.
pub(super) async fn ask(cx: SignedIn) -> Page {
    let t = cx.t();
    Page::new(&cx, t.say("history-erase-all"), &EraseAll { t, cx: &cx }).tab(Tab::History)
}

/// `POST /history/erase-all`.
pub(super) async fn erase_all(cx: SignedIn) -> Result<Response, Trouble> {
    cx.core().erase_history(&Actor::Owner, &cx.visitor.handle).await?;
    Ok(cx.redirect(PATH).flash(Flash::success("history-all-erased")).into_response())
}

/// `POST /history/keep`.
pub(super) async fn keep(cx: SignedIn, Form(Keep { keep }): Form<Keep>) -> Result<Response, Trouble> {
    let (keeps, said) = match keep.as_str() {
        "on" => (true, "history-kept"),
        "off" => (false, "history-not-kept"),
        _ => return Err(Trouble::BAD_REQUEST),
    };
    cx.core().set_keeps_history(&Actor::Owner, &cx.visitor.handle, keeps).await?;
    Ok(cx.redirect(PATH).flash(Flash::success(said)).into_response())
}

/// What is to be looked for; nothing, if something was typed that cannot be.
fn understood(t: Locale, sought: &Sought, errors: &mut Errors) -> Option<HistoryQuery> {
    let with = Some(sought.with.trim()).filter(|with| !with.is_empty()).map(Handle::new).transpose();
    let with = with.map_err(|_| errors.add("with", t.say("register-handle-wrong"))).ok();
    let from = day(&sought.from).map_err(|NoDay| errors.add("from", t.say("history-day-wrong"))).ok();
    let until = day(&sought.until).map_err(|NoDay| errors.add("until", t.say("history-day-wrong"))).ok();
    Some(HistoryQuery {
        text: sought.text.trim().to_owned(),
        with: with?,
        since: from?,
        // The whole of that day.
        until: until?.map(|day| day.plus_millis(DAY_MILLIS)),
    })
}

const DAY_MILLIS: i64 = 86_400_000;

/// As browsers send it.
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// What is no day.
#[derive(Debug)]
struct NoDay;

/// The beginning of a day, in UTC; none, if none was typed.
fn day(typed: &str) -> Result<Option<Timestamp>, NoDay> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let day = Date::parse(typed, DAY).map_err(|_| NoDay)?;
    Ok(Some(Timestamp::from_millis(day.midnight().assume_utc().unix_timestamp() * 1000)))
}

fn older(sought: &Sought, last: HistoryId) -> Option<String> {
    let next = Sought { before: Some(last.0), ..sought.clone() };
    Some(format!("{PATH}?{}", serde_html_form::to_string(next).ok()?))
}

impl Message {
    fn of(account: &Account, entry: &HistoryEntry) -> Self {
        let record = &entry.record;
        let to: Vec<_> = record.recipients.iter().map(Handle::as_str).collect();
        Self {
            id: entry.id.0,
            at: record.at,
            is_own: record.sender == account.handle,
            from: record.sender.clone(),
            to: to.join(", "),
            text: KeptMessage::from(record).text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_what_browsers_send() {
        let seconds = |typed: &str| day(typed).unwrap().map(Timestamp::seconds);
        assert_eq!(seconds(""), None);
        assert_eq!(seconds(" 2003-10-22 "), Some(1_066_780_800));
        for wrong in ["22.10.2003", "2003-13-01", "x", "2003-10-22T00:00"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_way_to_older_ones_keeps_what_is_looked_for() {
        let sought = Sought { text: "a & b".to_owned(), before: Some(9), ..Sought::default() };
        assert_eq!(
            older(&sought, HistoryId(7)).as_deref(),
            Some("/history?text=a+%26+b&with=&from=&until=&before=7")
        );
    }
}
