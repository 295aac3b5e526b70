//! The pages that point a client at this server: pick your client, get its files, read three sentences.
//!
//! ```text
//! /  /connect                     which clients there are
//! /connect/<client>               what to do for one of them
//! /connect/<client>/nudge.reg     its registry file          /connect/nudge.reg   that of the oldest
//! /connect/<client>/undo.reg      the one that takes it back
//! /connect/<client>/hosts.txt     its hosts lines            /connect/hosts.txt   for every client
//! /connect/root.cer               the root certificate
//! ```
//!
//! They are read with Internet Explorer 4 on the machine that is to be connected, so they are HTML 4.01 without scripts, and
//! everything works without the style sheets, too.

mod files;
mod pages;
mod place;

use std::net::Ipv4Addr;
use std::num::NonZeroU16;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use nudge_reach::Host;

/// What the pages are to say of the server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The name or address that clients are to use. `None`: the one that the reader's browser used.
    pub host: Option<Host>,
    /// The IPv4 address that hosts lines lead to. `None`: the one that the reader's browser reached.
    pub address: Option<Ipv4Addr>,
    /// The port of the dispatch server.
    pub port: NonZeroU16,
    /// The root certificate, in DER. `None`: there is none, because the server has no HTTPS.
    pub certificate: Option<Bytes>,
}

/// The pages.
pub fn router(settings: Settings) -> Router {
    Router::new()
        .route("/", get(pages::index))
        .route("/connect", get(pages::index))
        .route("/connect/", get(pages::index))
        .route("/connect/nudge.reg", get(files::oldest_registry))
        .route("/connect/hosts.txt", get(files::all_hosts))
        .route("/connect/root.cer", get(files::certificate))
        .route("/connect/plain.css", get(files::plain_style))
        .route("/connect/modern.css", get(files::modern_style))
        .route("/connect/{client}", get(pages::client))
        .route("/connect/{client}/nudge.reg", get(files::registry))
        .route("/connect/{client}/undo.reg", get(files::registry_undo))
        .route("/connect/{client}/hosts.txt", get(files::hosts))
        .fallback(pages::missing)
        .with_state(Arc::new(settings))
        .layer(map_response(harden))
}

/// Whether these pages are asked for, and not the site, under a name of ours: by their own paths, and by those that a client
/// has in its menus.
pub(crate) fn serves(path: &str) -> bool {
    path == "/connect" || path.starts_with("/connect/") || pages::is_service(path)
}

/// What is made for one reader's address is not for the next one, and no browser of today need guess or load anything.
///
/// Not `no-cache`: Internet Explorer before 9 then saves nothing over HTTPS (Microsoft's KB 316431).
async fn harden(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

const HEADERS: [(HeaderName, &str); 4] = [
    (CACHE_CONTROL, "private, max-age=0"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    ),
];
