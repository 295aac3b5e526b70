//! The groups that contacts are in.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Edit, Error, Group, GroupName, Roster};
use serde::Deserialize;

use super::super::components::{Empty, Field, Head, Notice, SubTabs};
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;
use super::{Part, beside, done, guid, number, tabs, wrong};

/// What a group is to be called.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Debug, Template)]
#[template(path = "site/contacts/groups.html")]
struct Overview<'a> {
    t: Locale,
    cx: &'a SignedIn,
    tabs: SubTabs<'a>,
    beside: Option<Notice>,
    /// Each with how many are in it.
    groups: Vec<(Group, u64)>,
    name: &'a str,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/contacts/group.html")]
struct One<'a> {
    t: Locale,
    cx: &'a SignedIn,
    group: Group,
    name: &'a str,
    errors: Errors,
}

const PATH: &str = "/contacts/groups";

/// `GET /contacts/groups`.
pub(super) async fn groups(cx: SignedIn) -> Result<Page, Trouble> {
    all(&cx, "", Errors::new()).await
}

/// `POST /contacts/groups`.
pub(super) async fn add(cx: SignedIn, Form(Named { name }): Form<Named>) -> Result<Response, Trouble> {
    let name = name.trim();
    let added = match GroupName::new(name) {
        Ok(name) => cx.core().add_group(cx.visitor.account, name).await,
        Err(refusal) => Err(refusal.into()),
    };
    match added {
        Ok(()) => Ok(done(&cx, PATH, "group-added", name)),
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let mut errors = Errors::new();
            errors.add("name", cx.t().say(wrong(refusal)));
            let page = all(&cx, name, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `GET /contacts/groups/{guid}`.
pub(super) async fn form(cx: SignedIn, Path(path): Path<String>) -> Result<Page, Trouble> {
    let group = find(&cx, &path).await?;
    let name = group.name.to_string();
    Ok(one(&cx, group, &name, Errors::new()))
}

/// `POST /contacts/groups/{guid}`.
pub(super) async fn rename(
    cx: SignedIn,
    Path(path): Path<String>,
    Form(Named { name }): Form<Named>,
) -> Result<Response, Trouble> {
    let (group, name) = (find(&cx, &path).await?, name.trim());
    let renamed = match GroupName::new(name) {
        Ok(name) => {
            let edit = Edit::RenameGroup(group.guid.into(), name);
            cx.core().edit_roster(cx.visitor.account, edit).await.map(drop)
        }
        Err(refusal) => Err(refusal.into()),
    };
    match renamed {
        Ok(()) => Ok(done(&cx, PATH, "group-renamed", name)),
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let mut errors = Errors::new();
            errors.add("name", cx.t().say(wrong(refusal)));
            Ok(one(&cx, group, name, errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `POST /contacts/groups/{guid}/delete`.
pub(super) async fn delete(cx: SignedIn, Path(path): Path<String>) -> Result<Response, Trouble> {
    let group = find(&cx, &path).await?;
    cx.core().edit_roster(cx.visitor.account, Edit::RemoveGroup(group.guid.into())).await?;
    Ok(done(&cx, PATH, "group-deleted", group.name.as_str()))
}

async fn find(cx: &SignedIn, path: &str) -> Result<Group, Trouble> {
    let nobodys = || Trouble::status(StatusCode::NOT_FOUND);
    let wanted = guid(path).map_err(|_| nobodys())?;
    let roster = cx.core().store().roster(cx.visitor.account).await?;
    roster.groups.into_iter().find(|group| group.guid == wanted).ok_or_else(nobodys)
}

async fn all(cx: &SignedIn, name: &str, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let roster = cx.core().store().roster(cx.visitor.account).await?;
    let groups = roster.groups.iter().map(|group| (group.clone(), members(&roster, group))).collect();
    let content = Overview { t, cx, tabs: tabs(t, Part::Groups), beside: beside(cx), groups, name, errors };
    Ok(Page::new(cx, t.say("groups-title"), &content).tab(Tab::Contacts))
}

fn members(roster: &Roster, group: &Group) -> u64 {
    let known = roster.contacts.iter().filter(|contact| contact.groups.contains(group.id));
    let outside = roster.outsiders.iter().filter(|contact| contact.groups.contains(group.id));
    number(known.count() + outside.count())
}

fn one(cx: &SignedIn, group: Group, name: &str, errors: Errors) -> Page {
    let t = cx.t();
    let title = group.name.to_string();
    Page::new(cx, title, &One { t, cx, group, name, errors }).tab(Tab::Contacts)
}
