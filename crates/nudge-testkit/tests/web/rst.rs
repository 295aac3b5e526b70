//! `RST.srf`: a password for the tokens of several services.

use std::net::SocketAddr;
use std::time::Duration;

use msnp::auth::Ticket;
use nudge_core::{Actor, Handle, Refusal, Service};
use nudge_soap::xml::Element;
use nudge_testkit::cast::{ALICE, SECRET};
use nudge_testkit::{Member, cast};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::http::{Answer, exchange, exchange_on, post};

/// What a client sends, after reference 10 §6.2.
const REQUEST: &str = include_str!("../../../nudge-soap/tests/samples/RST.request.xml");

fn request(who: &str, password: &str) -> String {
    REQUEST.replace("alice@example.com", who).replace("secret16", password)
}

async fn ask(server: SocketAddr, body: &str) -> Answer {
    let headers = "Content-Type: text/xml\r\nSOAPAction: \"\"\r\n";
    let answer = exchange(server, &post("/RST.srf", "login.live.com", headers, body)).await;
    assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{}", answer.body);
    assert_eq!(answer.header("Content-Type"), Some("text/xml; charset=utf-8"));
    answer
}

/// The fault, found where aMSN and Pidgin look for it.
fn fault(answer: &Answer) -> (String, String, String) {
    let envelope = Element::parse(answer.body.as_bytes()).unwrap();
    let text = |path: &[&str]| envelope.at(path).unwrap().text().to_owned();
    assert!(answer.body.contains("</S:Header><S:Fault><faultcode>"), "{}", answer.body);
    (text(&["Fault", "faultcode"]), text(&["Fault", "faultstring"]), text(&["Header", "pp", "reqstatus"]))
}

#[tokio::test]
async fn every_service_that_is_asked_for_gets_a_ticket_under_its_number() {
    let server = cast::server().start().await.unwrap();
    let answer = ask(server.web(), &request(ALICE, SECRET)).await;
    // White space between answers crashes Pidgin (reference 50, sign-in 2).
    assert!(!answer.body.contains("> <") && !answer.body.contains('\n'), "{}", answer.body);
    let envelope = Element::parse(answer.body.as_bytes()).unwrap();
    let tokens = envelope.at(&["Body", "RequestSecurityTokenResponseCollection"]).unwrap().children();
    assert_eq!(tokens.len(), 7);
    let handle = Handle::new(ALICE).unwrap();
    // BitlBee and Pidgin find their tokens by the number (reference 50, sign-in 1).
    for (number, token) in tokens.iter().enumerate().skip(1) {
        let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).unwrap();
        assert_eq!(ticket.attribute("Id"), Some(format!("Compact{number}").as_str()));
        assert!(ticket.text().ends_with("&p=") && ticket.text().len() < 400);
        let bare = Ticket::of(ticket.text()).ticket;
        let signs_in = server.core().verify_ticket(&handle, bare, &Service::SIGN_IN).await.is_ok();
        // The first one does with proof of its secret alone.
        assert_eq!(signs_in, number == 2, "{number}");
        let proves = server.core().verify_ticket(&handle, bare, &Service::SIGN_IN_WITH_PROOF).await.is_ok();
        assert_eq!(proves, matches!(number, 1 | 2), "{number}");
        for (service, its) in [
            (Service::Contacts, 3),
            (Service::MessengerSecure, 4),
            (Service::Spaces, 5),
            (Service::Storage, 6),
        ] {
            let opens = server.core().holder_of_ticket(bare, &[service]).await.is_ok();
            assert_eq!(opens, number == its, "{number}");
        }
        let is_clear = number == 1;
        assert_eq!(token.at(&["RequestedProofToken", "BinarySecret"]).is_some(), is_clear);
    }
    let address =
        |token: &Element| token.at(&["AppliesTo", "EndpointReference", "Address"]).unwrap().text().to_owned();
    assert_eq!(address(&tokens[0]), "http://Passport.NET/tb");
    assert_eq!(address(&tokens[2]), "messenger.msn.com");
    let secret = tokens[0].at(&["RequestedProofToken", "BinarySecret"]).unwrap().text();
    assert_eq!(secret.len(), 32);
    let member = |name| {
        let properties = envelope.at(&["Header", "pp", "credProperties"]).unwrap().children();
        properties.iter().find(|property| property.attribute("Name") == Some(name)).unwrap().text().to_owned()
    };
    assert_eq!((member("AuthMembername").as_str(), member("CID").len()), (ALICE, 16));
    assert_eq!(member("IP"), "127.0.0.1");
}

