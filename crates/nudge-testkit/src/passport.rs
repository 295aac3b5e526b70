//! Passport 1.4 as MSN Messenger 5.0 to 7.0 do it (reference 10 §4 and §5), and the proof of single sign-on.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use data_encoding::BASE64;
use msnp::auth::sso;
use msnp::percent;
use nudge_core::{Handle, Secret, Service};

use crate::TestServer;
use crate::http::{self, Answer};

/// Where the login server is, as the nexus says.
pub async fn login_server(web: SocketAddr) -> anyhow::Result<String> {
    let answer = http::get(web, &web.to_string(), "/rdr/pprdr.asp", &[]).await?;
    ensure!(answer.status() == Some(200), "the nexus answers {:?}", answer.head);
    let urls = answer.header("PassportURLs").context("the nexus says nothing of where to sign in")?;
    let login = urls.split(',').find_map(|part| part.strip_prefix("DALogin="));
    Ok(login.with_context(|| format!("no login server in {urls}"))?.to_owned())
}

/// What the login server answers somebody.
pub async fn login(web: SocketAddr, handle: &str, password: &str, challenge: &str) -> anyhow::Result<Answer> {
    let login = login_server(web).await?;
    let (host, path) = login.split_once('/').with_context(|| format!("no path in {login}"))?;
    let authorization = format!(
        "Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in={},pwd={},{challenge}",
        percent::encode(handle),
        percent::encode(password),
    );
    http::get(web, host, &format!("/{path}"), &[("Authorization", &authorization)]).await
}

/// A ticket for the notification server.
pub async fn ticket(
    web: SocketAddr,
    handle: &str,
    password: &str,
    challenge: &str,
) -> anyhow::Result<String> {
    let answer = login(web, handle, password, challenge).await?;
    ensure!(answer.status() == Some(200), "the login server answers {:?}", answer.head);
    let told = answer.header("Authentication-Info").context("no Authentication-Info")?;
    ensure!(told.starts_with("Passport1.4 da-status=success,"), "no success: {told}");
    // As aMSN finds it: between two commas, less nine characters before and one after.
    let part = told.split(',').find(|part| part.starts_with("from-PP='")).context("no ticket")?;
    let ticket = part.get(9..).and_then(|rest| rest.strip_suffix('\'')).context("no quotes around it")?;
    Ok(ticket.to_owned())
}

/// A ticket for single sign-on, and the response to that nonce. Nobody's machine is asked for it.
pub async fn sso(
    server: &TestServer,
    handle: &str,
    password: &str,
    nonce: &str,
) -> anyhow::Result<(String, String)> {
    let (core, from) = (server.core(), server.main().ip());
    let who = core.verify_password(&Handle::new(handle)?, from, &Secret::new(password.to_owned())).await?;
    let ticket = core.issue_ticket(&who, Service::MessengerClear)?;
    // The initial vector is nobody's secret and nothing that a server looks at.
    let response = sso::response(ticket.proof().expose(), nonce, [7; 8]);
    Ok((format!("t={}&p=", ticket.text()), response))
}

/// The ticket of somebody's circles, as the address book says it and a client shows it: in Base64 (reference 21 §7.1).
pub async fn circle_ticket(server: &TestServer, handle: &str, password: &str) -> anyhow::Result<String> {
    let (core, from) = (server.core(), server.main().ip());
    let who = core.verify_password(&Handle::new(handle)?, from, &Secret::new(password.to_owned())).await?;
    let ticket = core.issue_ticket(&who, Service::Contacts)?;
    let body = format!(
        "<Envelope><Header><ABAuthHeader><TicketToken>t={}&amp;p=</TicketToken></ABAuthHeader></Header><Body>\
         <ABFindContactsPaged/></Body></Envelope>",
        ticket.text()
    );
    let headers = [
        ("Content-Type", "text/xml; charset=utf-8"),
        ("SOAPAction", "http://www.msn.com/webservices/AddressBook/ABFindContactsPaged"),
    ];
    let path = "/abservice/abservice.asmx";
    let answer = http::post(server.web(), "contacts.msn.com", path, &headers, body.as_bytes()).await?.text();
    let rest = answer.split_once("<CircleTicket>").map(|(_, rest)| rest);
    let ticket = rest.and_then(|rest| rest.split_once("</CircleTicket>")).with_context(|| answer.clone())?.0;
    // A document within the document.
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(ticket.to_owned(), |text, (escaped, character)| text.replace(escaped, character));
    Ok(BASE64.encode(plain.as_bytes()))
}
