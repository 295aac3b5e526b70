//! Files in forms. They come in a format of their own (RFC 7578), which only forms with a file have.

use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use multer::Multipart;

use super::guard::FIELD;
use super::trouble::Trouble;

/// Where forms with a file are sent to. Nowhere else are they read.
pub(super) const PATH: &str = "/profile/picture";

/// The longest form with a file.
pub(super) const LONGEST: usize = 512 * 1024;

/// The file of a form that the guard has let pass; empty, if none was chosen.
#[derive(Clone, Debug)]
pub(super) struct Upload(pub(super) Bytes);

/// What a form with a file says.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// The token that must be the reader's own.
    pub(super) token: String,
    pub(super) file: Bytes,
}

impl<S: Send + Sync> FromRequestParts<S> for Upload {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Trouble> {
        parts.extensions.get::<Self>().cloned().ok_or(Trouble::status(StatusCode::UNSUPPORTED_MEDIA_TYPE))
    }
}

/// What separates the fields, if it is a form with a file.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    multer::parse_boundary(headers.get(CONTENT_TYPE)?.to_str().ok()?).ok()
}

/// Takes a form apart: its token, and the file in the field `picture`. Whatever else it has is not looked at.
pub(super) async fn read(body: &Bytes, boundary: String) -> Result<Sent, Trouble> {
    let mut form = Multipart::with_reader(&body[..], boundary);
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(damaged)? {
        match field.name() {
            Some(FIELD) => sent.token = field.text().await.map_err(damaged)?,
            Some("picture") => sent.file = field.bytes().await.map_err(damaged)?,
            Some(_) | None => {}
        }
    }
    Ok(sent)
}

fn damaged(_: multer::Error) -> Trouble {
    Trouble::BAD_REQUEST
}
