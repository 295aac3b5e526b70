//! `OimWS/oim.asmx`: leaving a message for somebody who is not there.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use nudge_core::{Core, Error, Handle, Refusal};
use nudge_soap::offline::fault::StoreFault;
use nudge_soap::offline::{Content, Flavour, StoreRequest, stored};
use nudge_soap::passport::undressed;

use super::{answer, fault, holder, lock};
use crate::era::Era;
use crate::web::Transport;

/// `Store` and `Store2`.
pub(in crate::era) async fn store(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let action = headers.get("SOAPAction").and_then(|action| action.to_str().ok());
    let flavour = Flavour::of_action(action);
    let request = match StoreRequest::parse(&body) {
        Ok(request) => request,
        Err(error) => {
            tracing::debug!(%error, "a message that was to be left is none");
            return fault(nudge_soap::offline::fault::malformed());
        }
    };
    match leave(&era, transport, flavour, &request).await {
        Ok(()) => answer(stored(flavour, request.number)),
        Err(why) => fault(why.to_xml(flavour)),
    }
}

/// Clients of a dialect before this one get their tickets from the login page of Passport 1.4.
const SINGLE_SIGN_ON: u32 = 15;

async fn leave(
    era: &Era,
    transport: Transport,
    flavour: Flavour,
    request: &StoreRequest,
) -> Result<(), StoreFault> {
    let locks = era.config.offline_lock_key;
    let challenge = || locks.then(|| lock::challenge(&era.core, &request.sender));
    let is_old = request.dialect.map_or(flavour == Flavour::Store, |dialect| dialect < SINGLE_SIGN_ON);
    let bad_ticket = || StoreFault::Ticket { tweener: is_old, challenge: challenge() };

    let who = match holder(era, &undressed(&request.ticket), transport).await {
        Ok(who) => who,
        Err(Error::Refusal(_)) => return Err(bad_ticket()),
        Err(Error::Fault(error)) => return Err(failed(&error)),
    };
    if Handle::new(&request.sender).ok().as_ref() != Some(&who.handle) {
        return Err(bad_ticket());
    }
    if locks && !lock::fits(&era.core, request) {
        return Err(StoreFault::LockKey { challenge: lock::challenge(&era.core, &request.sender) });
    }
    if !request.kind.eq_ignore_ascii_case("text") {
        return Err(StoreFault::InvalidContent);
    }
    let content = Content::parse(&request.content).map_err(|error| {
        tracing::debug!(%error, "a message that was to be left cannot be read");
        StoreFault::InvalidContent
    })?;
    let receiver = Handle::new(&request.receiver).map_err(|_| StoreFault::Unavailable)?;
    hand_in(&era.core, &who, &receiver, &content, request.number).await
}

async fn hand_in(
    core: &Core,
    who: &nudge_core::Verified,
    receiver: &Handle,
    content: &Content,
    number: u32,
) -> Result<(), StoreFault> {
    let run = content.run.as_deref().and_then(|run| run.parse().ok());
    let sequence = content.sequence.unwrap_or(number);
    let left = core.leave_message(who.account, receiver, content.relayed().into(), run, sequence).await;
    left.map_err(|error| match error {
        Error::Fault(error) => failed(&error),
        Error::Refusal(Refusal::TooFast) => StoreFault::TooFast,
        Error::Refusal(Refusal::MessageTooLong) => StoreFault::TooLarge,
        Error::Refusal(_) => StoreFault::Unavailable,
    })
}

fn failed(error: &nudge_core::Fault) -> StoreFault {
    tracing::error!(%error, "a message could not be left because the server failed");
    StoreFault::Unavailable
}
