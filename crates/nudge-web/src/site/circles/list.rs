//! The reader's circles, the invitations to others, and making one.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use nudge_core::Error;
use nudge_core::circle::{Circle, CircleMember, CircleName};
use serde::Deserialize;

use super::super::components::{Avatar, Empty, Field, Head};
use super::super::form::{Errors, Form};
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;
use super::person::Asked;
use super::{done, path, role_text, wrong};

/// What a circle is to be called.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    pub(super) name: String,
}

#[derive(Debug, Template)]
#[template(path = "site/circles/circles.html")]
struct List<'a> {
    t: Locale,
    cx: &'a SignedIn,
    invitations: Vec<Invitation>,
    circles: Vec<Row>,
    name: &'a str,
    errors: Errors,
}

/// A circle that the reader is invited to.
#[derive(Debug)]
struct Invitation {
    path: String,
    name: String,
    asked: Asked,
}

/// A circle that the reader belongs to.
#[derive(Debug)]
struct Row {
    path: String,
    name: String,
    role: &'static str,
    members: usize,
    /// How many are in it now, as far as the reader sees.
    there: usize,
}

impl Row {
    fn of(cx: &SignedIn, circle: &Circle, mine: &CircleMember) -> Self {
        Self {
            path: path(circle),
            name: circle.name.to_string(),
            role: role_text(mine.role),
            members: circle.joined().count(),
            there: cx.core().there_in_circle(circle.id, cx.visitor.account).len(),
        }
    }

    fn avatar(&self) -> Avatar<'_> {
        Avatar::new(&self.name, &self.path)
    }
}

/// `GET /circles`.
pub(super) async fn circles(cx: SignedIn) -> Result<Page, Trouble> {
    show(&cx, "", Errors::new()).await
}

/// `POST /circles`: makes one.
pub(super) async fn make(cx: SignedIn, Form(Named { name }): Form<Named>) -> Result<Response, Trouble> {
    let made = match CircleName::new(&name) {
        Ok(name) => cx.core().make_circle(cx.visitor.account, name).await,
        Err(refusal) => Err(refusal.into()),
    };
    match made {
        Ok(circle) => Ok(done(&cx, &path(&circle), "circle-made", circle.name.as_str())),
        Err(Error::Fault(fault)) => Err(fault.into()),
        Err(Error::Refusal(refusal)) => {
            let mut errors = Errors::new();
            errors.add("name", cx.t().say(wrong(refusal)));
            let page = show(&cx, &name, errors).await?;
            Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
    }
}

async fn show(cx: &SignedIn, name: &str, errors: Errors) -> Result<Page, Trouble> {
    let t = cx.t();
    let (mut invitations, mut circles) = (Vec::new(), Vec::new());
    for circle in cx.core().store().circles_of(cx.visitor.account).await? {
        let Some(mine) = circle.member(cx.visitor.account) else { continue };
        match Asked::of(cx, &circle, mine).await? {
            Some(asked) => {
                invitations.push(Invitation { path: path(&circle), name: circle.name.to_string(), asked });
            }
            None => circles.push(Row::of(cx, &circle, mine)),
        }
    }
    let content = List { t, cx, invitations, circles, name, errors };
    Ok(Page::new(cx, t.say("circles-title"), &content).tab(Tab::Circles))
}
