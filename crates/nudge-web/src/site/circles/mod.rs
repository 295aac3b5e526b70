//! Circles: those that one belongs to or is invited to, and all that can be done about them. Whatever is done here is told to
//! programs that are signed in as if a program had done it.

mod answer;
mod circle;
mod end;
mod list;
mod member;
mod person;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{Circle, CircleId, CircleMember, CircleRole};
use nudge_core::{CircleEdited, Error, Refusal};

use super::flash::Flash;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::trouble::Trouble;

/// The pages.
pub(super) fn router() -> Router {
    Router::new()
        .route("/circles", get(list::circles).post(list::make))
        .route("/circles/{circle}", get(circle::circle))
        .route("/circles/{circle}/answer", post(answer::answer))
        .route("/circles/{circle}/invite", post(circle::invite))
        .route("/circles/{circle}/name", post(circle::rename))
        .route("/circles/{circle}/leave", get(end::ask_to_leave).post(end::leave))
        .route("/circles/{circle}/end", get(end::ask_to_end).post(end::end))
        .route("/circles/{circle}/members/{member}", get(member::member).post(member::set_role))
        .route("/circles/{circle}/members/{member}/take-out", get(member::ask).post(member::take_out))
}

/// Where a circle has its page.
fn path(circle: &Circle) -> String {
    format!("/circles/{}", circle.id)
}

/// The circle whose page that is, if the reader has to do with it.
async fn find(cx: &SignedIn, page: &str) -> Result<Circle, Trouble> {
    // Whatever else was typed is nobody's circle.
    let id: CircleId = page.parse().map_err(Error::Refusal)?;
    Ok(cx.core().circle(cx.visitor.account, id).await?)
}

/// The reader as one of a circle that was found.
fn own<'c>(cx: &SignedIn, circle: &'c Circle) -> Result<&'c CircleMember, Trouble> {
    circle.member(cx.visitor.account).ok_or_else(|| Trouble::status(StatusCode::NOT_FOUND))
}

/// Makes a change. What the reader ran into is for the page to say, but for a circle that is theirs no more.
async fn edit(
    cx: &SignedIn,
    circle: &Circle,
    edit: CircleEdit,
) -> Result<Result<CircleEdited, Refusal>, Trouble> {
    match cx.core().edit_circle(cx.visitor.account, circle.id, edit).await {
        Ok(edited) => Ok(Ok(edited)),
        Err(Error::Refusal(Refusal::NoSuchCircle)) => Err(Trouble::status(StatusCode::NOT_FOUND)),
        Err(Error::Refusal(refusal)) => Ok(Err(refusal)),
        Err(Error::Fault(fault)) => Err(fault.into()),
    }
}

/// What is said next, about whom or what.
fn done(cx: &SignedIn, path: &str, said: &str, name: &str) -> Response {
    cx.redirect(path).flash(Flash::success(said).with("name", name)).into_response()
}

/// Back to the circle with what was refused.
fn refused(cx: &SignedIn, circle: &Circle, refusal: Refusal) -> Response {
    cx.redirect(&path(circle)).flash(Flash::error(wrong(refusal))).into_response()
}

/// Back to the list.
const LIST: &str = Tab::Circles.path();

/// What a role is called.
const fn role_text(role: CircleRole) -> &'static str {
    match role {
        CircleRole::Administrator => "circle-role-administrator",
        CircleRole::Assistant => "circle-role-assistant",
        CircleRole::Member => "circle-role-member",
    }
}

/// What is said of a change that was refused.
fn wrong(refusal: Refusal) -> &'static str {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are of pages that are too old")]
    match refusal {
        Refusal::InvalidAddress => "register-handle-wrong",
        Refusal::InvalidName => "circle-name-wrong",
        Refusal::InvalidText => "circle-words-wrong",
        Refusal::UnknownAccount => "circle-unknown",
        Refusal::AlreadyThere => "circle-belongs-already",
        Refusal::AlreadyInvited => "circle-invited-already",
        Refusal::RoomFull => "circle-full",
        Refusal::TooManyCircles => "circle-too-many",
        Refusal::NotAllowed => "circle-not-allowed",
        Refusal::LastAdministrator => "circle-last-administrator",
        Refusal::Unchanged => "circle-unchanged",
        Refusal::TooFast => "circle-too-fast",
        _ => "circle-changed",
    }
}
