//! Messages that were left for the reader: read here, and deleted. Reading them here does not mark them as read.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use nudge_archive::KeptMessage;
use nudge_core::{DisplayName, Guid, Handle, OfflineMessage, Removal, Timestamp};
use serde::Deserialize;

use super::components::{Confirm, Empty, Head};
use super::flash::Flash;
use super::form::Form;
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

pub(super) const PATH: &str = "/waiting";
pub(super) const DELETE_ALL: &str = "/waiting/delete-all";

/// Which message is to be deleted.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    message: String,
}

#[derive(Debug, Template)]
#[template(path = "site/waiting.html")]
struct Waiting<'a> {
    t: Locale,
    cx: &'a SignedIn,
    messages: Vec<Message>,
}

/// A message as it is shown.
#[derive(Debug)]
struct Message {
    id: String,
    at: Timestamp,
    from: Handle,
    /// What the sender was called, if that is more than the address.
    name: Option<DisplayName>,
    text: String,
}

#[derive(Debug, Template)]
#[template(path = "site/waiting-delete.html")]
struct DeleteAll<'a> {
    t: Locale,
    cx: &'a SignedIn,
}

/// `GET /waiting`.
pub(super) async fn waiting(cx: SignedIn) -> Result<Page, Trouble> {
    let t = cx.t();
    let messages = cx.core().waiting_messages(cx.visitor.account).await?;
    let content = Waiting { t, cx: &cx, messages: messages.into_iter().map(Message::from).collect() };
    Ok(Page::new(&cx, t.say("waiting-title"), &content).tab(Tab::Waiting))
}

/// `POST /waiting/delete`.
pub(super) async fn delete(cx: SignedIn, Form(which): Form<Which>) -> Result<Response, Trouble> {
    // What is no number is that of no message, which is gone already.
    let ids: Vec<Guid> = which.message.parse().into_iter().collect();
    cx.core().remove_messages(cx.visitor.account, ids, Removal::ThrownAway).await?;
    Ok(cx.redirect(PATH).flash(Flash::success("waiting-deleted")).into_response())
}

/// `GET /waiting/delete-all`.
pub(super) async fn ask(cx: SignedIn) -> Page {
    let t = cx.t();
    Page::new(&cx, t.say("waiting-delete-all"), &DeleteAll { t, cx: &cx }).tab(Tab::Waiting)
}

/// `POST /waiting/delete-all`.
pub(super) async fn delete_all(cx: SignedIn) -> Result<Response, Trouble> {
    let account = cx.visitor.account;
    let ids = cx.core().waiting_messages(account).await?.into_iter().map(|message| message.id).collect();
    cx.core().remove_messages(account, ids, Removal::ThrownAway).await?;
    Ok(cx.redirect(PATH).flash(Flash::success("waiting-all-deleted")).into_response())
}

impl From<OfflineMessage> for Message {
    fn from(message: OfflineMessage) -> Self {
        let name = message.name.filter(|name| name.as_str() != message.sender.as_str());
        let text = KeptMessage::read(&message.body).text;
        Self { id: message.id.to_string(), at: message.at, from: message.sender, name, text }
    }
}
