//! What comes out of a form, and what was wrong with it.

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::trouble::Trouble;

/// The fields of a form that was sent to a handler. It can be had only of a request that the guard has let pass, so no
/// handler can forget to have the form's token checked.
///
/// Fields are best texts, whose meaning the handler asks of the domain: what was typed can then be shown again beside what is
/// wrong with it. A box that is not ticked is not sent (`#[serde(default)]`), several with one name are a `Vec`.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

/// The body of a request that the guard has let pass.
#[derive(Clone, Debug)]
pub(super) struct Checked(pub(super) Bytes);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Form<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Trouble> {
        let Some(Checked(body)) = parts.extensions.get::<Checked>() else {
            tracing::error!("a form is read where none was checked");
            return Err(Trouble::status(StatusCode::INTERNAL_SERVER_ERROR));
        };
        serde_html_form::from_bytes(body).map(Self).map_err(|_| Trouble::status(StatusCode::BAD_REQUEST))
    }
}

/// What is wrong with a form, field by field.
#[derive(Clone, Debug, Default)]
pub struct Errors(Vec<(&'static str, String)>);

impl Errors {
    /// Nothing, so far.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Something is wrong with that field. What was said of it first stays.
    pub fn add(&mut self, field: &'static str, what: impl Into<String>) {
        if self.of(field).is_none() {
            self.0.push((field, what.into()));
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with that field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, what)| what.as_str())
    }
}
