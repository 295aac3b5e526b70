//! Tokens for a token: what Pidgin and Windows Live Messenger do when a ticket has grown old (reference 10 §6.6). The client's part
//! is done with another library than the server's.

use std::net::SocketAddr;
use std::time::Duration;

use data_encoding::BASE64;
use msnp::auth::Ticket;
use nudge_core::{Actor, Handle, Secret, Service};
use nudge_soap::passport::Moment;
use nudge_soap::xml::Element;
use nudge_testkit::cast::{ALICE, SECRET};
use nudge_testkit::{TestServer, cast};
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use openssl::symm::{Cipher, Crypter, Mode};

use super::http::{exchange, post};

const FIRST: &str = include_str!("../../../nudge-soap/tests/samples/RST.request.xml");
const RENEWAL: &str = include_str!("../../../nudge-soap/tests/samples/own/RST.renewal.request.xml");

/// What a client keeps of its first sign-in.
struct Kept {
    cipher: String,
    secret: Vec<u8>,
}

async fn ask(server: SocketAddr, path: &str, body: &str) -> Element {
    let answer = exchange(server, &post(path, "login.live.com", "", body)).await;
    Element::parse(answer.body.as_bytes()).unwrap()
}

async fn sign_in(server: &TestServer) -> Kept {
    let answer = ask(server.web(), "/RST.srf", &FIRST.replace("secret16", SECRET)).await;
    let all = answer.at(&["Body", "RequestSecurityTokenResponseCollection"]).unwrap();
    let first = all.children().first().unwrap();
    let text = |path: &[&str]| first.at(path).unwrap().text().to_owned();
    Kept {
        cipher: text(&["RequestedSecurityToken", "EncryptedData", "CipherData", "CipherValue"]),
        secret: BASE64.decode(text(&["RequestedProofToken", "BinarySecret"]).as_bytes()).unwrap(),
    }
}

fn renewal(server: &TestServer, cipher: &str) -> String {
    let now = Moment(server.core().clock().now().seconds()).to_string();
    RENEWAL.replace("b3BhcXVlLXNlc3Npb24taGFuZGxlLWV4YW1wbGU=", cipher).replace("2026-01-02T03:04:05Z", &now)
}

fn hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
    let key = PKey::hmac(key).unwrap();
    Signer::new(MessageDigest::sha1(), &key).unwrap().sign_oneshot_to_vec(data).unwrap()
}

/// As libpurple makes the key, with an initial vector of zeros.
fn opened(answer: &Element, secret: &[u8]) -> Element {
    let nonce = answer.at(&["Header", "Security", "DerivedKeyToken", "Nonce"]).unwrap().text();
    let label = [b"WS-SecureConversation", BASE64.decode(nonce.as_bytes()).unwrap().as_slice()].concat();
    let first = hmac(secret, &label);
    let third = hmac(secret, &first);
    let mut key = hmac(secret, &[first, label.clone()].concat());
    key.extend(hmac(secret, &[third, label].concat()).into_iter().take(4));
    let sealed = answer.at(&["Body", "EncryptedData", "CipherData", "CipherValue"]).unwrap().text();
    let sealed = BASE64.decode(sealed.as_bytes()).unwrap();
    let mut crypter = Crypter::new(Cipher::des_ede3_cbc(), Mode::Decrypt, &key, Some(&[0; 8])).unwrap();
    crypter.pad(false);
    let mut plain = vec![0; sealed.len() + 8];
    let length = crypter.update(&sealed, &mut plain).unwrap();
    plain.truncate(length);
    assert_eq!(plain.first(), Some(&b'<'), "the secret opens it");
    Element::parse(&plain).unwrap()
}

fn status(answer: &Element) -> &str {
    answer.at(&["Header", "pp", "reqstatus"]).unwrap().text()
}

#[tokio::test]
async fn a_token_gets_others_for_who_knows_its_secret() {
    let server = cast::server().start().await.unwrap();
    let kept = sign_in(&server).await;
    let server = server.restart().await.unwrap();
    for path in ["/RST.srf", "/RST2.srf"] {
        let answer = ask(server.web(), path, &renewal(&server, &kept.cipher)).await;
        let token = opened(&answer, &kept.secret);
        assert_eq!(token.name(), "RequestSecurityTokenResponse");
        let ticket = token.at(&["RequestedSecurityToken", "BinarySecurityToken"]).unwrap();
        assert_eq!(ticket.attribute("Id"), Some("Compact3"));
        let bare = Ticket::of(ticket.text()).ticket;
        let holder = server.core().holder_of_ticket(bare, &[Service::Contacts]).await.unwrap();
        assert_eq!(holder.handle, Handle::new(ALICE).unwrap());
    }
}

#[tokio::test]
async fn a_token_can_be_renewed_itself_and_ends_after_a_day() {
    let server = cast::server().start().await.unwrap();
    let kept = sign_in(&server).await;
    server.advance(Duration::from_hours(23));
    let again = renewal(&server, &kept.cipher).replace("contacts.msn.com", "http://Passport.NET/tb");
    let token = opened(&ask(server.web(), "/RST.srf", &again).await, &kept.secret);
    let text = |path: &[&str]| token.at(path).unwrap().text().to_owned();
    let newer = Kept {
        cipher: text(&["RequestedSecurityToken", "EncryptedData", "CipherData", "CipherValue"]),
        secret: BASE64.decode(text(&["RequestedProofToken", "BinarySecret"]).as_bytes()).unwrap(),
    };
    server.advance(Duration::from_hours(1));
    let old = ask(server.web(), "/RST.srf", &renewal(&server, &kept.cipher)).await;
    assert_eq!(status(&old), "0x80048839");
    assert_eq!(old.at(&["Fault", "faultcode"]).unwrap().text(), "wsse:FailedAuthentication");
    opened(&ask(server.web(), "/RST.srf", &renewal(&server, &newer.cipher)).await, &newer.secret);
}

#[tokio::test]
async fn what_is_no_token_of_passport_renews_nothing() {
    let server = cast::server().start().await.unwrap();
    let kept = sign_in(&server).await;
    let handle = Handle::new(ALICE).unwrap();
    let secret = Secret::new(SECRET.to_owned());
    let who = server.core().verify_password(&handle, [127, 0, 0, 1].into(), &secret).await.unwrap();
    let other = server.core().issue_ticket(&who, Service::Messenger).unwrap();
    let other = BASE64.encode(other.text().as_bytes());
    for cipher in ["", "AAAA", "not base64", &other, &kept.cipher[4..]] {
        let answer = ask(server.web(), "/RST.srf", &renewal(&server, cipher)).await;
        assert_eq!(status(&answer), "0x80048821", "{cipher}");
    }
    let another = Secret::new("another one".to_owned());
    server.core().set_password(&Actor::Console, &handle, another).await.unwrap();
    let answer = ask(server.web(), "/RST.srf", &renewal(&server, &kept.cipher)).await;
    assert_eq!(status(&answer), "0x80048821");
}
