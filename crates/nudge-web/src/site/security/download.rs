//! Everything that an account owns, as one file.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use askama::Template;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use hyper::body::{Body as Pieces, Frame};
use nudge_archive::{Archive, Broken, FILE_NAME, archive};

use super::super::components::Head;
use super::super::page::Page;
use super::super::signed_in::SignedIn;
use super::super::tabs::Tab;
use super::super::texts::Locale;
use crate::web::InPieces;

#[derive(Debug, Template)]
#[template(path = "site/security/download.html")]
struct Download<'a> {
    t: Locale,
    cx: &'a SignedIn,
}

/// `GET /security/download`.
pub(super) async fn form(cx: SignedIn) -> Page {
    let t = cx.t();
    Page::new(&cx, t.say("download-title"), &Download { t, cx: &cx }).tab(Tab::Security)
}

/// `POST /security/download`: the archive, in pieces as it is made. If it cannot be made whole, the connection breaks, and
/// the browser says that the file is not.
pub(super) async fn download(cx: SignedIn) -> Response {
    let body = Body::new(Arriving(archive(Arc::clone(cx.core()), cx.visitor.account)));
    let disposition = format!("attachment; filename=\"{FILE_NAME}\"");
    let headers = [(CONTENT_TYPE, "application/zip"), (CONTENT_DISPOSITION, disposition.as_str())];
    let mut response = (headers, body).into_response();
    response.extensions_mut().insert(InPieces);
    response
}

/// The pieces of an archive as a body.
struct Arriving(Archive);

impl Pieces for Arriving {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.get_mut().0.poll_next(cx).map(|piece| Some(piece?.map(Frame::data)))
    }
}
