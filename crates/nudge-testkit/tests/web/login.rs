//! `login2.srf`: a password for a ticket, in headers.

use std::net::SocketAddr;
use std::time::Duration;

use msnp::Dialect;
use msnp::auth::Ticket;
use nudge_core::{Actor, Handle, Refusal, Secret, Service, TokenName};
use nudge_testkit::cast::{ALICE, SECRET};
use nudge_testkit::{Member, TestServer, cast};

use super::http::{Answer, exchange, get};

/// What MSN Messenger 6 sends after reference 10 §5.1.
pub(crate) fn authorization(who: &str, password: &str) -> String {
    let who = who.replace('@', "%40");
    format!(
        "Authorization: Passport1.4 OrgVerb=GET,OrgURL=http%3A%2F%2Fmessenger%2Emsn%2Ecom,sign-in={who},pwd={password},\
         lc=1033,id=507,tw=40,fs=1,ru=http%3A%2F%2Fmessenger%2Emsn%2Ecom,ct=1062764229,kpp=1,kv=5,ver=2.1.0173.1,\
         tpf=43f8a4c8ed940c04e3740be46c4d1619\r\n"
    )
}

async fn login(server: SocketAddr, who: &str, password: &str) -> Answer {
    exchange(server, &get("/login2.srf", "loginnet.passport.com", &authorization(who, password))).await
}

/// The ticket in an answer, cut out as aMSN does: the header at commas, nine characters off the front and one off the end.
fn ticket(answer: &Answer) -> String {
    assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{}", answer.head);
    let info = answer.header("Authentication-Info").expect("spelled exactly so");
    assert!(info.starts_with("Passport1.4 da-status=success,tname=MSPAuth,"), "{info}");
    let from = info.split(',').find(|part| part.starts_with("from-PP")).unwrap();
    let ticket = &from[9..from.len() - 1];
    // BitlBee has a line of 1,024 bytes for it (reference 50, sign-in 4).
    assert!(ticket.starts_with("t=") && ticket.ends_with("&p=") && ticket.len() < 400, "{ticket}");
    ticket.to_owned()
}

/// Why the server says it was refused, in words. Twisted wants them (reference 50, sign-in 7).
fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status(), "HTTP/1.1 401 Unauthorized", "{}", answer.head);
    let challenge = answer.header("WWW-Authenticate").expect("spelled exactly so");
    let prefix = "Passport1.4 da-status=failed,srealm=Passport.NET,ts=-3,prompt,cbtxt=";
    let text = challenge.strip_prefix(prefix).unwrap_or_else(|| panic!("{challenge}"));
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'%'), "{text}");
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

async fn is_good(server: &TestServer, ticket: &str) -> Result<(), Refusal> {
    let handle = Handle::new(ALICE).unwrap();
    let shown = server.core().verify_ticket(&handle, Ticket::of(ticket).ticket, &Service::SIGN_IN).await;
    shown.map(drop).map_err(|error| error.refusal().unwrap())
}

#[tokio::test]
async fn a_password_gets_a_ticket_on_either_path() {
    let server = cast::server().start().await.unwrap();
    for path in ["/login2.srf", "/Login.srf", "//login2.srf?lc=1033"] {
        let request = get(path, "loginnet.passport.com", &authorization("ALICE@example.com", SECRET));
        let answer = exchange(server.web(), &request).await;
        assert_eq!(
            (answer.header("Content-Length"), answer.header("Cache-Control")),
            (Some("0"), Some("no-cache"))
        );
        assert_eq!(is_good(&server, &ticket(&answer)).await, Ok(()));
    }
}

#[tokio::test]
async fn the_real_password_does_too_however_it_is_encoded() {
    let server = cast::server().start().await.unwrap();
    let password = "pässwörd, long & odd = %";
    let handle = Handle::new(ALICE).unwrap();
    server.core().forbid_legacy_password(&Actor::Console, &handle).await.unwrap();
    server.core().set_password(&Actor::Console, &handle, Secret::new(password.to_owned())).await.unwrap();
    let encoded = "p%C3%A4ssw%c3%b6rd%2C%20long%20%26%20odd%20%3D%20%25";
    assert_eq!(is_good(&server, &ticket(&login(server.web(), ALICE, encoded).await)).await, Ok(()));
    assert!(refused(&login(server.web(), ALICE, SECRET).await).contains("wrong"));
}

