//! What every page of the site goes through, on its way in and on its way out.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use nudge_core::member::Origin;
use nudge_core::{Secret, entropy};

use super::Site;
use super::cookies::Crumb;
use super::cx::{self, Cx};
use super::flash::Flash;
use super::guard::{self, Binding};
use super::headers;
use super::language::Language;
use super::page::Shown;
use super::tabs::Tab;
use super::texts::Locale;
use super::theme::Theme;
use super::trouble::Trouble;
use super::visitor::{Visitor, origin};
use crate::web::Transport;

/// Finds out who asks, lets the page be made, and puts on what every answer has.
pub(super) async fn frame(State(site): State<Arc<Site>>, mut request: Request<Body>, next: Next) -> Response {
    let Some(transport) = request.extensions().get::<Transport>().copied() else {
        tracing::error!("a request has come from nowhere");
        return headers::only(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let (visitor, lost) = match visitor(&site, request.headers(), transport).await {
        Ok(visitor) => (visitor, None),
        Err(trouble) => (None, Some(trouble)),
    };
    let arrived = Arrived::of(&site, &request, transport, visitor);
    let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
    let cx = arrived.cx(&site);
    let response = if let Some(trouble) = lost {
        trouble.page(&cx)
    } else {
        request.extensions_mut().insert(cx.clone());
        dressed(&cx, next.run(request).await, is_look)
    };
    let response = arrived.with_cookies(response);
    headers::put(&site, arrived.asked.as_ref(), transport, cx.visitor().is_some(), response)
}

/// Who has the session that the browser names.
async fn visitor(site: &Site, headers: &HeaderMap, transport: Transport) -> Result<Option<Visitor>, Trouble> {
    let Some(session) = Crumb::Session.read(headers, transport) else { return Ok(None) };
    site.visitors.visitor(&Secret::new(session), &origin(headers, transport)).await.map_err(|error| {
        tracing::error!(%error, "a session could not be looked up");
        Trouble::status(StatusCode::SERVICE_UNAVAILABLE)
    })
}

/// What a request says before anything is done about it.
struct Arrived {
    asked: Option<crate::host::Asked>,
    transport: Transport,
    origin: Origin,
    visitor: Option<Visitor>,
    locale: Locale,
    theme: Theme,
    here: String,
    /// What there is to be said from the page before.
    flash: Option<Flash>,
    /// Whether there was a cookie with something to be said, good or bad.
    has_flash: bool,
    /// The secret of somebody who has yet to show a code.
    pending: Option<String>,
    /// What the forms of a stranger are bound to.
    cookie: String,
    /// Whether it has just been drawn.
    is_new: bool,
}

/// The bytes of what the forms of a stranger are bound to.
const COOKIE_BYTES: usize = 16;

/// The longest path that a form leads back to.
const LONGEST_PATH: usize = 1024;

impl Arrived {
    fn of(site: &Site, request: &Request<Body>, transport: Transport, visitor: Option<Visitor>) -> Self {
        let headers = request.headers();
        let read = |crumb: Crumb| crumb.read(headers, transport);
        let known = read(Crumb::Form).filter(|cookie| is_cookie(cookie));
        let flash = read(Crumb::Flash);
        let now = site.core.clock().now();
        Self {
            asked: request.extensions().get().cloned(),
            transport,
            origin: origin(headers, transport),
            visitor,
            locale: Locale::new(language(headers, transport)),
            theme: read(Crumb::Theme).and_then(|name| Theme::from_name(&name)).unwrap_or_default(),
            here: here(request).to_owned(),
            flash: flash.as_deref().and_then(|cookie| Flash::open(cookie, &site.key, now)),
            has_flash: flash.is_some(),
            pending: read(Crumb::Pending),
            is_new: known.is_none(),
            cookie: known.unwrap_or_else(|| {
                BASE64URL_NOPAD.encode(&entropy::draw_bytes::<COOKIE_BYTES>(site.core.entropy()))
            }),
        }
    }

    fn cx(&self, site: &Arc<Site>) -> Cx {
        let shown = self.visitor.as_ref().map_or_else(
            || Binding::Cookie(self.cookie.clone()),
            |visitor| Binding::Session(visitor.csrf.clone()),
        );
        // Whoever has had no cookie until now has been shown no form, either.
        let is_stranger = self.visitor.is_none() && self.is_new;
        let sent = if is_stranger { Binding::Nothing } else { shown.clone() };
        Cx(Arc::new(cx::Request {
            site: Arc::clone(site),
            transport: self.transport,
            visitor: self.visitor.clone(),
            locale: self.locale,
            theme: self.theme,
            here: self.here.clone(),
            flash: self.flash.clone(),
            token: guard::token(&site.key, &shown).unwrap_or_default(),
            binding: sent,
            pending: self.pending.clone(),
            origin: self.origin.clone(),
            tabs: Tab::served(site.core.policy()),
        }))
    }

    /// Cookies go with pages: what a page has shown is taken away, what its forms are bound to is given.
    fn with_cookies(&self, mut response: Response) -> Response {
        if response.extensions().get::<Shown>().is_none() {
            return response;
        }
        let given = (self.is_new && self.visitor.is_none())
            .then(|| Crumb::Form.set(&self.cookie, None, self.transport))
            .flatten();
        let taken = self.has_flash.then(|| Crumb::Flash.clear(self.transport)).flatten();
        for cookie in given.into_iter().chain(taken) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// The language that was chosen, or that the browser wants, or English.
fn language(headers: &HeaderMap, transport: Transport) -> Language {
    let chosen = Crumb::Language.read(headers, transport).and_then(|tag| Language::from_tag(&tag));
    let wished = || headers.get(ACCEPT_LANGUAGE).map(HeaderValue::to_str)?.ok().and_then(Language::wished);
    chosen.or_else(wished).unwrap_or(Language::English)
}

fn here(request: &Request<Body>) -> &str {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    cx::own_path(path).filter(|path| path.len() <= LONGEST_PATH).unwrap_or("/")
}

fn is_cookie(text: &str) -> bool {
    BASE64URL_NOPAD.decode(text.as_bytes()).is_ok_and(|bytes| bytes.len() == COOKIE_BYTES)
}

/// The answer, or a page of ours in place of an error that has no words. A program that posts to where nothing is gets the
/// fewest bytes (reference 14 §8); a handler that has words for what is missing is no such place.
fn dressed(cx: &Cx, response: Response, is_look: bool) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_page = response.extensions().get::<Shown>().is_some();
    let has_words = response.extensions().get::<Trouble>().is_some();
    if !is_error || is_page || (status == StatusCode::NOT_FOUND && !is_look && !has_words) {
        return response;
    }
    let (bare, _) = response.into_parts();
    let trouble = bare.extensions.get().copied().unwrap_or_else(|| Trouble::status(status));
    let mut page = trouble.page(cx);
    for (name, value) in &bare.headers {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            page.headers_mut().append(name, value.clone());
        }
    }
    page
}
