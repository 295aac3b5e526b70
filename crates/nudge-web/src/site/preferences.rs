//! The two choices that every reader has: language and look. Each is a form and a cookie, and needs no script.

use std::time::Duration;

use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::cookies::Crumb;
use super::cx::{Cx, own_path};
use super::form::Form;
use super::language::Language;
use super::theme::Theme;
use super::trouble::Trouble;

/// How long a choice is kept.
const LASTS: Duration = Duration::from_hours(24 * 365);

#[derive(Debug, Deserialize)]
pub(super) struct LanguageChoice {
    language: String,
    back: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ThemeChoice {
    theme: String,
    back: String,
}

/// `POST /language`.
pub(super) async fn language(cx: Cx, Form(choice): Form<LanguageChoice>) -> Result<Response, Trouble> {
    let chosen = Language::from_tag(&choice.language).ok_or(Trouble::BAD_REQUEST)?;
    back(&cx, &choice.back, Crumb::Language, chosen.tag())
}

/// `POST /theme`.
pub(super) async fn theme(cx: Cx, Form(choice): Form<ThemeChoice>) -> Result<Response, Trouble> {
    let chosen = Theme::from_name(&choice.theme).ok_or(Trouble::BAD_REQUEST)?;
    back(&cx, &choice.back, Crumb::Theme, chosen.name())
}

fn back(cx: &Cx, back: &str, crumb: Crumb, value: &str) -> Result<Response, Trouble> {
    let to = own_path(back).ok_or(Trouble::BAD_REQUEST)?;
    Ok(cx.redirect(to).cookie(crumb.set(value, Some(LASTS), cx.transport())).into_response())
}
