//! The login page that is none: `login2.srf`, where MSN Messenger 5.0 to 7.0 and aMSN trade a password for a ticket, all
//! in headers (reference 10 §5).

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use nudge_core::{Core, Handle, PassportTicket, Secret, Service};
use nudge_soap::passport::{Authorization, dressed};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::told::{Failure, PROMPT};
use super::{Era, pages};
use crate::host::Asked;
use crate::metered::METERED;
use crate::web::Transport;

const AUTHENTICATION_INFO: HeaderName = HeaderName::from_static("authentication-info");

/// `200` and a ticket, `401` and the reason, or `302` to the host that takes passwords.
pub(super) async fn login2(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Some(login) = era.config.login_elsewhere(&asked, transport) {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let place = format!("{}://{login}/login2.srf{query}", transport.scheme());
        let info = "Passport1.4 da-status=redir";
        return answer(StatusCode::FOUND, [(AUTHENTICATION_INFO, info.to_owned()), (LOCATION, place)]);
    }
    let authorization =
        headers.get(AUTHORIZATION).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let Some(authorization) = authorization.and_then(Authorization::parse) else { return failed(PROMPT) };
    match sign_in(&era.core, &authorization, transport).await {
        Ok(ticket) => succeeded(&ticket),
        Err(Failure::Refused(_, text)) => failed(text),
        // Clients take it for a reason to try again later.
        Err(Failure::Unavailable) => answer(StatusCode::SERVICE_UNAVAILABLE, []),
    }
}

/// The same at `login.srf`, where browsers come too: they are sent to the page for people.
pub(super) async fn login(
    era: State<Arc<Era>>,
    transport: Extension<Transport>,
    asked: Extension<Asked>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(AUTHORIZATION) {
        login2(era, transport, asked, uri, headers).await
    } else {
        pages::sign_in(transport, asked).await
    }
}

async fn sign_in(
    core: &Core,
    authorization: &Authorization,
    transport: Transport,
) -> Result<PassportTicket, Failure> {
    let password = &Secret::new(authorization.password.expose().to_owned());
    let Ok(handle) = Handle::new(&authorization.sign_in) else {
        METERED.login2.count_malformed();
        return Err(Failure::wrong(password));
    };
    let verified = core.verify_password(&handle, transport.peer.ip(), password).await;
    METERED.login2.count(&verified);
    let verified = verified.map_err(|error| Failure::of(&error, password))?;
    let ticket = core.issue_ticket(&verified, Service::Messenger);
    let ticket = ticket.map_err(|fault| Failure::of(&fault.into(), password))?;
    tracing::info!(principal.id = verified.account.get(), "a Passport ticket was given");
    Ok(ticket)
}

/// The ticket stands between single quotes. aMSN cuts the header at commas, and nine characters off the part that begins with
/// `from-PP`: nothing may be moved.
fn succeeded(ticket: &PassportTicket) -> Response {
    let ticket = dressed(ticket.text());
    let info = format!(
        "Passport1.4 da-status=success,tname=MSPAuth,tname=MSPProf,tname=MSPSec,from-PP='{ticket}',\
         ru=http://messenger.msn.com"
    );
    answer(StatusCode::OK, [(AUTHENTICATION_INFO, info)])
}

/// Twisted wants `cbtxt` in it (reference 50, sign-in 7). `cburl`, a picture for the sign-in window, is left out: there is none.
fn failed(text: &str) -> Response {
    let text = utf8_percent_encode(text, NON_ALPHANUMERIC);
    let challenge = format!("Passport1.4 da-status=failed,srealm=Passport.NET,ts=-3,prompt,cbtxt={text}");
    answer(StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, challenge)])
}

fn answer<const N: usize>(status: StatusCode, headers: [(HeaderName, String); N]) -> Response {
    (status, [(CACHE_CONTROL, "no-cache"), (CONTENT_TYPE, "text/html")], headers).into_response()
}
