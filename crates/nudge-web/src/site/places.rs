//! Where somebody is signed in, and ending it.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use nudge_core::member::{Place, PlaceId};
use nudge_core::moderation::Online;
use nudge_core::{Actor, Edit};
use serde::Deserialize;

use super::components::{Field, Head};
use super::cookies::Crumb;
use super::flash::Flash;
use super::form::Form;
use super::page::Page;
use super::signed_in::SignedIn;
use super::tabs::Tab;
use super::texts::Locale;
use super::trouble::Trouble;

/// Which place is to end.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    place: i64,
}

/// Whether several are to be allowed.
#[derive(Debug, Deserialize)]
pub(super) struct Several {
    #[serde(default)]
    several: bool,
}

#[derive(Debug, Template)]
#[template(path = "site/places.html")]
struct Places<'a> {
    t: Locale,
    cx: &'a SignedIn,
    browsers: Vec<Place>,
    messenger: Vec<Online>,
    /// Whether several Messengers may be signed in beside each other.
    several: bool,
}

/// `GET /places`.
pub(super) async fn places(cx: SignedIn) -> Result<Page, Trouble> {
    let t = cx.t();
    let browsers = cx.core().places(cx.visitor.account).await?;
    let messenger = cx.core().online_as(cx.visitor.account);
    let several = cx.core().store().account(cx.visitor.account).await?.several_places;
    let content = Places { t, cx: &cx, browsers, messenger, several };
    Ok(Page::new(&cx, t.say("places-title"), &content).tab(Tab::Places))
}

/// `POST /places/end`.
pub(super) async fn end(cx: SignedIn, Form(Which { place }): Form<Which>) -> Result<Response, Trouble> {
    cx.core().leave(cx.visitor.account, PlaceId(place)).await?;
    Ok(cx.redirect(Tab::Places.path()).flash(Flash::success("place-ended")).into_response())
}

/// `POST /places/messenger`.
pub(super) async fn end_messenger(cx: SignedIn) -> Response {
    cx.core().end_session(cx.visitor.account);
    cx.redirect(Tab::Places.path()).flash(Flash::success("place-messenger-ended")).into_response()
}

/// `POST /places/several`.
pub(super) async fn choose_several(
    cx: SignedIn,
    Form(Several { several }): Form<Several>,
) -> Result<Response, Trouble> {
    cx.core().edit_roster(cx.visitor.account, Edit::SetSeveralPlaces(several)).await?;
    let text = if several { "places-several-on" } else { "places-several-off" };
    Ok(cx.redirect(Tab::Places.path()).flash(Flash::success(text)).into_response())
}

/// `POST /places/everywhere`.
pub(super) async fn everywhere(cx: SignedIn) -> Result<Response, Trouble> {
    cx.core().sign_out_everywhere(&Actor::Owner, &cx.visitor.handle).await?;
    let out = cx.redirect("/").flash(Flash::success("signed-out-everywhere"));
    Ok(out.cookie(Crumb::Session.clear(cx.transport())).into_response())
}
