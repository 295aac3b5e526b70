//! Whether a request that changes something was meant by the one whose browser sends it.
//!
//! Twice: the browser says on whose page the form was (`Sec-Fetch-Site`, or `Origin`), where it is young enough to; and the
//! form has a token that only a page of ours, made for this very reader, can have.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use nudge_core::Secret;
use serde::Deserialize;

use super::cx::Cx;
use super::form::Checked;
use super::key::{SiteKey, Use};
use super::trouble::Trouble;
use super::upload::{self, Upload};
use crate::host::Asked;
use crate::web::Transport;

/// The longest form.
const LONGEST: usize = 64 * 1024;

/// The field with the token.
pub(super) const FIELD: &str = "csrf";

/// What a reader's forms are bound to.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    /// A session.
    Session(Secret),
    /// A cookie that was given to somebody who has not signed in.
    Cookie(String),
    /// Nothing: there is no cookie yet, so no form of ours can have been sent.
    Nothing,
}

/// Stands before every route: lets pass what only looks; what changes something only if it is a form of ours, whose body is
/// then at hand for [`Form`](super::form::Form).
pub(super) async fn guard(cx: Cx, request: Request<Body>, next: Next) -> Response {
    match check(request, &cx.0.site.key, &cx.0.binding).await {
        Ok(request) => next.run(request).await,
        Err(trouble) => trouble.into_response(),
    }
}

async fn check(request: Request<Body>, key: &SiteKey, binding: &Binding) -> Result<Request<Body>, Trouble> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(request);
    }
    if request.method() != Method::POST {
        return Err(Trouble::status(StatusCode::METHOD_NOT_ALLOWED));
    }
    let extensions = request.extensions();
    let ours = match (extensions.get::<Asked>(), extensions.get::<Transport>()) {
        (Some(asked), Some(transport)) => is_from_here(request.headers(), asked, *transport),
        _ => false,
    };
    if !ours {
        return Err(Trouble::FOREIGN_FORM);
    }
    if request.uri().path() == upload::PATH
        && let Some(boundary) = upload::boundary(request.headers())
    {
        return check_upload(request, boundary, key, binding).await;
    }
    if !is_form(request.headers()) {
        return Err(Trouble::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let (head, body) = request.into_parts();
    let body = read(body, LONGEST).await?;
    if !is_signed(&body, key, binding) {
        return Err(Trouble::STALE_FORM);
    }
    let mut request = Request::from_parts(head, Body::empty());
    request.extensions_mut().insert(Checked(body));
    Ok(request)
}

/// The same for a form with a file, which only somebody who has signed in can send.
async fn check_upload(
    request: Request<Body>,
    boundary: String,
    key: &SiteKey,
    binding: &Binding,
) -> Result<Request<Body>, Trouble> {
    if !matches!(binding, Binding::Session(_)) {
        return Err(Trouble::STALE_FORM);
    }
    let (head, body) = request.into_parts();
    let sent = upload::read(&read(body, upload::LONGEST).await?, boundary).await?;
    if !is_token(&sent.token, key, binding) {
        return Err(Trouble::STALE_FORM);
    }
    let mut request = Request::from_parts(head, Body::empty());
    request.extensions_mut().insert(Upload(sent.file));
    Ok(request)
}

/// The token for the forms of that reader.
pub(super) fn token(key: &SiteKey, binding: &Binding) -> Option<String> {
    Some(key.sign(Use::Form, &binding.bytes()?))
}

impl Binding {
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Session(secret) => Some([b"s", secret.expose().as_bytes()].concat()),
            Self::Cookie(cookie) => Some([b"c", cookie.as_bytes()].concat()),
            Self::Nothing => None,
        }
    }
}

/// What the browser says of where the form was. Those that are too old to say anything are believed: there is still the token.
fn is_from_here(headers: &HeaderMap, asked: &Asked, transport: Transport) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let origin = origin.to_str().unwrap_or_default();
    // A proxy may have ended TLS before us, so the scheme need not be ours; but then it is the browser's.
    let host = match origin.split_once("://") {
        Some(("https", host)) => host.strip_suffix(":443").unwrap_or(host),
        Some(("http", host)) => host.strip_suffix(":80").unwrap_or(host),
        Some(_) | None => return false,
    };
    asked.is(host, transport)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

async fn read(body: Body, longest: usize) -> Result<Bytes, Trouble> {
    match Limited::new(body, longest).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Trouble::status(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(_) => Err(Trouble::status(StatusCode::BAD_REQUEST)),
    }
}

fn is_signed(body: &[u8], key: &SiteKey, binding: &Binding) -> bool {
    #[derive(Deserialize)]
    struct Signed {
        csrf: String,
    }
    let Ok(Signed { csrf }) = serde_html_form::from_bytes(body) else { return false };
    is_token(&csrf, key, binding)
}

fn is_token(token: &str, key: &SiteKey, binding: &Binding) -> bool {
    binding.bytes().is_some_and(|bytes| key.is_signed(Use::Form, &bytes, token))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn judged(headers: &[(&str, &str)]) -> bool {
        let local = "127.0.0.1:8080".parse().unwrap();
        let transport = Transport { encrypted: false, legacy: false, peer: local, local };
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::try_from(*name).unwrap(), value.parse().unwrap()))
            .collect();
        let asked = Asked::of(&"/".parse().unwrap(), &headers, transport);
        is_from_here(&headers, &asked, transport)
    }

    #[test]
    fn what_the_browser_says_of_the_forms_page_decides() {
        let host = ("host", "im.example.net");
        for (header, value, ours) in [
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("sec-fetch-site", "", false),
            ("origin", "http://im.example.net", true),
            ("origin", "http://IM.example.net:80", true),
            ("origin", "https://im.example.net", true),
            ("origin", "http://im.example.net:8080", false),
            ("origin", "http://im.example.net.evil.example", false),
            ("origin", "http://evil.example", false),
            ("origin", "null", false),
            ("origin", "", false),
            ("origin", "file://im.example.net", false),
            ("accept", "*/*", true),
        ] {
            assert_eq!(judged(&[host, (header, value)]), ours, "{header}: {value}");
        }
        assert!(judged(&[("host", "10.0.0.1:8080"), ("origin", "http://10.0.0.1:8080")]));
        assert!(!judged(&[host, ("sec-fetch-site", "cross-site"), ("origin", "http://im.example.net")]));
    }

    #[test]
    fn a_token_is_good_for_one_reader() {
        let key = SiteKey::new([3; SiteKey::BYTES]);
        let (anna, ben) = (Binding::Cookie("anna".to_owned()), Binding::Cookie("ben".to_owned()));
        let token = token(&key, &anna).unwrap();
        let body = format!("a=1&{FIELD}={token}&b=2");
        assert!(is_signed(body.as_bytes(), &key, &anna));
        for other in [ben, Binding::Session(Secret::new("anna".to_owned())), Binding::Nothing] {
            assert!(!is_signed(body.as_bytes(), &key, &other), "{other:?}");
        }
        for body in ["", "csrf=", "csrf", &format!("{body}&csrf={token}"), &format!("csrf={token}x")] {
            assert!(!is_signed(body.as_bytes(), &key, &anna), "{body}");
        }
    }
}
