//! From a path to whom it concerns: the era's services, or our pages.

use axum::Router;
use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{Request, Response, StatusCode, Uri};
use axum::response::IntoResponse as _;
use tower::ServiceExt as _;

use crate::era::redirection;
use crate::host::Asked;
use crate::web::Transport;

/// All routes.
#[derive(Clone, Debug)]
pub(crate) struct Routes {
    /// Knows its paths in lower case; whatever it does not know goes to the pages.
    era: Router,
}

/// A path as it was sent, once it has been changed for the era's router.
#[derive(Clone, Debug)]
struct AsSent(Uri);

impl Routes {
    /// `era` has its paths in lower case. Whatever it has no route for is asked of `pages`, except behind the face for old
    /// TLS.
    pub(crate) fn new(era: Router, pages: Router) -> Self {
        let pass_on = move |request| pass_on(request, pages.clone());
        let era = era.method_not_allowed_fallback(pass_on.clone()).fallback(pass_on);
        Self { era }
    }

    /// Answers a request.
    pub(crate) async fn answer(&self, mut request: Request<Body>) -> Response<Body> {
        let Some(uri) = merged(request.uri()) else { return StatusCode::BAD_REQUEST.into_response() };
        let Some(lower) = with_path(&uri, &uri.path().to_ascii_lowercase()) else {
            return StatusCode::BAD_REQUEST.into_response();
        };
        request.extensions_mut().insert(AsSent(uri));
        *request.uri_mut() = lower;
        // A router has an answer to everything.
        self.era.clone().oneshot(request).await.unwrap_or_else(|never| match never {})
    }
}

async fn pass_on(mut request: Request<Body>, pages: Router) -> Response<Body> {
    let is_legacy = request.extensions().get::<Transport>().is_some_and(|transport| transport.legacy);
    if let Some(answer) = redirector(&request) {
        return answer;
    }
    if is_legacy {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Some(AsSent(uri)) = request.extensions_mut().remove() {
        *request.uri_mut() = uri;
    }
    pages.oneshot(request).await.unwrap_or_else(|never| match never {})
}

/// The answer to a link of the redirector, which no router can tell by its path.
fn redirector(request: &Request<Body>) -> Option<Response<Body>> {
    let (asked, transport) = (request.extensions().get::<Asked>()?, request.extensions().get::<Transport>()?);
    redirection(request.uri(), asked, *transport)
}

/// The address with one slash at its beginning: retro-prpl posts to `//RST.srf` (reference 50, sign-in 3). A proxy's form,
/// `http://host/path`, is as good as a path.
fn merged(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if path == "*" { None } else { with_path(uri, &format!("/{}", path.trim_start_matches('/'))) }
}

/// Only a path and its query.
fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = axum::http::uri::Parts::default();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_are_merged_and_a_proxys_form_is_a_path() {
        for (sent, path) in [
            ("/RST.srf", "/RST.srf"),
            ("//RST.srf?a=//b", "/RST.srf?a=//b"),
            ("///", "/"),
            ("http://login.live.com//RST.srf", "/RST.srf"),
            ("http://login.live.com", "/"),
        ] {
            let uri = Uri::try_from(sent).unwrap();
            assert_eq!(merged(&uri).unwrap().to_string(), path, "{sent}");
        }
        assert_eq!(merged(&Uri::from_static("*")), None);
    }
}
