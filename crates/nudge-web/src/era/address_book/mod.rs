//! `ABService.asmx` and `SharingService.asmx`: the address book of Windows Live Messenger 8 and later (reference 11). What a
//! call asks for is in its body; both paths serve every operation.

mod circles;
mod contacts;
mod find;
mod groups;
mod members;
mod reply;
mod rows;

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use nudge_core::{AccountId, Core, Error, Guid, Service, Verified};
use nudge_soap::address_book::{NoRequest, Request, Trouble, bad_context_token, ticket};
use nudge_soap::envelope::{Call, Fault};
use nudge_soap::passport::{ticket_in_cookies, undressed};

use super::{Era, XML};
use crate::host::{Asked, is_of_the_era, without_port};
use crate::web::Transport;

use reply::{Faulted, Replied};

/// Answers either service.
pub(super) async fn serve(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = match Call::parse(&body) {
        Ok(call) => call,
        Err(error) => {
            tracing::debug!(%error, "a call of the address book is none");
            return faulted(Fault::malformed().to_xml());
        }
    };
    let operation = call.operation().name();
    let holder = match holder(&era.core, &call, &headers).await {
        Ok(holder) => holder,
        Err(error) => return faulted(unknown(operation, &error)),
    };
    let request = match Request::parse(&call) {
        Ok(request) => request,
        Err(NoRequest::Unknown) => {
            tracing::debug!(operation, "an operation of the address book that there is none of");
            return faulted(Trouble::Forbidden(operation).to_xml(operation));
        }
        Err(NoRequest::Incomplete) => return faulted(Trouble::InvalidArgument(operation).to_xml(operation)),
    };
    let visit = Visit {
        core: &era.core,
        owner: holder.account,
        operation,
        cache_key: format!("12r1:{:016x}", holder.account.get()),
        preferred_host: preferred(&asked, transport),
        session: Guid::draw(era.core.entropy()).to_string(),
    };
    match visit.answer(request).await {
        Ok(answer) => xml(StatusCode::OK, answer),
        Err(Faulted(fault)) => faulted(fault),
    }
}

fn xml(status: StatusCode, text: String) -> Response {
    (status, [(CACHE_CONTROL, "private"), (CONTENT_TYPE, XML)], text).into_response()
}

/// libpurple and .NET want the status, the rest reads the fault.
fn faulted(fault: String) -> Response {
    xml(StatusCode::INTERNAL_SERVER_ERROR, fault)
}

/// The services whose tickets are taken (reference 11 §1).
const TICKETS: [Service; 2] = [Service::Contacts, Service::Messenger];

/// Who asks: whoever the ticket is of, in the header of the call or, for clients of MSNP13 and MSNP14, in a cookie.
async fn holder(core: &Core, call: &Call, headers: &HeaderMap) -> Result<Verified, Error> {
    let mut cookies = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let shown = match ticket(call) {
        Some(ticket) => undressed(ticket),
        None => cookies.find_map(ticket_in_cookies).unwrap_or_default(),
    };
    core.holder_of_ticket(&shown, &TICKETS).await
}

/// The fault for somebody of whom it is not known who they are. A client gets itself a new ticket then; where that is refused, it
/// is told why.
fn unknown(operation: &str, error: &Error) -> String {
    if error.refusal().is_some() {
        return bad_context_token(operation);
    }
    tracing::error!(%error, "a ticket could not be looked at");
    Trouble::InternalServerError.to_xml(operation)
}

/// The host that the client asked, if it reaches us there over HTTPS, too: on the port that is meant where none is named.
fn preferred(asked: &Asked, transport: Transport) -> Option<String> {
    let host = without_port(asked.as_str());
    let is_bare = ["", ":443", ":80"].iter().any(|port| format!("{host}{port}") == asked.as_str());
    let is_reached = transport.encrypted || is_of_the_era(host);
    (is_bare && is_reached).then(|| host.to_owned())
}

/// One call of one account.
struct Visit<'a> {
    core: &'a Core,
    owner: AccountId,
    operation: &'a str,
    cache_key: String,
    preferred_host: Option<String>,
    session: String,
}

impl Visit<'_> {
    async fn answer(&self, request: Request) -> Replied {
        match request {
            // Every account has its book from the beginning.
            Request::Add => Err(self.fault(Trouble::AbAlreadyExists)),
            Request::FindAll(book, since) => self.find_all(&book, since).await,
            Request::FindContactsPaged(asked) => self.find_contacts_paged(&asked).await,
            Request::FindByContacts(asked) => self.find_by_contacts(&asked).await,
            Request::FindMembership(asked) => self.find_membership(&asked).await,
            Request::FindFriendsInCommon => Ok(self.found_no_friends()),
            Request::ContactAdd(asked) => self.contact_add(asked).await,
            Request::ContactUpdate(asked) => self.contact_update(asked).await,
            Request::ContactDelete(asked) => self.contact_delete(asked).await,
            Request::CreateCircle(asked) => self.create_circle(&asked).await,
            Request::CreateContact(asked) => self.create_contact(asked).await,
            Request::ManageWlConnection(asked) => self.manage_connection(asked).await,
            Request::BreakConnection(asked) => self.break_connection(asked).await,
            Request::GroupAdd(asked) => self.group_add(asked).await,
            Request::GroupUpdate(asked) => self.group_update(asked).await,
            Request::GroupDelete(asked) => self.group_delete(asked).await,
            Request::GroupContactAdd(asked) => self.group_contact_add(asked).await,
            Request::GroupContactDelete(asked) => self.group_contact_delete(asked).await,
            Request::AddMember(asked) => self.add_members(asked).await,
            Request::DeleteMember(asked) => self.delete_members(asked).await,
            Request::DynamicItem | Request::UpdateMember => Ok(self.done()),
            Request::AddService => Ok(self.service_added()),
        }
    }
}
