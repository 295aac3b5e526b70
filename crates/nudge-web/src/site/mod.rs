//! The website, under our own names: what this is, the ways in, and what people do with their accounts.
//!
//! ```text
//! a request with a page in mind
//!    ▼
//! names     a name of the era, or a path of the connect pages ──► connect
//!    ▼
//! frame     who asks, in which language; cookies, headers, errors in the site's look
//!    ▼
//! guard     what changes something is a form of ours, or goes no further
//!    ▼
//! a page    a handler that takes `Cx`, maybe `Form<T>`, and gives back a `Page`, a redirection or a `Trouble`
//! ```
//!
//! `docs/website.md` says how to add a page, a text and a language.

mod administration;
mod assets;
mod circles;
mod clients;
pub mod components;
mod confirm;
mod contacts;
mod cookies;
mod cx;
mod flash;
mod forgotten;
mod form;
mod frame;
mod guard;
mod headers;
mod history;
mod home;
mod key;
mod language;
mod letters;
mod page;
mod pending;
mod places;
mod preferences;
mod presence;
mod profile;
mod proof;
mod register;
mod report;
mod security;
mod sign_in;
mod signed_in;
mod style_guide;
mod tabs;
mod texts;
mod theme;
mod tokens;
mod trouble;
mod upload;
mod visitor;
mod waiting;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use nudge_core::Core;
use nudge_mail::Post;
use tower::ServiceExt as _;

use pending::Pending;
use security::Enrolments;

use crate::connect;
use crate::host::{Asked, without_port};

pub use cookies::Crumb;
pub use cx::{Cx, Redirect};
pub use flash::Flash;
pub use form::{Errors, Form};
pub use key::SiteKey;
pub use language::Language;
pub use page::Page;
pub use signed_in::{Administrator, SignedIn};
pub use tabs::Tab;
pub use texts::{Locale, Said};
pub use theme::Theme;
pub use trouble::Trouble;
pub use visitor::{Members, Visitor, Visitors};

/// What the site is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What it signs with.
    pub key: SiteKey,
    /// Names for which we have a certificate that every browser trusts. Browsers are told to come to them by HTTPS only.
    pub strict_hosts: Vec<String>,
    /// Who carries letters to members; where there is nobody, no page needs one.
    pub mail: Option<Post>,
    /// Whether `/style` shows every part that pages are made of, and every tab is there, for whoever works on the look.
    pub style_guide: bool,
}

/// The site, as its pages find it.
#[derive(Debug)]
pub(crate) struct Site {
    core: Arc<Core>,
    visitors: Arc<dyn Visitors>,
    key: SiteKey,
    strict_hosts: Vec<String>,
    pending: Pending,
    mail: Option<Post>,
    enrolments: Enrolments,
}

/// The site, and under the names of the era and its own paths the `connect` pages.
pub fn router(core: Arc<Core>, visitors: Arc<dyn Visitors>, settings: Settings, connect: Router) -> Router {
    let Settings { key, strict_hosts, mail, style_guide } = settings;
    let site = Arc::new(Site {
        core,
        visitors,
        key,
        strict_hosts,
        pending: Pending::default(),
        enrolments: Enrolments::default(),
        mail,
    });
    let mut pages = Router::new()
        .route("/", get(home::home))
        .route("/language", post(preferences::language))
        .route("/theme", post(preferences::theme))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-in/code", get(sign_in::code_form).post(sign_in::code))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/register", get(register::form).post(register::register))
        .route("/join/{code}", get(register::join))
        .route(confirm::PATH, get(confirm::form).post(confirm::confirm))
        .route("/confirm/again", post(confirm::again))
        .route(forgotten::PATH, get(forgotten::form).post(forgotten::ask))
        .route(forgotten::RESET_PATH, get(forgotten::reset_form).post(forgotten::reset))
        .route(presence::PATH, get(presence::form).post(presence::choose))
        .route("/tokens", get(tokens::tokens).post(tokens::make))
        .route("/tokens/revoke", post(tokens::revoke))
        .route("/places", get(places::places))
        .route("/places/end", post(places::end))
        .route("/places/messenger", post(places::end_messenger))
        .route("/places/several", post(places::choose_several))
        .route("/places/everywhere", post(places::everywhere))
        .route("/report", get(report::form).post(report::report))
        .route(waiting::PATH, get(waiting::waiting))
        .route("/waiting/delete", post(waiting::delete))
        .route(waiting::DELETE_ALL, get(waiting::ask).post(waiting::delete_all))
        .route("/history", get(history::history))
        .route("/history/erase", post(history::erase))
        .route("/history/erase-all", get(history::ask).post(history::erase_all))
        .route("/history/keep", post(history::keep))
        .merge(circles::router())
        .merge(contacts::router())
        .merge(profile::router())
        .merge(security::router());
    if style_guide {
        pages = pages.merge(style_guide::router());
    }
    let pages = pages
        .route_layer(from_fn(guard::guard))
        .merge(administration::router())
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(from_fn_with_state(site, frame::frame))
        .route(assets::PATH, get(assets::asset));
    Router::new().fallback(async move |request: Request<Body>| {
        let router = if is_for_connect(&request) { connect.clone() } else { pages.clone() };
        router.oneshot(request).await.unwrap_or_else(|never| match never {}) as Response
    })
}

/// The site is never seen under a name of the era, which is not ours, nor by who came as clients of the era do.
fn is_for_connect(request: &Request<Body>) -> bool {
    let asked = request.extensions().get::<Asked>();
    let is_legacy = request.extensions().get::<crate::Transport>().is_none_or(|transport| transport.legacy);
    is_legacy || asked.is_none_or(Asked::is_of_the_era) || connect::serves(request.uri().path())
}

impl Site {
    /// Whether a browser that came to this name may be told to come by HTTPS from now on. That would hold for all ports of
    /// the name, so it must be reached without one.
    fn is_strict(&self, asked: &Asked) -> bool {
        let host = asked.as_str();
        let host = host.strip_suffix(":443").unwrap_or(host);
        host == without_port(host) && self.strict_hosts.iter().any(|strict| strict.eq_ignore_ascii_case(host))
    }
}
