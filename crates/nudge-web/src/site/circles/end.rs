//! Leaving a circle, and ending it for all.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{Circle, CircleRole};

use super::super::components::{Confirm, Head};
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use super::super::trouble::Trouble;
use super::{LIST, done, edit, find, own, path, refused};

#[derive(Debug, Template)]
#[template(path = "site/circles/leave.html")]
struct Leave<'a> {
    t: Locale,
    cx: &'a SignedIn,
    circle: &'a Circle,
    path: String,
    action: String,
    /// Whether the circle ends with the reader.
    is_last: bool,
}

#[derive(Debug, Template)]
#[template(path = "site/circles/end.html")]
struct End<'a> {
    t: Locale,
    cx: &'a SignedIn,
    circle: &'a Circle,
    path: String,
    action: String,
}

/// `GET /circles/{circle}/leave`.
pub(super) async fn ask_to_leave(cx: SignedIn, Path(page): Path<String>) -> Result<Page, Trouble> {
    let circle = &find(&cx, &page).await?;
    if !own(&cx, circle)?.has_joined() {
        return Err(Trouble::status(StatusCode::FORBIDDEN));
    }
    let (t, path) = (cx.t(), path(circle));
    let (action, is_last) = (format!("{path}/leave"), circle.joined().count() == 1);
    let content = Leave { t, cx: &cx, circle, path, action, is_last };
    Ok(Page::new(&cx, t.say("circle-leave"), &content).tab(Tab::Circles))
}

/// `POST /circles/{circle}/leave`.
pub(super) async fn leave(cx: SignedIn, Path(page): Path<String>) -> Result<Response, Trouble> {
    let circle = find(&cx, &page).await?;
    Ok(match edit(&cx, &circle, CircleEdit::Leave).await? {
        Ok(_) => done(&cx, LIST, "circle-left", circle.name.as_str()),
        Err(refusal) => refused(&cx, &circle, refusal),
    })
}

/// `GET /circles/{circle}/end`.
pub(super) async fn ask_to_end(cx: SignedIn, Path(page): Path<String>) -> Result<Page, Trouble> {
    let circle = &find(&cx, &page).await?;
    let mine = own(&cx, circle)?;
    if !(mine.has_joined() && mine.role == CircleRole::Administrator) {
        return Err(Trouble::status(StatusCode::FORBIDDEN));
    }
    let (t, path) = (cx.t(), path(circle));
    let content = End { t, cx: &cx, circle, action: format!("{path}/end"), path };
    Ok(Page::new(&cx, t.say("circle-end"), &content).tab(Tab::Circles))
}

/// `POST /circles/{circle}/end`.
pub(super) async fn end(cx: SignedIn, Path(page): Path<String>) -> Result<Response, Trouble> {
    let circle = find(&cx, &page).await?;
    Ok(match edit(&cx, &circle, CircleEdit::End).await? {
        Ok(_) => done(&cx, LIST, "circle-ended", circle.name.as_str()),
        Err(refusal) => refused(&cx, &circle, refusal),
    })
}
