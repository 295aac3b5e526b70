//! Contacts as clients show them: by group, who is there first. Who has added one and waits for an answer.

mod entry;
mod groups;
mod person;
mod privacy;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use nudge_core::{Error, Guid, Handle, Refusal, Roster};
use serde::Deserialize;

use self::entry::{Entry, Section};
use super::components::{Choice, Empty, Field, Head, Notice, Pager, Status, SubTabs, Tone};
use super::flash::Flash;
use super::form::{Errors, Form};
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// How many people a page has, so that it is light.
const PER_PAGE: usize = 40;

/// How many who wait for an answer are shown at a time.
const WAITING: usize = 10;

/// The pages.
pub(super) fn router() -> Router {
    Router::new()
        .route("/contacts", get(contacts).post(add))
        .route("/contacts/answer", post(answer))
        .route("/contacts/person/{guid}", get(person::form).post(person::change))
        .route("/contacts/groups", get(groups::groups).post(groups::add))
        .route("/contacts/groups/{guid}", get(groups::form).post(groups::rename))
        .route("/contacts/groups/{guid}/delete", post(groups::delete))
        .route("/contacts/privacy", get(privacy::privacy).post(privacy::set))
        .route("/contacts/privacy/block", post(privacy::block))
}

/// Which part of a long list.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Paged {
    #[serde(default = "first")]
    page: usize,
}

const fn first() -> usize {
    1
}

/// Who is to be a contact, and in which group; none is "Other Contacts".
#[derive(Debug, Default, Deserialize)]
struct New {
    #[serde(default)]
    address: String,
    #[serde(default)]
    group: String,
}

/// What becomes of somebody who has added one.
#[derive(Debug, Deserialize)]
struct Answer {
    person: String,
    answer: String,
}

#[derive(Debug, Template)]
#[template(path = "site/contacts/contacts.html")]
struct Contacts<'a> {
    t: Locale,
    cx: &'a SignedIn,
    tabs: SubTabs<'a>,
    /// What a client that is signed in does not see yet.
    beside: Option<Notice>,
    waiting: Vec<Entry>,
    /// How many more wait than are shown.
    more_waiting: usize,
    sections: Vec<Section>,
    /// The guid and the name of each group.
    groups: Vec<(String, String)>,
    pager: Pager<'a>,
    new: &'a New,
    errors: Errors,
}

impl Contacts<'_> {
    fn choices(&self) -> Vec<Choice<'_>> {
        let other = Choice { value: "", label: self.t.say("group-other").to_string() };
        let named = self.groups.iter().map(|(guid, name)| Choice { value: guid, label: name.clone() });
        std::iter::once(other).chain(named).collect()
    }
}

/// `GET /contacts`.
async fn contacts(cx: SignedIn, Query(Paged { page }): Query<Paged>) -> Result<Page, Trouble> {
    show(&cx, page, &New::default(), Errors::new()).await
}

