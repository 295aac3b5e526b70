//! `whatsnewservice.asmx`: what contacts did of late, which Windows Live Messenger 2009 asks every half hour (reference 13 §3).
//! Nothing of the kind happens here.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use nudge_core::Service;
use nudge_soap::envelope::{Call, Fault};
use nudge_soap::whats_new::{Asked as Question, busy, not_authenticated, not_known};

use super::holder::{NoHolder, holder};
use super::{Era, typed};
use crate::host::Asked;
use crate::web::Transport;

/// That there is nothing new, or a fault with the status 500.
pub(super) async fn whats_new(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    body: Bytes,
) -> Response {
    let failed = |fault: String| typed(StatusCode::INTERNAL_SERVER_ERROR, fault);
    let Ok(call) = Call::parse(&body) else { return failed(Fault::malformed().to_xml()) };
    let ticket = Question::ticket(&call);
    match holder(&era.core, ticket.as_deref(), &[Service::WhatsNew]).await {
        Ok(_) => {}
        Err(NoHolder::NotAuthenticated) => return failed(not_authenticated()),
        Err(NoHolder::Unavailable) => return failed(busy()),
    }
    match Question::read(&call) {
        Some(question) => typed(StatusCode::OK, question.nothing_new(&asked.url("/", transport))),
        None => failed(not_known()),
    }
}
