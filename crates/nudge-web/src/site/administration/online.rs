//! Who is online, with which client.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use nudge_core::moderation::Online;
use nudge_core::{AccountId, Error, Refusal};
use serde::Deserialize;

use super::list::{ROWS, encoded, pages};
use super::section::Section;
use super::words;
use crate::site::components::{Avatar, Empty, Head, Pager, Status, SubTabs};
use crate::site::cx::Redirect;
use crate::site::flash::Flash;
use crate::site::form::Form;
use crate::site::page::Page;
use crate::site::signed_in::Administrator;
use crate::site::texts::Locale;
use crate::site::trouble::Trouble;

/// Which of them, and which page.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    protocol: String,
    page: Option<u64>,
}

/// Whose session is to end.
#[derive(Debug, Deserialize)]
pub(super) struct Whose {
    account: i64,
}

#[derive(Debug, Template)]
#[template(path = "site/administration/online.html")]
struct Everybody<'a> {
    t: Locale,
    cx: &'a Administrator,
    /// Where those of each protocol are, and how many.
    kinds: Vec<(String, String, bool)>,
    people: Vec<Online>,
    is_filtered: bool,
    path: String,
    page: u64,
    pages: u64,
}

/// `GET /administration/online`.
pub(super) async fn online(cx: Administrator, Query(asked): Query<Asked>) -> Page {
    let t = cx.t();
    let mut people = cx.core().who_is_online();
    let kinds = kinds(t, &people, &asked.protocol);
    let is_filtered = !asked.protocol.is_empty();
    if is_filtered {
        people.retain(|online| online.protocol == asked.protocol);
    }
    let (skipped, page, pages) = pages(people.len(), asked.page.unwrap_or(1));
    let people = people.into_iter().skip(skipped).take(ROWS).collect();
    let path = format!("{}page=", of_protocol(&asked.protocol));
    Section::Online.page(&cx, &Everybody { t, cx: &cx, kinds, people, is_filtered, path, page, pages })
}

/// `POST /administration/online/end`.
pub(super) async fn end(cx: Administrator, Form(whose): Form<Whose>) -> Result<Redirect, Trouble> {
    let account = cx.core().store().account(AccountId::new(whose.account)).await?;
    gone(cx.core().disconnect(&cx.visitor.administrator(), &account.handle).await)?;
    let done = Flash::success("online-ended").with("handle", account.handle.as_str());
    Ok(cx.redirect(Section::Online.path()).flash(done))
}

/// Who has left meanwhile is as gone as was wished.
pub(super) fn gone(ended: Result<(), Error>) -> Result<(), Error> {
    if matches!(&ended, Err(Error::Refusal(Refusal::NotOnline))) { Ok(()) } else { ended }
}

impl Everybody<'_> {
    fn tabs(&self) -> SubTabs<'_> {
        let tabs = SubTabs::new(self.t.say("online-kinds"));
        self.kinds.iter().fold(tabs, |tabs, (path, label, is_here)| tabs.tab(path, label.as_str(), *is_here))
    }

    fn status(&self, online: &Online) -> Status {
        words::status(self.t, online.status)
    }
}

/// The list of one protocol, or of all; ends so that more can be said.
fn of_protocol(protocol: &str) -> String {
    let path = Section::Online.path();
    if protocol.is_empty() { format!("{path}?") } else { format!("{path}?protocol={}&", encoded(protocol)) }
}

fn kinds(t: Locale, people: &[Online], chosen: &str) -> Vec<(String, String, bool)> {
    let mut counted: BTreeMap<(usize, &str), u64> = BTreeMap::new();
    for online in people {
        // By length first: MSNP10 comes after MSNP9.
        *counted.entry((online.protocol.len(), online.protocol.as_str())).or_default() += 1;
    }
    let path = |protocol: &str| of_protocol(protocol).trim_end_matches(['?', '&']).to_owned();
    let label =
        |name: &str, count: u64| t.say("online-kind").with("name", name).with("count", count).to_string();
    let everybody = u64::try_from(people.len()).unwrap_or(u64::MAX);
    let all = (path(""), label(&t.say("online-all").to_string(), everybody), chosen.is_empty());
    let each = counted
        .into_iter()
        .map(|((_, protocol), count)| (path(protocol), label(protocol, count), protocol == chosen));
    std::iter::once(all).chain(each).collect()
}
