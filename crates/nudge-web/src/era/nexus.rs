//! The nexus: where clients of MSN Messenger 5.0 to 7.0 ask at which host they sign in (reference 10 §4).

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Era;
use crate::host::Asked;
use crate::web::Transport;

/// `PassportURLs: DARealm=...,DALogin=host/path,...`, as the service of the time answered: aMSN puts `https://` before
/// whatever stands there.
pub(super) async fn without_scheme(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
) -> Response {
    let login = login_host(&era, &asked);
    let page = format!("{}://{login}/", transport.scheme());
    answer(format!(
        "DARealm=Passport.Net,DALogin={login}/login2.srf,DAReg={page},Properties={page},Privacy={page},\
         GeneralRedir={page},Help={page},ConfigVersion={CONFIG_VERSION}"
    ))
}

/// `PassportURLs: DALogin=https://host/path` and nothing else, with the scheme that the request came by, for msnp11-sdk: it
/// takes out `DALogin=` and asks for what is left.
pub(super) async fn with_scheme(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
) -> Response {
    answer(format!("DALogin={}://{}/login2.srf", transport.scheme(), login_host(&era, &asked)))
}

/// Raised whenever the answer changes its meaning, so that clients drop the one that they keep.
const CONFIG_VERSION: u32 = 16;

/// The login host of the era whose name every certificate of ours has.
const ERA_LOGIN: &str = "loginnet.passport.com";

/// The header that clients read the answer from, letter by letter.
const PASSPORT_URLS: HeaderName = HeaderName::from_static("passporturls");

fn login_host<'a>(era: &'a Era, asked: &'a Asked) -> &'a str {
    match &era.config.login_host {
        Some(login) => login,
        // An untouched client reaches us by its own names, and checks the certificate for them.
        None if asked.is_of_the_era() => ERA_LOGIN,
        None => asked.as_str(),
    }
}

fn answer(urls: String) -> Response {
    let headers = [(CACHE_CONTROL, "private"), (CONTENT_TYPE, "text/html")];
    (headers, [(PASSPORT_URLS, urls)]).into_response()
}
