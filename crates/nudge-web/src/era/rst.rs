//! `RST.srf`: where MSN Messenger 7.5 trades a password for the tokens of several services at once (reference 10 §6).

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use nudge_core::{Account, Core, Error, Handle, PassportTicket, Secret, Verified};
use nudge_soap::passport::{
    Credentials, FaultCode, Holder, Issued, Kind, Moment, RstRequest, RstResponse, Wanted, dressed, fault,
    redirect,
};

use super::services::service_named;
use super::told::Failure;
use super::{Era, XML};
use crate::host::Asked;
use crate::metered::METERED;
use crate::web::Transport;

/// Tokens, or a fault. Both are `200`: every client reads the fault whatever the status says.
pub(super) async fn rst(
    State(era): State<Arc<Era>>,
    Extension(transport): Extension<Transport>,
    Extension(asked): Extension<Asked>,
    body: Bytes,
) -> Response {
    let now = Moment(era.core.clock().now().seconds());
    let fault = |code, text| xml(fault(code, text, SERVER, now));
    if let Some(login) = era.config.login_elsewhere(&asked, transport) {
        return xml(redirect(&format!("{}://{login}/RST.srf", transport.scheme())));
    }
    let request = match RstRequest::parse(&body) {
        Ok(request) => request,
        Err(error) => {
            tracing::debug!(%error, "a request for tokens is none");
            return fault(FaultCode::InvalidRequest, "Invalid Request");
        }
    };
    // Who renews with old tokens is asked for the password again.
    let Some(who) = &request.credentials else {
        return fault(FaultCode::FailedAuthentication, "Sign in again.");
    };
    match tokens(&era.core, who, &request.wanted, transport).await {
        Ok(answer) => xml(answer),
        Err(Failure::Refused(text)) => fault(FaultCode::FailedAuthentication, text),
        Err(Failure::Unavailable) => fault(FaultCode::Server, "The server is busy. Try again later."),
    }
}

/// How the server names itself in answers.
const SERVER: &str = "NUDGE01 2026.01.01";

/// The service that wants proof of the token's secret.
const WANTS_PROOF: &str = "messengerclear.live.com";

fn xml(text: String) -> Response {
    ([(CACHE_CONTROL, "no-cache"), (CONTENT_TYPE, XML)], text).into_response()
}

async fn tokens(
    core: &Core,
    who: &Credentials,
    wanted: &[Wanted],
    transport: Transport,
) -> Result<String, Failure> {
    let password = Secret::new(who.password.expose().to_owned());
    let failed = |error: Error| Failure::of(&error, &password);
    let Ok(handle) = Handle::new(&who.username) else {
        METERED.rst.count_malformed();
        return Err(Failure::wrong(&password));
    };
    let verified = core.verify_password(&handle, transport.peer.ip(), &password).await;
    METERED.rst.count(&verified);
    let verified = verified.map_err(failed)?;
    let account = core.store().account(verified.account).await.map_err(failed)?;
    let answer = answer(core, &verified, &account, wanted, transport).map_err(failed)?;
    tracing::info!(
        principal.id = verified.account.get(),
        tokens = wanted.len(),
        "Passport tokens were given"
    );
    Ok(answer)
}

/// Every service that was asked for gets a ticket of its own, known or not, and none that was not: papyon checks.
fn answer(
    core: &Core,
    verified: &Verified,
    account: &Account,
    wanted: &[Wanted],
    transport: Transport,
) -> Result<String, Error> {
    let now = core.clock().now();
    let ticket = |wanted: &Wanted| core.issue_ticket(verified, service_named(wanted.service.as_str()));
    let tickets = wanted.iter().map(ticket).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<_> = wanted.iter().zip(&tickets).map(|(wanted, ticket)| text(wanted, ticket)).collect();
    let secrets: Vec<_> = tickets.iter().map(|ticket| BASE64.encode(ticket.proof().expose())).collect();
    let issued: Vec<_> = wanted
        .iter()
        .zip(texts.iter().zip(&secrets))
        .map(|(wanted, (text, secret))| Issued {
            number: wanted.number,
            service: &wanted.service,
            kind: if wanted.service.is_passport() {
                Kind::Legacy { cipher: text, secret }
            } else {
                let wants_proof = wanted.service.as_str().eq_ignore_ascii_case(WANTS_PROOF);
                Kind::Compact { ticket: text, secret: wants_proof.then_some(secret) }
            },
        })
        .collect();
    let expires = tickets.first().map_or(now, PassportTicket::expires);
    let profile = &account.profile;
    let response = RstResponse {
        holder: Holder {
            id: account.id.get().unsigned_abs(),
            address: account.handle.as_str(),
            first_name: &profile.first_name,
            last_name: &profile.last_name,
            country: &profile.country,
            language: profile.language.into(),
            ip: &transport.peer.ip().to_canonical().to_string(),
        },
        server: SERVER,
        now: Moment(now.seconds()),
        expires: Moment(expires.seconds()),
        issued: &issued,
    };
    Ok(response.to_xml())
}

/// Passport's own token is opaque bytes, the others are tickets.
fn text(wanted: &Wanted, ticket: &PassportTicket) -> String {
    if wanted.service.is_passport() {
        BASE64.encode(ticket.text().as_bytes())
    } else {
        dressed(ticket.text())
    }
}
