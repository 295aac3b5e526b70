//! Somebody: whether they are a contact, in which groups, and what they may see.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Error, Guid, Handle, Refusal, Roster};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::super::components::{Head, Notice, Status, Tone};
use super::super::form::Form;
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;
use super::entry::{self, Entry};
use super::{beside, done, guid, wrong};

/// What is to be done with somebody.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    what: String,
    /// The groups that they are to be in.
    #[serde(default)]
    group: Vec<String>,
}

#[derive(Debug, Template)]
#[template(path = "site/contacts/person.html")]
struct Somebody<'a> {
    t: Locale,
    cx: &'a SignedIn,
    person: Entry,
    /// The address, as it stands in an address.
    about: String,
    /// The guid and the name of each group, and whether the person is in it.
    groups: Vec<(String, String, bool)>,
    beside: Option<Notice>,
    refused: Option<Notice>,
}

/// `GET /contacts/person/{guid}`.
pub(super) async fn form(cx: SignedIn, Path(person): Path<String>) -> Result<Page, Trouble> {
    let (person, roster) = find(&cx, &person).await?;
    Ok(page(&cx, person, &roster, None))
}

/// `POST /contacts/person/{guid}`.
pub(super) async fn change(
    cx: SignedIn,
    Path(path): Path<String>,
    Form(change): Form<Change>,
) -> Result<Response, Trouble> {
    let (person, roster) = find(&cx, &path).await?;
    let (core, owner, whom) = (cx.core(), cx.visitor.account, guid(&person.guid)?);
    let (changed, said) = match change.what.as_str() {
        "add" => {
            let handle = Handle::new(&person.address).map_err(|_| Trouble::BAD_REQUEST)?;
            (core.add_contact(owner, &handle, None).await, "contact-added")
        }
        "remove" => (core.remove_contact(owner, whom).await, "contact-removed"),
        "allow" => (core.allow_contact(owner, whom).await, "contact-allowed"),
        "block" => (core.block_contact(owner, whom).await, "contact-blocked"),
        "groups" => {
            let wanted: Result<Vec<Guid>, Trouble> = change.group.iter().map(|text| guid(text)).collect();
            (core.set_groups(owner, whom, &wanted?).await, "contact-grouped")
        }
        _ => return Err(Trouble::BAD_REQUEST),
    };
    match changed {
        // Whoever is off the last list has no page any more.
        Ok(()) if change.what == "remove" => Ok(done(&cx, Tab::Contacts.path(), said, &person.name)),
        Ok(()) => Ok(done(&cx, &format!("/contacts/person/{}", person.guid), said, &person.name)),
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(Refusal::NotThere)) => Err(Trouble::status(StatusCode::NOT_FOUND)),
        Err(Error::Refusal(refusal)) => {
            let refused = Notice::new(Tone::Error, cx.t().say(wrong(refusal)));
            let page = page(&cx, person, &roster, Some(refused));
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// Somebody on one of the visitor's lists.
async fn find(cx: &SignedIn, path: &str) -> Result<(Entry, Roster), Trouble> {
    let nobody = || Trouble::status(StatusCode::NOT_FOUND);
    // As it is written by us; whatever else was typed is nobody's.
    let text = guid(path).map_err(|_| nobody())?.to_string();
    let roster = cx.core().store().roster(cx.visitor.account).await?;
    let person = entry::everybody(cx, &roster).into_iter().find(|person| person.guid == text);
    let mut person = person.ok_or_else(nobody)?;
    entry::illustrate(cx, std::iter::once(&mut person)).await?;
    Ok((person, roster))
}

fn page(cx: &SignedIn, person: Entry, roster: &Roster, refused: Option<Notice>) -> Page {
    let t = cx.t();
    let groups = roster.groups.iter();
    let groups = groups
        .map(|group| (group.guid.to_string(), group.name.to_string(), person.groups.contains(group.id)));
    let title = person.name.clone();
    let content = Somebody {
        t,
        cx,
        about: utf8_percent_encode(&person.address, NON_ALPHANUMERIC).to_string(),
        groups: groups.collect(),
        person,
        beside: beside(cx),
        refused,
    };
    Page::new(cx, title, &content).tab(Tab::Contacts)
}