/// `POST /contacts`: makes somebody a contact.
async fn add(cx: SignedIn, Form(new): Form<New>) -> Result<Response, Trouble> {
    let mut errors = Errors::new();
    let group = if new.group.is_empty() { None } else { Some(guid(&new.group)?) };
    let added = match Handle::new(new.address.trim()) {
        Ok(handle) => cx.core().add_contact(cx.visitor.account, &handle, group).await,
        Err(refusal) => Err(refusal.into()),
    };
    match added {
        Ok(()) => Ok(done(&cx, Tab::Contacts.path(), "contact-added", new.address.trim())),
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            errors.add("address", cx.t().say(wrong(refusal)));
            let page = show(&cx, 1, &new, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `POST /contacts/answer`.
async fn answer(cx: SignedIn, Form(Answer { person, answer }): Form<Answer>) -> Result<Response, Trouble> {
    let (core, owner, whom) = (cx.core(), cx.visitor.account, guid(&person)?);
    let roster = core.store().roster(owner).await?;
    let contact = roster.contacts.iter().find(|contact| contact.guid == whom);
    let contact = contact.ok_or_else(|| Trouble::status(StatusCode::NOT_FOUND))?;
    let (answered, said) = match answer.as_str() {
        "add" => (core.add_contact(owner, &contact.handle, None).await, "contact-added"),
        "allow" => (core.allow_contact(owner, whom).await, "contact-allowed"),
        "block" => (core.block_contact(owner, whom).await, "contact-blocked"),
        _ => return Err(Trouble::BAD_REQUEST),
    };
    let path = Tab::Contacts.path();
    match answered {
        Ok(()) => Ok(done(&cx, path, said, contact.shown_name())),
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            Ok(cx.redirect(path).flash(Flash::error(wrong(refusal))).into_response())
        }
    }
}

async fn show(cx: &SignedIn, page: usize, new: &New, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let roster = cx.core().store().roster(cx.visitor.account).await?;
    let mut waiting: Vec<Entry> = roster
        .contacts
        .iter()
        .filter(|contact| contact.is_pending())
        .map(|contact| Entry::of(cx, contact))
        .collect();
    let more_waiting = waiting.len().saturating_sub(WAITING);
    waiting.truncate(WAITING);
    let all = entry::sections(cx, &roster);
    let people: usize = all.iter().map(|section| section.entries.len()).sum();
    let (page, pages) = paged(page, people);
    let mut sections = entry::part(all, (page - 1) * PER_PAGE, PER_PAGE);
    let shown = sections.iter_mut().flat_map(|section| &mut section.entries);
    entry::illustrate(cx, shown.chain(&mut waiting)).await?;
    let content = Contacts {
        t,
        cx,
        tabs: tabs(t, Part::Contacts),
        beside: beside(cx),
        waiting,
        more_waiting,
        sections,
        groups: groups_of(&roster),
        pager: Pager::new(t, "/contacts?page=", number(page), number(pages)),
        new,
        errors,
    };
    Ok(Page::new(cx, t.say("contacts-title"), &content).tab(Tab::Contacts))
}

/// The page that is meant, of how many; both from 1.
fn paged(page: usize, people: usize) -> (usize, usize) {
    let pages = people.div_ceil(PER_PAGE).max(1);
    (page.clamp(1, pages), pages)
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn groups_of(roster: &Roster) -> Vec<(String, String)> {
    roster.groups.iter().map(|group| (group.guid.to_string(), group.name.to_string())).collect()
}

/// The parts of this part.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Part {
    Contacts,
    Groups,
    Privacy,
}

fn tabs(t: Locale, here: Part) -> SubTabs<'static> {
    SubTabs::new(t.say("contacts-title"))
        .tab("/contacts", t.say("contacts-title"), here == Part::Contacts)
        .tab("/contacts/groups", t.say("groups-title"), here == Part::Groups)
        .tab("/contacts/privacy", t.say("privacy-title"), here == Part::Privacy)
}

/// Said to somebody whose client is signed in, and will not notice.
fn beside(cx: &SignedIn) -> Option<Notice> {
    let online = cx.core().online_as(cx.visitor.account);
    (!online.is_empty()).then(|| Notice::new(Tone::Warning, cx.t().say("contacts-beside")))
}

fn guid(text: &str) -> Result<Guid, Trouble> {
    text.parse().map_err(|_| Trouble::BAD_REQUEST)
}

/// What is said next, about whom.
fn done(cx: &SignedIn, path: &str, said: &str, who: &str) -> Response {
    cx.redirect(path).flash(Flash::success(said).with("name", who)).into_response()
}

/// What is said of an edit that was refused.
fn wrong(refusal: Refusal) -> &'static str {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are of pages that are too old")]
    match refusal {
        Refusal::InvalidAddress => "register-handle-wrong",
        Refusal::UnknownAccount => "contact-unknown",
        Refusal::AlreadyThere => "contact-there",
        Refusal::ListFull => "contact-full",
        Refusal::GroupExists => "group-exists",
        Refusal::TooManyGroups => "group-too-many",
        Refusal::InvalidGroupName => "group-name-wrong",
        Refusal::TooFast => "contact-too-fast",
        _ => "contact-changed",
    }
}
