//! Who comes in.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

use crate::site::signed_in::Administrator;

/// Lets administrators pass, whatever they ask for, and nobody else; handlers find who it is.
pub(super) async fn door(administrator: Administrator, mut request: Request<Body>, next: Next) -> Response {
    request.extensions_mut().insert(administrator);
    next.run(request).await
}
