//! The HTTP gateway: MSNP for those behind a firewall that lets nothing but the web through (reference 15).
//!
//! A session is a connection to the notification server or the switchboard whose bytes travel in the bodies of requests and
//! answers. Below the front ends it is a stream like any other ([`Pipe`]); what a request asks for is read by
//! [`msnp::gateway`].
//!
//! ```text
//! requests, one at a time ──► table (sessions, turns) ──► Line ═ Pipe ──► Doorway ──► nudge-net
//! ```

mod door;
mod pipe;
mod table;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH,
    CONTENT_TYPE, ORIGIN,
};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, Version};
use axum::response::{IntoResponse, Response};
use msnp::gateway::{HEADER, Query, Told};

use crate::host::Asked;
use crate::metered::METERED;
use crate::web::{Connection, Transport};

pub use door::{Caller, Doorway};
pub use pipe::Pipe;
pub(crate) use table::Gateway;
use table::{Outcome, Refused};

/// [`HEADER`], as this library wants it. It is spelled right on the wire.
const MESSENGER: HeaderName = HeaderName::from_static("x-msn-messenger");

/// `POST /gateway/gateway.dll`.
pub(super) async fn exchange(
    State(gateway): State<Arc<Gateway>>,
    request: Parts,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    let query = match Query::parse(request.uri.query().unwrap_or_default()) {
        Ok(query) => query,
        Err(error) => {
            tracing::debug!(%error, "a request to the gateway is none");
            METERED.gateway.malformed.increment(1);
            return StatusCode::BAD_REQUEST.into_response();
        }
    };
    let extensions = &request.extensions;
    let (Some(transport), Some(connection), Some(asked)) =
        (extensions.get::<Transport>(), extensions.get::<Connection>(), extensions.get::<Asked>())
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let turn = match query {
        Query::Open { server, .. } => gateway.open(server, *transport, connection.clone()),
        Query::Send { session } | Query::Poll { session, .. } | Query::Close { session } => {
            gateway.take_turn(session, connection.clone())
        }
    };
    let turn = match turn {
        Ok(turn) => turn,
        Err(refused) => return refusal(refused),
    };
    // Pidgin takes the end of its connection for the end of its session.
    connection.outlast();
    let outcome = match query {
        Query::Open { .. } | Query::Send { .. } => turn.exchange(&body, None).await,
        Query::Poll { lifespan, .. } => turn.exchange(&body, lifespan).await,
        Query::Close { .. } => turn.exchange_last(&body).await,
    };
    answer(outcome, asked, &request)
}

/// Every client takes anything but 200 for the end of its session, and begins anew.
fn refusal(refused: Refused) -> Response {
    let (counter, status) = match refused {
        Refused::Unknown => (&METERED.gateway.unknown, StatusCode::BAD_REQUEST),
        Refused::Concurrent => (&METERED.gateway.concurrent, StatusCode::BAD_REQUEST),
        Refused::Full => (&METERED.gateway.full, StatusCode::SERVICE_UNAVAILABLE),
        Refused::TooFast => (&METERED.gateway.too_fast, StatusCode::TOO_MANY_REQUESTS),
    };
    tracing::debug!(reason = ?refused, "a request to the gateway was refused");
    counter.increment(1);
    status.into_response()
}

/// An answer, with its headers in the order of the reference (15 §3).
fn answer(outcome: Outcome, asked: &Asked, request: &Parts) -> Response {
    // Where the client has found us, it finds us again. What it says that it would have dialled is another server.
    let told =
        Told { session: &outcome.session, gateway: Some(asked.as_str()), is_closed: outcome.is_closed };
    let Ok(told) = HeaderValue::try_from(told.to_string()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let length = outcome.commands.len();
    let mut answer = Response::new(Body::from(outcome.commands));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_LENGTH, length.into());
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(msnp::gateway::CONTENT_TYPE));
    headers.insert(MESSENGER, told);
    headers
        .insert(CONNECTION, HeaderValue::from_static(if goes_on(request) { "Keep-Alive" } else { "close" }));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if request.headers.contains_key(ORIGIN) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(HEADER));
    }
    answer
}

/// Whether the connection goes on after this request.
fn goes_on(request: &Parts) -> bool {
    let mut wishes = request.headers.get_all(CONNECTION).into_iter().filter_map(|value| value.to_str().ok());
    let mut says =
        |word: &str| wishes.any(|value| value.split(',').any(|wish| wish.trim().eq_ignore_ascii_case(word)));
    if request.version < Version::HTTP_11 { says("keep-alive") } else { !says("close") }
}

/// `OPTIONS /gateway/gateway.dll`: whether a page from elsewhere may ask. It may; sessions are not bound to cookies.
pub(super) async fn preflight() -> impl IntoResponse {
    [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"),
        (ACCESS_CONTROL_EXPOSE_HEADERS, HEADER),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ]
}
