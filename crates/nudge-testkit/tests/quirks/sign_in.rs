//! Rows about signing in and HTTP.

use anyhow::{Context as _, ensure};
use msnp::auth::circles::{CircleTicket, SignedTicket};
use msnp::{Cap, Dialect, percent};
use nudge_core::Handle;
use nudge_testkit::cast::{self, ALICE, SECRET};
use nudge_testkit::{Member, TestServer, http, passport};

const RST: &str = r#"<?xml version="1.0"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsse="http://schemas.xmlsoap.org/ws/2003/06/secext" xmlns:wst="http://schemas.xmlsoap.org/ws/2004/04/trust" xmlns:wsp="http://schemas.xmlsoap.org/ws/2002/12/policy" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/03/addressing"><Header><wsse:Security><wsse:UsernameToken Id="user"><wsse:Username>alice@example.com</wsse:Username><wsse:Password>secret</wsse:Password></wsse:UsernameToken></wsse:Security></Header><Body><ps:RequestMultipleSecurityTokens xmlns:ps="http://schemas.microsoft.com/Passport/SoapServices/PPCRL" Id="RSTS"><wst:RequestSecurityToken Id="RST0"><wsp:AppliesTo><wsa:EndpointReference><wsa:Address>http://Passport.NET/tb</wsa:Address></wsa:EndpointReference></wsp:AppliesTo></wst:RequestSecurityToken><wst:RequestSecurityToken Id="RST1"><wsp:AppliesTo><wsa:EndpointReference><wsa:Address>messenger.msn.com</wsa:Address></wsa:EndpointReference></wsp:AppliesTo><wsse:PolicyReference URI="?id=507"/></wst:RequestSecurityToken></ps:RequestMultipleSecurityTokens></Body></Envelope>"#;

/// BitlBee 3 looks for the token whose `Id` ends in the number of its request.
#[tokio::test]
async fn row_1_tokens_are_numbered_as_they_were_asked_for() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let answer = http::post(server.web(), "login.live.com", "/RST.srf", &[], RST.as_bytes()).await?;
    let text = answer.text();
    ensure!(text.contains(r#"Id="BinaryDAToken0""#) && text.contains(r#"Id="Compact1""#), "{text}");
    ensure!(!text.contains(r#"Id="Compact2""#), "{text}");
    Ok(())
}

/// retro-prpl walks siblings and dies on text between them.
#[tokio::test]
async fn row_2_no_white_space_between_tokens() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let answer = http::post(server.web(), "login.live.com", "/RST.srf", &[], RST.as_bytes()).await?;
    let text = answer.text();
    let body = text.split("<S:Body>").nth(1).context("no body")?;
    ensure!(!body.contains("> ") && !body.contains(">\n") && !body.contains(">\r"), "{body}");
    Ok(())
}

/// retro-prpl posts to paths that begin with two slashes.
#[tokio::test]
async fn row_3_two_slashes_are_one() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let answer = http::post(server.web(), "login.live.com", "//RST.srf", &[], RST.as_bytes()).await?;
    ensure!(answer.status() == Some(200) && answer.text().contains("Compact1"), "{answer:?}");
    Ok(())
}

/// BitlBee 1.2.8 has a line of 1,024 bytes.
#[tokio::test]
async fn row_4_tickets_are_short() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let ticket = passport::ticket(server.web(), ALICE, SECRET, "ct=1").await?;
    ensure!(ticket.starts_with("t=") && ticket.contains("&p=") && ticket.len() < 400, "{ticket}");
    // With the proof of single sign-on and a machine behind it.
    let nonce = msnp::auth::sso::nonce(&[1; 48]);
    let (ticket, response) = passport::sso(&server, ALICE, SECRET, &nonce).await?;
    let line = format!("USR 4 SSO S {ticket} {response} {{a11ce000-0000-4000-8000-00000000000a}}\r\n");
    ensure!(line.len() < 1000, "{}", line.len());
    Ok(())
}

/// BitlBee speaks HTTP/1.0 and reads until the connection closes.
#[tokio::test]
async fn row_5_http_1_0_is_closed_after_the_answer() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let request = b"GET http://nexus.passport.com/rdr/pprdr.asp HTTP/1.0\r\nHost: nexus.passport.com\r\n\r\n";
    let answer = http::exchange(server.web(), request).await?;
    ensure!(answer.status() == Some(200) && answer.header("PassportURLs").is_some(), "{answer:?}");
    Ok(())
}

/// BitlBee and retro-prpl cut passwords to 16 characters: what is left is refused, and people are told what to do about it.
#[tokio::test]
async fn row_6_a_password_that_was_cut_is_refused_with_the_reason() -> anyhow::Result<()> {
    let long = "correct horse battery";
    let server = TestServer::with([Member::new(ALICE, long)]).await?;
    let ask = async |password: &str| {
        let body = RST.replace(">secret<", &format!(">{password}<"));
        http::post(server.web(), "login.live.com", "/RST.srf", &[], body.as_bytes()).await
    };
    ensure!(ask(long).await?.text().contains("Compact1"), "the whole password is refused");
    let answer = ask(&long[..16]).await?.text();
    ensure!(answer.contains("longer than 16 characters, use an access token instead"), "{answer}");
    Ok(())
}

