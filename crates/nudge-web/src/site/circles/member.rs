//! One member of a circle, or somebody who is invited: their role, and taking them out.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::Guid;
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{Circle, CircleMember, CircleRole};
use serde::Deserialize;

use super::super::components::{Choice, Confirm, Field, Head, Status};
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;
use super::person::{Asked, Person, can_set_role, can_take_out};
use super::{done, edit, find, own, path, refused, role_text, wrong};

/// Which role somebody is to have.
#[derive(Debug, Deserialize)]
pub(super) struct Role {
    role: String,
}

#[derive(Debug, Template)]
#[template(path = "site/circles/member.html")]
struct One<'a> {
    t: Locale,
    cx: &'a SignedIn,
    circle: &'a Circle,
    member: &'a CircleMember,
    circle_path: String,
    path: String,
    person: Person,
    asked: Option<Asked>,
    can_set_role: bool,
    can_take_out: bool,
    /// The role that is chosen in the form.
    role: &'a str,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/circles/take-out.html")]
struct TakeOut<'a> {
    t: Locale,
    cx: &'a SignedIn,
    circle: &'a Circle,
    /// What they are called, or for who is only invited the address.
    name: String,
    has_joined: bool,
    path: String,
    action: String,
}

/// The roles as forms name them.
const ROLES: [(&str, CircleRole); 3] = [
    ("administrator", CircleRole::Administrator),
    ("assistant", CircleRole::Assistant),
    ("member", CircleRole::Member),
];

impl One<'_> {
    fn choices(&self) -> Vec<Choice<'static>> {
        let choice = |(value, role)| Choice { value, label: self.t.say(role_text(role)).to_string() };
        ROLES.map(choice).to_vec()
    }
}

/// `GET /circles/{circle}/members/{member}`.
pub(super) async fn member(
    cx: SignedIn,
    Path((page, guid)): Path<(String, String)>,
) -> Result<Page, Trouble> {
    let circle = find(&cx, &page).await?;
    let member = meant(&circle, &guid)?;
    let role = ROLES.iter().find(|(_, role)| *role == member.role).map_or("", |(name, _)| name);
    show(&cx, &circle, member, role, Errors::new()).await
}

/// `POST /circles/{circle}/members/{member}`.
pub(super) async fn set_role(
    cx: SignedIn,
    Path((page, guid)): Path<(String, String)>,
    Form(asked): Form<Role>,
) -> Result<Response, Trouble> {
    let circle = find(&cx, &page).await?;
    let member = meant(&circle, &guid)?;
    let role = ROLES.iter().find(|(name, _)| *name == asked.role).map(|(_, role)| *role);
    let role = role.ok_or(Trouble::BAD_REQUEST)?;
    match edit(&cx, &circle, CircleEdit::SetRole(member.account, role)).await? {
        Ok(_) => Ok(done(&cx, &path(&circle), "circle-role-given", &name_of(member))),
        Err(refusal) => {
            let mut errors = Errors::new();
            errors.add("role", cx.t().say(wrong(refusal)));
            let page = show(&cx, &circle, member, &asked.role, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

/// `GET /circles/{circle}/members/{member}/take-out`.
pub(super) async fn ask(cx: SignedIn, Path((page, guid)): Path<(String, String)>) -> Result<Page, Trouble> {
    let circle = &find(&cx, &page).await?;
    let member = meant(circle, &guid)?;
    if !can_take_out(own(&cx, circle)?, member) {
        return Err(Trouble::status(StatusCode::FORBIDDEN));
    }
    let (t, path) = (cx.t(), member_path(circle, member));
    let content = TakeOut {
        t,
        cx: &cx,
        circle,
        name: name_of(member),
        has_joined: member.has_joined(),
        action: format!("{path}/take-out"),
        path,
    };
    Ok(Page::new(&cx, t.say(content.title()), &content).tab(Tab::Circles))
}

impl TakeOut<'_> {
    const fn title(&self) -> &'static str {
        if self.has_joined { "circle-take-out" } else { "circle-take-back" }
    }
}

/// `POST /circles/{circle}/members/{member}/take-out`.
pub(super) async fn take_out(
    cx: SignedIn,
    Path((page, guid)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let circle = find(&cx, &page).await?;
    let member = meant(&circle, &guid)?;
    if member.account == cx.visitor.account {
        // One leaves, and is asked about that in other words.
        return Err(Trouble::BAD_REQUEST);
    }
    let said = if member.has_joined() { "circle-taken-out" } else { "circle-taken-back" };
    Ok(match edit(&cx, &circle, CircleEdit::Remove(member.account)).await? {
        Ok(_) => done(&cx, &path(&circle), said, &name_of(member)),
        Err(refusal) => refused(&cx, &circle, refusal),
    })
}

/// The member or invited whose page that is.
fn meant<'c>(circle: &'c Circle, page: &str) -> Result<&'c CircleMember, Trouble> {
    let guid: Option<Guid> = page.parse().ok();
    let member = circle.members.iter().find(|member| Some(member.guid) == guid);
    member.ok_or_else(|| Trouble::status(StatusCode::NOT_FOUND))
}

fn member_path(circle: &Circle, member: &CircleMember) -> String {
    format!("{}/members/{}", path(circle), member.guid)
}

/// Who was only asked does not show their name yet.
fn name_of(member: &CircleMember) -> String {
    if member.has_joined() { member.name.to_string() } else { member.handle.to_string() }
}

async fn show(
    cx: &SignedIn,
    circle: &Circle,
    member: &CircleMember,
    role: &str,
    errors: Errors,
) -> Result<Page, Trouble> {
    let (t, mine) = (cx.t(), own(cx, circle)?);
    let (can_set_role, can_take_out) = (can_set_role(mine, member), can_take_out(mine, member));
    if !(can_set_role || can_take_out) {
        // There is nothing on the page that is not on that of the circle.
        return Err(Trouble::status(StatusCode::FORBIDDEN));
    }
    let there = cx.core().there_in_circle(circle.id, mine.account);
    let content = One {
        t,
        cx,
        circle,
        member,
        circle_path: path(circle),
        path: member_path(circle, member),
        person: Person::of(circle, mine, member, &there),
        asked: Asked::of(cx, circle, member).await?,
        can_set_role,
        can_take_out,
        role,
        errors,
    };
    Ok(Page::new(cx, name_of(member), &content).tab(Tab::Circles))
}
