//! The nexus: where clients of MSN Messenger 5.0 to 7.0 ask at which host they sign in (reference 10 §4).

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};

use super::Era;
use crate::host;
use crate::web::Transport;

/// `PassportURLs: DARealm=...,DALogin=host/path,...`, as the service of the time answered: aMSN puts `https://` before
/// whatever stands there.
pub(super) async fn without_scheme(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    headers: HeaderMap,
) -> Response {
    urls(&login_place(&era, transport, &headers), transport)
}

/// The same with the scheme that the request came by, for msnp11-sdk and clients that are pointed here: they take
/// what follows `DALogin=` for the whole address.
pub(super) async fn with_scheme(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    headers: HeaderMap,
) -> Response {
    let place = login_place(&era, transport, &headers);
    urls(&format!("{}://{place}", scheme(transport)), transport)
}

/// Raised whenever the answer changes its meaning, so that clients drop the one that they keep.
const CONFIG_VERSION: u32 = 16;

/// The login host of the era whose name every certificate of ours has.
const ERA_LOGIN: &str = "loginnet.passport.com";

/// The header that clients read the answer from, letter by letter.
const PASSPORT_URLS: HeaderName = HeaderName::from_static("passporturls");

fn login_place(era: &Era, transport: Transport, headers: &HeaderMap) -> String {
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(|host| host::is_plain(host));
    let host = match (&era.config.login_host, asked) {
        (Some(login), _) => login.clone(),
        // An untouched client reaches us by its own names, and checks the certificate for them.
        (None, Some(asked)) if host::is_of_the_era(asked) => ERA_LOGIN.to_owned(),
        (None, Some(asked)) => asked.to_owned(),
        (None, None) => transport.local.to_string(),
    };
    format!("{host}/login2.srf")
}

pub(super) const fn scheme(transport: Transport) -> &'static str {
    if transport.encrypted { "https" } else { "http" }
}

fn urls(login: &str, transport: Transport) -> Response {
    let page = login.strip_suffix("/login2.srf").unwrap_or(login);
    let page = page.split_once("://").map_or(page, |(_, host)| host);
    let page = format!("{}://{page}/", scheme(transport));
    let urls = format!(
        "DARealm=Passport.Net,DALogin={login},DAReg={page},Properties={page},Privacy={page},GeneralRedir={page},\
         Help={page},ConfigVersion={CONFIG_VERSION}"
    );
    let headers = [(CACHE_CONTROL, "private"), (CONTENT_TYPE, "text/html")];
    (headers, [(PASSPORT_URLS, urls)]).into_response()
}
