//! `RST.srf` and `RST2.srf`: where clients from MSN Messenger 7.5 on trade a password, or a token of an earlier time, for the tokens
//! of several services at once (reference 10 §6 and §7).

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use nudge_core::{
    Account, Core, Error, Fault, Handle, PassportTicket, Refusal, Secret, Service, ShownTicket, Verified,
    entropy,
};
use nudge_soap::passport::{
    Asker, Cipher, Credentials, Edition, FaultCode, Holder, Issued, Kind, Moment, RstRequest, RstResponse,
    Sealing, Wanted, dressed, fault, redirect,
};

use super::services::service_named;
use super::told::{CLOCK_IS_WRONG, Failure, SIGN_IN_AGAIN, Why};
use super::{Era, XML};
use crate::host::Asked;
use crate::metered::METERED;
use crate::web::Transport;

/// `RST.srf`.
pub(super) async fn rst(
    era: State<Arc<Era>>,
    transport: Extension<Transport>,
    asked: Extension<Asked>,
    body: Bytes,
) -> Response {
    answered(Edition::Rst, &era, *transport, &asked, &body).await
}

/// `RST2.srf`.
pub(super) async fn rst2(
    era: State<Arc<Era>>,
    transport: Extension<Transport>,
    asked: Extension<Asked>,
    body: Bytes,
) -> Response {
    answered(Edition::Rst2, &era, *transport, &asked, &body).await
}

/// Tokens, or a fault.
async fn answered(edition: Edition, era: &Era, transport: Transport, asked: &Asked, body: &[u8]) -> Response {
    let now = Moment(era.core.clock().now().seconds());
    let told = |code, text| refused(edition, fault(edition, code, text, SERVER, now));
    if let Some(login) = era.config.login_elsewhere(asked, transport) {
        let path = match edition {
            Edition::Rst => "RST.srf",
            Edition::Rst2 => "RST2.srf",
        };
        return refused(edition, redirect(edition, &format!("{}://{login}/{path}", transport.scheme())));
    }
    let request = match RstRequest::parse(body) {
        Ok(request) => request,
        Err(error) => {
            tracing::debug!(%error, "a request for tokens is none");
            return told(FaultCode::InvalidRequest, "Invalid Request");
        }
    };
    if request.created.is_some_and(|created| created.distance(now) > FARTHEST) {
        return told(FaultCode::ClockSkew, CLOCK_IS_WRONG);
    }
    let answer = match &request.asker {
        Some(Asker::Password(who)) => by_password(edition, era, who, &request, transport).await,
        Some(Asker::Token(cipher)) => by_token(edition, era, cipher, &request, transport).await,
        None => return told(FaultCode::NoCredential, SIGN_IN_AGAIN),
    };
    match answer {
        Ok(answer) => typed(edition, StatusCode::OK, answer),
        Err(Failure::Refused(Why::Wrong, text)) => told(FaultCode::FailedAuthentication, text),
        Err(Failure::Refused(Why::LockedOut, text)) => told(FaultCode::LockedOut, text),
        Err(Failure::Refused(Why::Unconfirmed, text)) => told(FaultCode::Unconfirmed, text),
        Err(Failure::Refused(Why::Expired, text)) => told(FaultCode::Expired, text),
        Err(Failure::Unavailable) => told(FaultCode::Server, "The server is busy. Try again later."),
    }
}

/// How the server names itself in answers.
const SERVER: &str = "NUDGE01 2026.01.01";

/// By how many seconds a client's clock may be wrong: a day, which the wrong zone explains. With more than that it would take
/// its new tokens for old ones, and ask for others again and again.
const FARTHEST: u64 = 86_400;

/// The service that wants proof of the token's secret.
const WANTS_PROOF: Service = Service::MessengerClear;

/// A fault. Every client of the first edition reads it whatever the status says, .NET in the second only with this one.
fn refused(edition: Edition, fault: String) -> Response {
    let status = match edition {
        Edition::Rst => StatusCode::OK,
        Edition::Rst2 => StatusCode::INTERNAL_SERVER_ERROR,
    };
    typed(edition, status, fault)
}

fn typed(edition: Edition, status: StatusCode, text: String) -> Response {
    let content_type = match edition {
        Edition::Rst => XML,
        Edition::Rst2 => "application/soap+xml; charset=utf-8",
    };
    (status, [(CACHE_CONTROL, "no-cache"), (CONTENT_TYPE, content_type)], text).into_response()
}

