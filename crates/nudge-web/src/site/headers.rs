//! What every answer of the site says to browsers of today.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::Site;
use crate::host::Asked;
use crate::web::Transport;

/// Nothing is loaded, run or sent but from here and to here, and nothing frames us.
///
/// `same-origin`, not `no-referrer`: with the latter a browser says `Origin: null` for our own forms.
const ALWAYS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Only over TLS: elsewhere browsers ignore it, and say so.
const ENCRYPTED: (HeaderName, &str) = (HeaderName::from_static("cross-origin-opener-policy"), "same-origin");

/// Half a year.
const STRICT: &str = "max-age=15768000";

/// Puts them on. What is shown to somebody who has signed in is kept nowhere; what a handler has said of caching stays.
pub(super) fn put(
    site: &Site,
    asked: Option<&Asked>,
    transport: Transport,
    signed_in: bool,
    mut response: Response,
) -> Response {
    harden(&mut response);
    let headers = response.headers_mut();
    if transport.encrypted {
        let (name, value) = ENCRYPTED;
        headers.insert(name, HeaderValue::from_static(value));
    }
    if transport.encrypted && asked.is_some_and(|asked| site.is_strict(asked)) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT));
    }
    let cache = if signed_in { "no-store" } else { "private, max-age=0" };
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(cache));
    response
}

/// What holds for files as for pages.
pub(super) fn harden(response: &mut Response) {
    for (name, value) in ALWAYS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

/// A status without a page.
pub(super) fn only(status: StatusCode) -> Response {
    let mut response = status.into_response();
    harden(&mut response);
    response
}
