//! A page: its content, and what stands around it.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::assets;
use super::cx::Cx;
use super::tabs::Tab;
use super::texts::Locale;
use super::theme::Theme;
use super::trouble::Trouble;

/// A page that can be answered with.
#[derive(Debug)]
#[must_use]
pub struct Page {
    status: StatusCode,
    cx: Cx,
    title: String,
    /// `None`: it could not be written, and the log has it.
    content: Option<String>,
    tab: Option<Tab>,
    scripted: bool,
}

/// Marks an answer that is a page of the site, which the frame leaves as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown;

impl Page {
    /// A page with that title, which browsers show in their tab, and that content, which begins with an `h1`.
    pub fn new(cx: &Cx, title: impl Into<String>, content: &impl Template) -> Self {
        let content =
            content.render().inspect_err(|error| tracing::error!(%error, "a page could not be written"));
        Self {
            status: StatusCode::OK,
            cx: cx.clone(),
            title: title.into(),
            content: content.ok(),
            tab: None,
            scripted: false,
        }
    }

    /// Which part of the site it belongs to.
    pub fn tab(mut self, tab: Tab) -> Self {
        self.tab = Some(tab);
        self
    }

    /// Another status than 200: a form with errors is `422 Unprocessable Content`.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Whether it has something that the script makes nicer, such as a [`Secret`](super::components::Secret).
    pub fn scripted(mut self) -> Self {
        self.scripted = true;
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Self { status, cx, title, content: Some(content), tab, scripted } = self else {
            return Trouble::status(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        };
        let layout = Layout { t: cx.t(), cx: &cx, title, content, tab, scripted };
        match layout.render() {
            Ok(html) => {
                let mut response =
                    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
                response.extensions_mut().insert(Shown);
                response
            }
            // It cannot be said in the site's look that the site's look cannot be written.
            Err(error) => {
                tracing::error!(%error, "a page could not be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "site/layout.html")]
struct Layout<'a> {
    t: Locale,
    cx: &'a Cx,
    title: String,
    content: String,
    tab: Option<Tab>,
    scripted: bool,
}

impl Layout<'_> {
    fn is_at(&self, tab: Tab) -> bool {
        self.tab == Some(tab)
    }
}