#[tokio::test]
async fn the_path_may_have_two_slashes_and_any_case_and_the_answer_is_not_compressed() {
    let server = cast::server().start().await.unwrap();
    for path in ["//RST.srf", "/rst.SRF", "http://login.live.com:80/RST.srf?x=y"] {
        let request = post(path, "login.live.com", "Accept-Encoding: gzip\r\n", &request(ALICE, SECRET));
        let answer = exchange(server.web(), &request).await;
        assert!(answer.body.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><S:Envelope "), "{path}");
    }
}

#[tokio::test]
async fn each_failure_is_a_fault_that_clients_know() {
    let builder = cast::server().member(Member::new("dave@example.com", SECRET).disabled());
    let server = builder.start().await.unwrap();
    let because = |text: &str, status: &str| {
        ("wsse:FailedAuthentication".to_owned(), text.to_owned(), status.to_owned())
    };
    let failed = |text: &str| because(text, "0x80048821");
    let wrong = failed("The e-mail address or the password is wrong.");
    for (who, password) in [(ALICE, "wrong"), ("nobody@example.com", SECRET), ("nobody", SECRET)] {
        assert_eq!(fault(&ask(server.web(), &request(who, password)).await), wrong, "{who}");
    }
    let disabled = because("This account is switched off. Ask whoever runs the server.", "0x80048823");
    assert_eq!(fault(&ask(server.web(), &request("dave@example.com", SECRET)).await), disabled);
    let neither = REQUEST.replace("UsernameToken", "DerivedKeyToken");
    assert_eq!(fault(&ask(server.web(), &neither).await), because("Sign in again.", "0x8004882E"));
    for nonsense in ["", "hello", "<Envelope/>", "<!DOCTYPE x><Envelope/>", &REQUEST[..2000]] {
        let (code, _, status) = fault(&ask(server.web(), nonsense).await);
        assert_eq!((code.as_str(), status.as_str()), ("wsse:InvalidRequest", "0x80048820"), "{nonsense}");
    }
    for _ in 0..9 {
        ask(server.web(), &request(ALICE, "wrong")).await;
    }
    let (code, text, status) = fault(&ask(server.web(), &request(ALICE, SECRET)).await);
    assert_eq!((code.as_str(), status.as_str()), ("wsse:FailedAuthentication", "0x80048823"));
    assert!(text.contains("Too many failed sign-ins"), "{text}");
}

#[tokio::test]
async fn tickets_from_here_end_like_all_others() {
    let server = cast::server().start().await.unwrap();
    let answer = ask(server.web(), &request(ALICE, SECRET)).await;
    let (_, rest) = answer.body.split_once("Id=\"Compact2\">").unwrap();
    let ticket = rest.split_once('<').unwrap().0.replace("&amp;", "&");
    let ticket = Ticket::of(&ticket).ticket.to_owned();
    let handle = Handle::new(ALICE).unwrap();
    let server = server.restart().await.unwrap();
    server.core().verify_ticket(&handle, &ticket, &Service::SIGN_IN).await.unwrap();
    server
        .core()
        .set_password(&Actor::Console, &handle, nudge_core::Secret::new("another one".to_owned()))
        .await
        .unwrap();
    let error = server.core().verify_ticket(&handle, &ticket, &Service::SIGN_IN).await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::BadCredentials));
}

#[tokio::test]
async fn a_client_is_sent_to_the_login_host() {
    let builder =
        cast::server().web_config(|config| config.login_host = Some("login.example.org".to_owned()));
    let server = builder.start().await.unwrap();
    let answer = ask(server.web(), &request(ALICE, SECRET)).await;
    let redirect = "<faultcode>psf:Redirect</faultcode><psf:redirectUrl>http://login.example.org/RST.srf</psf:redirectUrl>";
    assert!(answer.body.contains(redirect), "{}", answer.body);
    let request = post("/RST.srf", "login.example.org", "", &request(ALICE, SECRET));
    assert!(exchange(server.web(), &request).await.body.contains("Compact6"));
}

#[tokio::test]
async fn a_client_that_waits_for_leave_to_send_its_body_gets_it() {
    let server = cast::server().start().await.unwrap();
    let body = request(ALICE, SECRET);
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    let head = post("/RST.srf", "login.live.com", "Expect: 100-continue\r\n", &body);
    let (head, body) = head.split_once("\r\n\r\n").unwrap();
    stream.write_all(format!("{head}\r\n\r\n").as_bytes()).await.unwrap();
    let mut leave = [0; 25];
    timeout(Duration::from_secs(10), stream.read_exact(&mut leave)).await.expect("leave comes").unwrap();
    assert_eq!(&leave, b"HTTP/1.1 100 Continue\r\n\r\n");
    assert!(exchange_on(&mut stream, body).await.body.contains("Compact1"));
}
