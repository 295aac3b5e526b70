//! What is served beside the pages.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use tower::ServiceExt as _;

use crate::Transport;
use crate::host::Asked;

/// `pages`, and `other` in their place for everything at or below `path`: under our own names only, and not behind the face
/// for old TLS, since what comes over that may be read on the way.
pub fn beside(pages: Router, path: &'static str, other: Router) -> Router {
    Router::new().fallback(async move |request: Request<Body>| {
        let router = if is_for_other(path, &request) { other } else { pages };
        router.oneshot(request).await.unwrap_or_else(|never| match never {}) as Response
    })
}

fn is_for_other(path: &str, request: &Request<Body>) -> bool {
    let is_there =
        request.uri().path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_ours = request.extensions().get::<Asked>().is_some_and(|asked| !asked.is_of_the_era());
    let is_modern = request.extensions().get::<Transport>().is_some_and(|transport| !transport.legacy);
    is_there && is_ours && is_modern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_below_the_path_came_by_our_name_and_cannot_be_read() {
        let local = "127.0.0.1:80".parse().unwrap();
        let modern = Transport { encrypted: true, legacy: false, peer: local, local };
        let legacy = Transport { legacy: true, ..modern };
        for (path, host, transport, is) in [
            ("/api", "im.example.net", modern, true),
            ("/api/v1/accounts", "im.example.net", modern, true),
            ("/apiary", "im.example.net", modern, false),
            ("/", "im.example.net", modern, false),
            ("/api/v1/accounts", "login.live.com", modern, false),
            ("/api/v1/accounts", "im.example.net", legacy, false),
        ] {
            let mut request = Request::builder().uri(path).header("host", host).body(Body::empty()).unwrap();
            let asked = Asked::of(request.uri(), request.headers(), transport);
            request.extensions_mut().insert(asked);
            request.extensions_mut().insert(transport);
            assert_eq!(is_for_other("/api", &request), is, "{host}{path}");
        }
    }
}
