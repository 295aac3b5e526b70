//! Answers to an authority that wants to see, over plain HTTP, that a name is ours (RFC 8555 §8.3).

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use nudge_tls::Challenges;

/// Where the authority looks.
const PATH: &str = "/.well-known/acme-challenge/{token}";

/// The page with the answers.
pub fn router(challenges: Challenges) -> Router {
    Router::new().route(PATH, get(async move |Path(token): Path<String>| answer(&challenges, &token)))
}

fn answer(challenges: &Challenges, token: &str) -> Response {
    match challenges.answer(token) {
        Some(answer) => ([(header::CONTENT_TYPE, "application/octet-stream")], answer).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
