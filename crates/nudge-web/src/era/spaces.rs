//! `contactcardservice.asmx`: what a client shows beside a contact (reference 13 §2). There are no Spaces any more; the card has the
//! name, and what the contact shows below it.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use nudge_core::{AccountId, Error, Service};
use nudge_soap::envelope::{Call, Fault};
use nudge_soap::passport::Moment;
use nudge_soap::spaces::{Card, CardRequest, Element, not_shown};

use super::holder::{NoHolder, holder};
use super::{Era, typed};
use crate::host::Asked;
use crate::personal::plain;
use crate::web::Transport;

/// A card, or a fault with the status 500, upon which clients show an empty one.
pub(super) async fn spaces(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    body: Bytes,
) -> Response {
    let failed = |fault: String| typed(StatusCode::INTERNAL_SERVER_ERROR, fault);
    let Ok(call) = Call::parse(&body) else { return failed(Fault::malformed().to_xml()) };
    // MSN Messenger 7.5 and Windows Live Messenger 8.0 have one ticket for everything.
    let accepted = [Service::Spaces, Service::Messenger];
    let ticket = CardRequest::ticket(&call);
    let who = match holder(&era.core, ticket.as_deref(), &accepted).await {
        Ok(who) => who,
        Err(NoHolder::NotAuthenticated) => return failed(not_shown("Authentication failed")),
        Err(NoHolder::Unavailable) => return failed(not_shown("The server is busy")),
    };
    let of = CardRequest::read(&call).and_then(|request| i64::try_from(request.cid).ok());
    let Some(of) = of.map(AccountId::new) else { return failed(Fault::malformed().to_xml()) };
    let appearance = match era.core.appearance(who.account, of).await {
        Ok(appearance) => appearance,
        Err(Error::Refusal(_)) => return failed(not_shown("There is no card")),
        Err(Error::Fault(error)) => {
            tracing::error!(%error, "a contact card could not be made");
            return failed(not_shown("The server is busy"));
        }
    };
    let (url, message) = (asked.url("/", transport), plain(&appearance.message));
    let title = Element { kind: "SpaceTitle", title: appearance.name.as_str(), url: &url };
    let below = Element { kind: "Profile", title: &message, url: &url };
    let elements = [title, below];
    let shown = if message.is_empty() { elements.split_at(1).0 } else { &elements };
    let updated = Moment(era.core.clock().now().seconds());
    typed(StatusCode::OK, Card { updated, elements: shown }.to_xml())
}
