//! Offline messages: `OimWS/oim.asmx`, where they are left, and `rsi/rsi.asmx`, where they are fetched (reference 12).

mod fetch;
mod leave;
mod lock;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use nudge_core::{Error, Refusal, Service, Verified};

use super::{Era, XML};
use crate::web::Transport;

pub(super) use fetch::rsi;
pub(super) use leave::store;

/// Whose tickets are taken here: those of the service itself, and of the one that clients with a single ticket sign in with
/// (reference 10 §6.3, 12 §2, §5).
const TAKEN: [Service; 2] = [Service::MessengerSecure, Service::Messenger];

/// Whose ticket it is. Whoever is banned, or comes from where nobody is let in, has a ticket that is worth nothing.
async fn holder(era: &Era, ticket: &str, transport: Transport) -> Result<Verified, Error> {
    let who = era.core.holder_of_ticket(ticket, &TAKEN).await?;
    if era.core.is_banned(&who.handle, transport.peer.ip()) {
        return Err(Refusal::Banned.into());
    }
    Ok(who)
}

fn answer(xml: String) -> Response {
    written(StatusCode::OK, xml)
}

/// Faults go with 500, whoever's fault it is (reference 11 §9).
fn fault(xml: String) -> Response {
    written(StatusCode::INTERNAL_SERVER_ERROR, xml)
}

fn written(status: StatusCode, xml: String) -> Response {
    (status, [(CACHE_CONTROL, "no-cache"), (CONTENT_TYPE, XML)], xml).into_response()
}
