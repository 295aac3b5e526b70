//! Pages that a client opens signed in: it posts what it knows to `md5auth.srf` (2 to 7.0) or `sha1auth.srf` (7.5 on), and
//! is sent on to the page (reference 10 §10).
//!
//! Nobody is signed in to anything by it. What matters is that it leads to our own pages only: a link to a login page that
//! leads anywhere is what tricksters look for.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::Era;
use crate::host::{Asked, is_of_the_era, without_port};
use crate::web::Transport;

/// The page is in `ru` (a whole address) or `rru` (the path).
pub(super) async fn md5auth(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let form = form(query.as_deref(), &body);
    onwards(page(&form, &asked, &era), &asked, transport)
}

/// The page is in `ru`, `rru` or `sru` of what is in `token`.
pub(super) async fn sha1auth(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let form = form(query.as_deref(), &body);
    let token = field(&form, "token").unwrap_or_default();
    onwards(page(&token, &asked, &era), &asked, transport)
}

/// A form and a query alike: pairs between ampersands. A form that is no text is none.
fn form(query: Option<&str>, body: &[u8]) -> String {
    format!("{}&{}", std::str::from_utf8(body).unwrap_or_default(), query.unwrap_or_default())
}

/// The value of a field that has one.
fn field(form: &str, name: &str) -> Option<String> {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let value =
        pairs.into_iter().find_map(|(known, value)| (known == name && !value.is_empty()).then_some(value))?;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8().ok()?.into_owned())
}

/// Where the form wants to go, if it may: a path, or the address of a page of ours.
fn page(form: &str, asked: &Asked, era: &Era) -> Option<String> {
    ["ru", "rru", "sru"]
        .into_iter()
        .find_map(|name| field(form, name))
        .filter(|page| is_ours(page, asked, era))
}

fn is_ours(page: &str, asked: &Asked, era: &Era) -> bool {
    // Browsers take a backslash for a slash, and `//host` for an address.
    if page.contains('\\') || page.starts_with("//") || !page.bytes().all(|byte| byte.is_ascii_graphic()) {
        return false;
    }
    if page.starts_with('/') {
        return true;
    }
    let Ok(uri) = page.parse::<Uri>() else { return false };
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let Some(authority) = uri.authority().filter(|authority| !authority.as_str().contains('@')) else {
        return false;
    };
    let host = authority.host();
    let is_own = |own: &str| without_port(own).eq_ignore_ascii_case(host);
    let is_ours = is_own(asked.as_str())
        || era.config.all_own_hosts().any(is_own)
        // Whoever has one of these lead to us has them all do.
        || (asked.is_of_the_era() && is_of_the_era(host));
    is_web && is_ours
}

/// To the page, or to the first one that we have.
fn onwards(page: Option<String>, asked: &Asked, transport: Transport) -> Response {
    let page = page.unwrap_or_else(|| "/".to_owned());
    // Clients of HTTP/1.0 want the whole address (reference 50, sign-in 5).
    let place = if page.starts_with('/') { asked.url(&page, transport) } else { page };
    (StatusCode::FOUND, [(LOCATION, place)], [(CACHE_CONTROL, "no-cache")]).into_response()
}
