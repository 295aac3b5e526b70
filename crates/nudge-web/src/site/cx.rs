//! What a handler knows of the request it answers, whichever page it is.

use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use nudge_core::Core;
use nudge_core::member::Origin;

use super::Site;
use super::components::{Notice, Token};
use super::cookies::Crumb;
use super::flash::{self, Flash};
use super::guard::Binding;
use super::language::Language;
use super::tabs::Tab;
use super::texts::Locale;
use super::theme::Theme;
use super::trouble::Trouble;
use super::visitor::Visitor;
use crate::Transport;

/// One request to the site: who asks, in which language, and what every page needs. An extractor; cheap to clone.
#[derive(Clone)]
pub struct Cx(pub(super) Arc<Request>);

/// What [`Cx`] knows.
pub(super) struct Request {
    pub(super) site: Arc<Site>,
    pub(super) transport: Transport,
    /// Where the browser is.
    pub(super) origin: Origin,
    pub(super) visitor: Option<Visitor>,
    pub(super) locale: Locale,
    pub(super) theme: Theme,
    /// The path that was asked for, with its query, if a page can be asked for again.
    pub(super) here: String,
    pub(super) flash: Option<Flash>,
    /// What a form that this reader sends must be bound to.
    pub(super) binding: Binding,
    /// What the forms that this reader is shown are signed with.
    pub(super) token: String,
    /// The secret of somebody who has yet to show a code.
    pub(super) pending: Option<String>,
    /// The parts of the site that there are.
    pub(super) tabs: Vec<Tab>,
}

impl Cx {
    /// The texts, in the reader's language.
    pub fn t(&self) -> Locale {
        self.0.locale
    }

    /// The one who has signed in.
    pub fn visitor(&self) -> Option<&Visitor> {
        self.0.visitor.as_ref()
    }

    /// How the request came.
    pub fn transport(&self) -> Transport {
        self.0.transport
    }

    /// Where the browser is, and what it says it is.
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// The domain.
    pub fn core(&self) -> &Arc<Core> {
        &self.0.site.core
    }

    /// The look that was chosen.
    pub fn theme(&self) -> Theme {
        self.0.theme
    }

    /// The hidden field that every form must have.
    pub fn token(&self) -> Token<'_> {
        Token(&self.0.token)
    }

    /// The tabs that this reader has.
    pub fn tabs(&self) -> impl Iterator<Item = Tab> {
        let served = Tab::ALL.into_iter().filter(|tab| self.0.tabs.contains(tab));
        served.filter(|tab| tab.is_for(self.visitor()))
    }

    /// Whether this reader has that tab.
    pub fn has(&self, tab: Tab) -> bool {
        self.tabs().any(|own| own == tab)
    }

    /// Onwards after a form has done its work (`303 See Other`), to a path of ours.
    pub fn redirect(&self, to: &str) -> Redirect {
        Redirect { cx: self.clone(), to: to.to_owned(), flash: None, cookies: Vec::new() }
    }

    /// Where the reader is, for a form that leads back.
    pub(super) fn here(&self) -> &str {
        &self.0.here
    }

    /// What is left over from the page before.
    pub(super) fn notice(&self) -> Option<Notice> {
        self.0.flash.as_ref().map(|flash| flash.notice(self.t()))
    }

    /// The languages that can be chosen.
    pub(super) fn languages(&self) -> impl Iterator<Item = (Locale, bool)> {
        let own = self.t().language();
        Language::ALL.into_iter().map(move |language| (Locale::new(language), language == own))
    }

    /// The looks that can be chosen.
    pub(super) fn themes(&self) -> impl Iterator<Item = (Theme, bool)> {
        let own = self.theme();
        Theme::ALL.into_iter().map(move |theme| (theme, theme == own))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Cx {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Trouble> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            tracing::error!("a page stands outside the site's frame");
            Trouble::status(StatusCode::INTERNAL_SERVER_ERROR)
        })
    }
}

impl fmt::Debug for Cx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cx").field("transport", &self.0.transport).finish_non_exhaustive()
    }
}

/// A way onwards, maybe with a notice and with cookies.
#[derive(Debug)]
#[must_use]
pub struct Redirect {
    cx: Cx,
    to: String,
    flash: Option<Flash>,
    cookies: Vec<HeaderValue>,
}

impl Redirect {
    /// What the next page is to show.
    pub fn flash(mut self, flash: Flash) -> Self {
        self.flash = Some(flash);
        self
    }

    /// A `Set-Cookie` header, as [`Crumb`] makes them.
    pub fn cookie(mut self, cookie: Option<HeaderValue>) -> Self {
        self.cookies.extend(cookie);
        self
    }
}

impl IntoResponse for Redirect {
    fn into_response(self) -> Response {
        let request = &self.cx.0;
        let Some(to) = own_path(&self.to).and_then(|path| HeaderValue::from_str(path).ok()) else {
            tracing::error!(to = self.to, "a page leads away from the site");
            return Trouble::status(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        };
        let mut response = (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response();
        let sealed =
            self.flash.and_then(|flash| flash.seal(&request.site.key, request.site.core.clock().now()));
        let flash = sealed.and_then(|flash| Crumb::Flash.set(&flash, Some(flash::LASTS), request.transport));
        for cookie in self.cookies.into_iter().chain(flash) {
            response.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
        }
        response
    }
}

/// The path, if it is one of ours and cannot be read as anything else: `//a` and `/\a` are other hosts to a browser.
pub(super) fn own_path(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (path.starts_with('/') && !path.starts_with("//") && plain).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_is_a_path() {
        for path in ["/", "/a?b=c//d", "/%5C"] {
            assert_eq!(own_path(path), Some(path));
        }
        for other in ["", "a", "//a", "/\\a", "/a\\b", "https://a/", "/a b", "/a\r\n", "/ñ", "javascript:a"]
        {
            assert_eq!(own_path(other), None, "{other}");
        }
    }
}
