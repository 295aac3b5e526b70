//! The answer to an invitation.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use nudge_core::Refusal;
use nudge_core::circle::edit::CircleEdit;
use serde::Deserialize;

use super::super::flash::Flash;
use super::super::form::Form;
use super::super::signed_in::SignedIn;
use super::super::trouble::Trouble;
use super::{LIST, done, edit, find, path, refused};

/// Whether one comes.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    answer: String,
}

/// `POST /circles/{circle}/answer`.
pub(super) async fn answer(
    cx: SignedIn,
    Path(page): Path<String>,
    Form(Answer { answer }): Form<Answer>,
) -> Result<Response, Trouble> {
    let circle = find(&cx, &page).await?;
    let own_page = path(&circle);
    let (answer, next, said) = match answer.as_str() {
        "accept" => (CircleEdit::Accept, own_page.as_str(), "circle-joined"),
        "decline" => (CircleEdit::Decline, LIST, "circle-declined"),
        _ => return Err(Trouble::BAD_REQUEST),
    };
    let accepts = answer == CircleEdit::Accept;
    Ok(match edit(&cx, &circle, answer).await? {
        Ok(_) => done(&cx, next, said, circle.name.as_str()),
        // With another program, or on a page that was left open.
        Err(Refusal::AlreadyThere) if accepts => done(&cx, next, said, circle.name.as_str()),
        Err(Refusal::AlreadyThere) => {
            cx.redirect(&own_page).flash(Flash::error("circle-joined-already")).into_response()
        }
        Err(refusal) => refused(&cx, &circle, refusal),
    })
}