/// For whoever says the password, or an access token.
async fn by_password(
    edition: Edition,
    era: &Era,
    who: &Credentials,
    request: &RstRequest,
    transport: Transport,
) -> Result<String, Failure> {
    let core = &era.core;
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
    let tokens = Tokens::issue(core, &verified, &request.wanted).map_err(|fault| failed(fault.into()))?;
    let answer = tokens.answer(edition, core, &account, transport, None);
    tracing::info!(
        principal.id = verified.account.get(),
        tokens = request.wanted.len(),
        "Passport tokens were given"
    );
    Ok(answer)
}

/// For whoever shows Passport's own token (reference 10 §6.6). Only who was told its secret can read the answer, which is why the
/// signature of the request is not looked at: Pidgin signs something else than it sends.
async fn by_token(
    edition: Edition,
    era: &Era,
    cipher: &Cipher,
    request: &RstRequest,
    transport: Transport,
) -> Result<String, Failure> {
    let core = &era.core;
    let failed = |error: Error| Failure::of_token(&error);
    let shown = shown(core, cipher, transport).await;
    METERED.renewal.count(&shown);
    let shown = shown.map_err(failed)?;
    let account = core.store().account(shown.who.account).await.map_err(failed)?;
    let tokens = Tokens::issue(core, &shown.who, &request.wanted).map_err(|fault| failed(fault.into()))?;
    let nonce = entropy::draw_bytes(core.entropy());
    let sealing = Sealing { secret: shown.proof.expose(), nonce: &nonce, is_single: request.is_single };
    let answer = tokens.answer(edition, core, &account, transport, Some(&sealing));
    tracing::info!(
        principal.id = shown.who.account.get(),
        tokens = request.wanted.len(),
        "Passport tokens were renewed"
    );
    Ok(answer)
}

/// Whose token it is.
async fn shown(core: &Core, cipher: &Cipher, transport: Transport) -> Result<ShownTicket, Error> {
    let ticket = BASE64.decode(cipher.expose().as_bytes()).ok();
    let ticket = ticket.and_then(|ticket| String::from_utf8(ticket).ok()).ok_or(Refusal::BadCredentials)?;
    let shown = core.read_ticket(&ticket, &[Service::Passport]).await?;
    // Where the holder comes from may be banned too.
    if core.is_banned(&shown.who.handle, transport.peer.ip()) {
        return Err(Refusal::Banned.into());
    }
    Ok(shown)
}

/// A ticket of its own for every service that was asked for, known or not, and for none that was not: papyon checks.
struct Tokens<'a> {
    wanted: &'a [Wanted],
    tickets: Vec<PassportTicket>,
}

impl<'a> Tokens<'a> {
    fn issue(core: &Core, who: &Verified, wanted: &'a [Wanted]) -> Result<Self, Fault> {
        let ticket = |wanted: &Wanted| core.issue_ticket(who, service_named(wanted.service.as_str()));
        let tickets = wanted.iter().map(ticket).collect::<Result<_, _>>()?;
        Ok(Self { wanted, tickets })
    }

    fn answer(
        &self,
        edition: Edition,
        core: &Core,
        account: &Account,
        transport: Transport,
        sealing: Option<&Sealing<'_>>,
    ) -> String {
        let now = core.clock().now();
        let all = || self.wanted.iter().zip(&self.tickets);
        let texts: Vec<_> = all().map(|(wanted, ticket)| text(wanted, ticket)).collect();
        let secrets: Vec<_> =
            self.tickets.iter().map(|ticket| BASE64.encode(ticket.proof().expose())).collect();
        let issued: Vec<_> = self
            .wanted
            .iter()
            .zip(texts.iter().zip(&secrets))
            .map(|(wanted, (text, secret))| Issued {
                number: wanted.number,
                service: &wanted.service,
                kind: if wanted.service.is_passport() {
                    Kind::Legacy { cipher: text, secret }
                } else {
                    let wants_proof = service_named(wanted.service.as_str()) == WANTS_PROOF;
                    Kind::Compact { ticket: text, secret: wants_proof.then_some(secret) }
                },
            })
            .collect();
        let expires = self.tickets.first().map_or(now, PassportTicket::expires);
        let profile = &account.profile;
        let reference: [u8; 20] = entropy::draw_bytes(core.entropy());
        let response = RstResponse {
            edition,
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
            reference: &BASE64.encode(&reference),
        };
        sealing.map_or_else(|| response.to_xml(), |sealing| response.to_sealed_xml(sealing))
    }
}

/// Passport's own token is opaque bytes, the others are tickets.
fn text(wanted: &Wanted, ticket: &PassportTicket) -> String {
    if wanted.service.is_passport() {
        BASE64.encode(ticket.text().as_bytes())
    } else {
        dressed(ticket.text())
    }
}