#[tokio::test]
async fn an_access_token_works_in_place_of_the_password_until_it_is_revoked() {
    let server = cast::server().start().await.unwrap();
    let (handle, name) = (Handle::new(ALICE).unwrap(), TokenName::new("laptop").unwrap());
    let (_, token) = server.core().add_token(&Actor::Console, &handle, name.clone()).await.unwrap();
    let got = ticket(&login(server.web(), ALICE, token.expose()).await);
    assert_eq!(is_good(&server, &got).await, Ok(()));
    server.core().revoke_token(&Actor::Console, &handle, &name).await.unwrap();
    assert_eq!(is_good(&server, &got).await, Err(Refusal::BadCredentials));
    let again = refused(&login(server.web(), ALICE, token.expose()).await);
    // It has 16 characters, which is where clients cut passwords: an access token goes through them whole, a longer password
    // does not, and they say so (reference 50, sign-in 6).
    assert!(again.contains("wrong") && again.contains("access token"), "{again}");
}

#[tokio::test]
async fn a_ticket_survives_a_restart_of_the_server() {
    let server = cast::server().start().await.unwrap();
    let got = ticket(&login(server.web(), ALICE, SECRET).await);
    let server = server.restart().await.unwrap();
    assert_eq!(is_good(&server, &got).await, Ok(()));
    server.advance(Duration::from_hours(24));
    assert_eq!(is_good(&server, &got).await, Err(Refusal::TicketExpired));
}

#[tokio::test]
async fn each_failure_says_what_it_is() {
    let builder = cast::server().member(Member::new("dave@example.com", SECRET).disabled());
    let server = builder.start().await.unwrap();
    let wrong = refused(&login(server.web(), ALICE, "wrong").await);
    assert_eq!(wrong, "The e-mail address or the password is wrong.");
    assert_eq!(refused(&login(server.web(), "nobody@example.com", SECRET).await), wrong);
    assert_eq!(refused(&login(server.web(), "nobody", SECRET).await), wrong);
    assert_eq!(refused(&login(server.web(), "dave@example.com", "wrong").await), wrong);
    assert!(refused(&login(server.web(), "dave@example.com", SECRET).await).contains("switched off"));
    for headers in ["", "Authorization: Basic YTpi\r\n", "Authorization: Passport1.4 sign-in=a\r\n"] {
        let answer = exchange(server.web(), &get("/login2.srf", "login.live.com", headers)).await;
        assert_eq!(refused(&answer), "Type your e-mail address and password");
    }
}

#[tokio::test]
async fn who_fails_too_often_waits() {
    let server = cast::server().start().await.unwrap();
    for _ in 0..10 {
        assert!(refused(&login(server.web(), ALICE, "wrong").await).contains("is wrong"));
    }
    let throttled = refused(&login(server.web(), ALICE, SECRET).await);
    assert!(throttled.contains("Too many failed sign-ins"), "{throttled}");
    // Whichever way they come: the notification server does not look at the proof either.
    assert!(cast::signed_in(&server, ALICE, Dialect::Msnp7).await.is_err());
    // Others at the same address are let in.
    cast::signed_in(&server, cast::BOB, Dialect::Msnp7).await.unwrap();
    ticket(&login(server.web(), cast::BOB, SECRET).await);
    server.advance(Duration::from_mins(2));
    cast::signed_in(&server, ALICE, Dialect::Msnp7).await.unwrap();
    ticket(&login(server.web(), ALICE, SECRET).await);
}

#[tokio::test]
async fn a_client_that_follows_the_redirect_gets_its_ticket_there() {
    let builder =
        cast::server().web_config(|config| config.login_host = Some("login.example.org".to_owned()));
    let server = builder.start().await.unwrap();
    let authorization = authorization(ALICE, SECRET);
    let request = get("/login2.srf?lc=1033", "login.live.com", &authorization);
    let answer = exchange(server.web(), &request).await;
    assert_eq!(answer.status(), "HTTP/1.1 302 Found");
    assert_eq!(answer.header("Authentication-Info"), Some("Passport1.4 da-status=redir"));
    let place = answer.header("Location").expect("spelled exactly so");
    assert_eq!(place, "http://login.example.org/login2.srf?lc=1033");
    // The client repeats its request there, with the same header.
    let path = place.strip_prefix("http://login.example.org").unwrap();
    for host in ["login.example.org", "Login.Example.org:80"] {
        ticket(&exchange(server.web(), &get(path, host, &authorization)).await);
    }
}