/// Twisted raises when a failed sign-in has no `cbtxt`.
#[tokio::test]
async fn row_7_a_failure_has_a_text() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let answer = passport::login(server.web(), ALICE, "wrong", "ct=1").await?;
    ensure!(answer.status() == Some(401), "{answer:?}");
    let told = answer.header("WWW-Authenticate").context("no WWW-Authenticate")?;
    ensure!(told.starts_with("Passport1.4 da-status=failed,"), "{told}");
    let text = told.split(',').find_map(|part| part.strip_prefix("cbtxt=")).context("no cbtxt")?;
    ensure!(percent::decode(text).contains(' ') && !text.contains(' '), "{text}");
    Ok(())
}

/// aMSN prefixes `https://` to whatever the nexus says.
#[tokio::test]
async fn row_8_the_login_server_has_no_scheme() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let login = passport::login_server(server.web()).await?;
    ensure!(!login.contains("://") && login.ends_with("/login2.srf"), "{login}");
    let answer = http::get(server.web(), &server.web().to_string(), "/nexus-mock", &[]).await?;
    let urls = answer.header("PassportURLs").context("no PassportURLs")?;
    ensure!(urls.contains("DALogin=http://"), "{urls}");
    Ok(())
}

/// BitlBee 3 calls what others call over TLS over plain HTTP, and the other way round.
#[tokio::test]
async fn row_9_everything_is_there_without_tls() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for (host, path) in [
        ("nexus.passport.com", "/rdr/pprdr.asp"),
        ("config.messenger.msn.com", "/Config/MsgrConfig.asmx?op=GetClientConfig"),
    ] {
        let answer = http::get(server.web(), host, path, &[]).await?;
        ensure!(answer.status() == Some(200), "{host}{path}: {answer:?}");
    }
    Ok(())
}

/// retro-prpl shows the ticket of its circles after it has read its address book.
#[tokio::test]
async fn row_10_the_ticket_of_circles_is_taken() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::signed_in(&server, ALICE, Dialect::Msnp18).await?;
    let cid = server.core().store().account_by_handle(&Handle::new(ALICE)?).await?.id.get();
    let ticket = CircleTicket { circles: Vec::new(), until: "9999-01-01T00:00:00".into(), cid };
    let data = ticket.to_bytes();
    let word = SignedTicket { signature: server.core().sign_circles(&data), data }.to_word();
    alice.asks(&format!("USR 12 SHA A {word}"), "USR 12 OK alice@example.com 0 0").await
}

/// retro-prpl tells an empty list of eleven bytes, and asks for the network of everybody whom it adds.
#[tokio::test]
async fn row_12_an_empty_list_and_a_question() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::FederationQuery) {
        let mut alice = cast::signed_in(&server, ALICE, dialect).await?;
        alice.send_bytes(b"ADL 5 11\r\n<ml l='1'/>").await?;
        alice.expect("ADL 5 OK").await?;
        alice.send_payload("FQY 6", b"<ml><d n='example.com'><c n='bob' /></d></ml>").await?;
        let answer = b"<ml><d n=\"example.com\"><c n=\"bob\" t=\"1\"/></d></ml>";
        alice.expect(&format!("FQY 6 {}", answer.len())).await?;
        ensure!(alice.payload(answer.len()).await? == answer, "another answer");
    }
    Ok(())
}

/// BitlBee 3 fetches the profile from `storage.msn.com`.
#[tokio::test]
async fn row_11_the_roaming_profile_is_answered() -> anyhow::Result<()> {
    const PROFILE: &str = include_str!("../../../nudge-soap/tests/samples/GetProfile.request.xml");
    let server = cast::server().start().await?;
    let request = RST.replace("messenger.msn.com", "storage.msn.com");
    let answer = http::post(server.web(), "login.live.com", "/RST.srf", &[], request.as_bytes()).await?;
    let text = answer.text();
    let ticket = text.split("Id=\"Compact1\">").nth(1).and_then(|rest| rest.split('<').next());
    let account = server.core().store().account_by_handle(&Handle::new(ALICE)?).await?;
    let request = PROFILE
        .replace("t=EwAgTicketExample0001&amp;p=", ticket.context(text.clone())?)
        .replace("1311768467463790320", &account.id.get().to_string());
    let path = "/storageservice/SchematizedStore.asmx";
    let answer = http::post(server.web(), "storage.msn.com", path, &[], request.as_bytes()).await?;
    ensure!(answer.status() == Some(200), "{answer:?}");
    ensure!(answer.text().contains("<DisplayName>Alice</DisplayName>"), "{answer:?}");
    Ok(())
}
