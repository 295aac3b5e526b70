//! Passport's pages for people: where clients and old links lead to, people find the page of ours that does the same (reference
//! 10 §10).

use axum::Extension;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::{IntoResponse, Response};

use crate::host::Asked;
use crate::web::Transport;

/// `login.srf` and the like.
pub(super) async fn sign_in(transport: Extension<Transport>, asked: Extension<Asked>) -> Response {
    to("/sign-in", &asked, *transport)
}

/// `logout.srf` and the like. Signing out needs a form of ours, which a link from elsewhere is not.
pub(super) async fn sign_out(transport: Extension<Transport>, asked: Extension<Asked>) -> Response {
    to("/places", &asked, *transport)
}

/// `reg.srf`.
pub(super) async fn register(transport: Extension<Transport>, asked: Extension<Asked>) -> Response {
    to("/register", &asked, *transport)
}

/// `uiresetpw.srf`.
pub(super) async fn reset_password(transport: Extension<Transport>, asked: Extension<Asked>) -> Response {
    to("/forgotten", &asked, *transport)
}

/// The site is under our own names only, and never behind the face for old TLS; elsewhere the first page says where it is.
fn to(page: &str, asked: &Asked, transport: Transport) -> Response {
    let page = if asked.is_of_the_era() || transport.legacy { "/" } else { page };
    let headers = [(LOCATION, asked.url(page, transport)), (CACHE_CONTROL, "no-cache".to_owned())];
    (StatusCode::FOUND, headers).into_response()
}
