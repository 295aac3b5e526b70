//! One circle: who belongs to it and who is there, inviting, and its name.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::circle::edit::{CircleEdit, MAX_MESSAGE};
use nudge_core::circle::{Circle, CircleMember, CircleName, CircleRole};
use nudge_core::{Handle, Refusal};
use serde::Deserialize;

use super::super::components::{Field, Head, Status};
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;
use super::list::Named;
use super::person::{Asked, Person, helps};
use super::{done, edit, find, own, path, role_text, wrong};

/// Who is to be invited, and in which words.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Invite {
    #[serde(default)]
    address: String,
    #[serde(default)]
    words: String,
}

/// What was typed into the forms of the page, and what is wrong with it.
#[derive(Debug, Default)]
struct Typed {
    invite: Invite,
    name: Option<String>,
    errors: Errors,
}

#[derive(Debug, Template)]
#[template(path = "site/circles/circle.html")]
struct One<'a> {
    t: Locale,
    cx: &'a SignedIn,
    circle: &'a Circle,
    mine: &'a CircleMember,
    path: String,
    /// What the reader has not answered yet.
    asked: Option<Asked>,
    people: Vec<Person>,
    there: usize,
    typed: &'a Typed,
}

impl One<'_> {
    fn role(&self) -> &'static str {
        role_text(self.mine.role)
    }

    fn helps(&self) -> bool {
        helps(self.mine)
    }

    fn can_end(&self) -> bool {
        self.mine.role == CircleRole::Administrator
    }

    /// How many may belong to it.
    fn most(&self) -> usize {
        self.cx.core().policy().circles.members
    }

    fn name(&self) -> &str {
        self.typed.name.as_deref().unwrap_or(self.circle.name.as_str())
    }
}

/// `GET /circles/{circle}`.
pub(super) async fn circle(cx: SignedIn, Path(page): Path<String>) -> Result<Page, Trouble> {
    let circle = find(&cx, &page).await?;
    show(&cx, &circle, &Typed::default()).await
}

/// `POST /circles/{circle}/invite`.
pub(super) async fn invite(
    cx: SignedIn,
    Path(page): Path<String>,
    Form(invite): Form<Invite>,
) -> Result<Response, Trouble> {
    let circle = find(&cx, &page).await?;
    let invited = match Handle::new(invite.address.trim()) {
        Ok(whom) => {
            // Browsers break lines in two characters, of which one is to count.
            let message = invite.words.replace("\r\n", "\n").trim().to_owned();
            edit(&cx, &circle, CircleEdit::Invite { whom, message }).await?
        }
        Err(refusal) => Err(refusal),
    };
    let Err(refusal) = invited else {
        return Ok(done(&cx, &path(&circle), "circle-invited", invite.address.trim()));
    };
    let mut typed = Typed { invite, ..Typed::default() };
    let field = if refusal == Refusal::InvalidText { "words" } else { "address" };
    // It is not the reader who is in too many.
    let text = if refusal == Refusal::TooManyCircles { "circle-theirs-too-many" } else { wrong(refusal) };
    typed.errors.add(field, cx.t().say(text));
    again(&cx, &circle, &typed).await
}

/// `POST /circles/{circle}/name`.
pub(super) async fn rename(
    cx: SignedIn,
    Path(page): Path<String>,
    Form(Named { name }): Form<Named>,
) -> Result<Response, Trouble> {
    let circle = find(&cx, &page).await?;
    let renamed = match CircleName::new(&name) {
        Ok(name) => edit(&cx, &circle, CircleEdit::Rename(name)).await?,
        Err(refusal) => Err(refusal),
    };
    let Err(refusal) = renamed else {
        return Ok(done(&cx, &path(&circle), "circle-renamed", name.trim()));
    };
    let mut typed = Typed { name: Some(name), ..Typed::default() };
    typed.errors.add("name", cx.t().say(wrong(refusal)));
    again(&cx, &circle, &typed).await
}

async fn again(cx: &SignedIn, circle: &Circle, typed: &Typed) -> Result<Response, Trouble> {
    // Whoever may not do that is not shown the form for it.
    if !helps(own(cx, circle)?) {
        return Err(Trouble::status(StatusCode::FORBIDDEN));
    }
    let page = show(cx, circle, typed).await?;
    Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

async fn show(cx: &SignedIn, circle: &Circle, typed: &Typed) -> Result<Page, Trouble> {
    let (t, mine) = (cx.t(), own(cx, circle)?);
    // Who is only invited sees who belongs to it, and not what they are doing.
    let there =
        if mine.has_joined() { cx.core().there_in_circle(circle.id, mine.account) } else { Vec::new() };
    let content = One {
        t,
        cx,
        circle,
        mine,
        path: path(circle),
        asked: Asked::of(cx, circle, mine).await?,
        people: circle.members.iter().map(|member| Person::of(circle, mine, member, &there)).collect(),
        there: there.len(),
        typed,
    };
    Ok(Page::new(cx, circle.name.as_str(), &content).tab(Tab::Circles))
}
