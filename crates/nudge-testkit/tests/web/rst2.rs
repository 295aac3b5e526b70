//! `RST2.srf`: the same as `RST.srf` in the forms of Windows Live Messenger 2009 and `MSNPSharp` (reference 10 §7).

use std::net::SocketAddr;

use msnp::auth::Ticket;
use nudge_core::{Handle, Service};
use nudge_soap::passport::Moment;
use nudge_soap::xml::Element;
use nudge_testkit::cast::{ALICE, SECRET};
use nudge_testkit::{TestServer, cast};

use super::http::{Answer, exchange, post};

const REQUEST: &str = include_str!("../../../nudge-soap/tests/samples/RST2.request.xml");

/// The sample, made at that moment.
fn request(who: &str, password: &str, at: i64) -> String {
    let (created, expires) = (Moment(at).to_string(), Moment(at + 300).to_string());
    REQUEST
        .replace("alice@example.com", who)
        .replace("secret16", password)
        .replace("2026-01-02T03:04:05Z", &created)
        .replace("2026-01-02T03:09:05Z", &expires)
}

fn now(server: &TestServer) -> i64 {
    server.core().clock().now().seconds()
}

async fn ask(server: SocketAddr, path: &str, body: &str) -> Answer {
    let headers = "Content-Type: application/soap+xml; charset=utf-8\r\n";
    let answer = exchange(server, &post(path, "login.live.com", headers, body)).await;
    assert_eq!(answer.header("Content-Type"), Some("application/soap+xml; charset=utf-8"));
    answer
}

#[tokio::test]
async fn every_service_gets_its_ticket_in_the_newer_form() {
    let server = cast::server().start().await.unwrap();
    let request = request(ALICE, SECRET, now(&server));
    for path in ["/RST2.srf", "//RST2.srf", "/rst2.SRF"] {
        let asked = now(&server);
        let answer = ask(server.web(), path, &request).await;
        let answered = now(&server);
        assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{}", answer.body);
        assert!(!answer.body.contains("> <") && !answer.body.contains('\n'), "{}", answer.body);
        let envelope = Element::parse(answer.body.as_bytes()).unwrap();
        let tokens = envelope.at(&["Body", "RequestSecurityTokenResponseCollection"]).unwrap().children();
        assert_eq!(tokens.len(), 7);
        for (number, service) in [
            (1, Service::MessengerClear),
            (2, Service::Contacts),
            (3, Service::MessengerSecure),
            (4, Service::Storage),
            (5, Service::WhatsNew),
            (6, Service::Directory),
        ] {
            let token = &tokens[number];
            let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).unwrap();
            assert_eq!(ticket.attribute("Id"), Some(format!("Compact{number}").as_str()));
            let bare = Ticket::of(ticket.text()).ticket;
            let holder = server.core().holder_of_ticket(bare, &[service]).await.unwrap();
            assert_eq!(holder.handle, Handle::new(ALICE).unwrap());
            let expires = token.at(&["Lifetime", "Expires"]).unwrap().text();
            let mut then = (asked..=answered).map(|at| Moment(at + 86_400).to_string());
            assert!(then.any(|then| then == expires), "{expires}");
        }
    }
}

#[tokio::test]
async fn a_failure_is_a_fault_of_soap_1_2_with_status_500() {
    let server = cast::server().start().await.unwrap();
    let at = now(&server);
    for (body, code, value) in [
        (request(ALICE, "wrong", at), "wst:FailedAuthentication", "0x80048821"),
        (request("nobody@example.com", SECRET, at), "wst:FailedAuthentication", "0x80048821"),
        (request(ALICE, SECRET, at - 90_000), "wst:ExpiredData", "0x80048820"),
        (request(ALICE, SECRET, at + 90_000), "wst:ExpiredData", "0x80048820"),
        ("<Envelope/>".to_owned(), "wst:InvalidRequest", "0x80048820"),
    ] {
        let answer = ask(server.web(), "/RST2.srf", &body).await;
        assert_eq!(answer.status(), "HTTP/1.1 500 Internal Server Error");
        let envelope = Element::parse(answer.body.as_bytes()).unwrap();
        let text = |path: &[&str]| envelope.at(path).unwrap().text();
        assert_eq!(text(&["Body", "Fault", "Code", "Subcode", "Value"]), code);
        assert_eq!(text(&["Body", "Fault", "Detail", "error", "value"]), value);
        assert_eq!(text(&["Header", "pp", "reqstatus"]), value);
    }
}

/// An hour is what the wrong zone makes.
#[tokio::test]
async fn a_clock_may_be_wrong_by_some_hours() {
    let server = cast::server().start().await.unwrap();
    for off in [-80_000, 3600, 80_000] {
        let answer = ask(server.web(), "/RST2.srf", &request(ALICE, SECRET, now(&server) + off)).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{off}");
    }
}
