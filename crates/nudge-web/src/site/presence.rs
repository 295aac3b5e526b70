//! Showing everybody whether one is online.

use askama::Template;
use axum::Extension;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::components::{Field, Head, Secret};
use super::flash::Flash;
use super::form::Form;
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;
use crate::host::Asked;

/// Where it is.
pub(super) const PATH: &str = "/profile/presence";

/// Whether it is shown.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    shown: bool,
}

#[derive(Debug, Template)]
#[template(path = "site/presence.html")]
struct Presence<'a> {
    t: Locale,
    cx: &'a SignedIn,
    shown: bool,
    /// Where picture and JSON are.
    image: String,
    json: String,
    /// What is put into a page.
    snippet: String,
}

/// `GET /profile/presence`.
pub(super) async fn form(cx: SignedIn, Extension(asked): Extension<Asked>) -> Result<Page, Trouble> {
    let t = cx.t();
    let account = cx.core().store().account(cx.visitor.account).await?;
    let number = account.guid.to_string().replace('-', "");
    let image = asked.url(&format!("/users/{number}/presenceimage"), cx.transport());
    let content = Presence {
        t,
        cx: &cx,
        shown: account.shows_presence,
        json: asked.url(&format!("/users/{number}/presence"), cx.transport()),
        snippet: format!("<img src=\"{image}\" width=\"16\" height=\"16\" alt=\"Messenger\">"),
        image,
    };
    Ok(Page::new(&cx, t.say("presence-title"), &content).tab(Tab::Profile).scripted())
}

/// `POST /profile/presence`.
pub(super) async fn choose(cx: SignedIn, Form(Choice { shown }): Form<Choice>) -> Result<Response, Trouble> {
    cx.core().store().set_shows_presence(cx.visitor.account, shown).await?;
    let text = if shown { "presence-is-shown" } else { "presence-is-not-shown" };
    Ok(cx.redirect(PATH).flash(Flash::success(text)).into_response())
}
