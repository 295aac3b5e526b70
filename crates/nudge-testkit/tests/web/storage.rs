//! The roaming storage: name, message and picture of Windows Live Messenger 8.1 and later (reference 13 §1).

use std::io::Cursor;

use data_encoding::BASE64;
use image::{ImageFormat, Rgb, RgbImage};
use msnp::Dialect;
use nudge_core::{Handle, Secret, Service};
use nudge_soap::xml::Element;
use nudge_testkit::cast::{ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{TestServer, cast};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::http::{Answer, exchange, post};

const W10: &str = "http://www.msn.com/webservices/storage/w10";
const NEWER: &str = "http://www.msn.com/webservices/storage/2008";
const PATH: &str = "/storageservice/SchematizedStore.asmx";
const HOST: &str = "storage.msn.com";

/// A sample of a request.
macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../nudge-soap/tests/samples/", $name, ".request.xml"))
    };
}

/// The number that is in the samples, in hexadecimal and decimal.
const SAMPLE_CID: (&str, &str) = ("123456789abcdef0", "1311768467463790320");

struct Member {
    cid: u64,
    ticket: String,
}

async fn member(server: &TestServer, who: &str, service: Service) -> Member {
    let (core, handle) = (server.core(), Handle::new(who).unwrap());
    let secret = Secret::new(SECRET.to_owned());
    let who = core.verify_password(&handle, [127, 0, 0, 1].into(), &secret).await.unwrap();
    let ticket = core.issue_ticket(&who, service).unwrap().text().to_owned();
    Member { cid: who.account.get().unsigned_abs(), ticket }
}

impl Member {
    /// A sample as this member sends it.
    fn says(&self, sample: &str) -> String {
        sample
            .replace("EwAgTicketExample0001", &self.ticket)
            .replace(SAMPLE_CID.0, &format!("{:016x}", self.cid))
            .replace(SAMPLE_CID.1, &self.cid.to_string())
    }
}

async fn ask(server: &TestServer, body: &str) -> Answer {
    let headers = "Content-Type: text/xml; charset=utf-8\r\n";
    exchange(server.web(), &post(PATH, HOST, headers, body)).await
}

/// What is in the answer.
async fn does(server: &TestServer, body: &str) -> Element {
    let answer = ask(server, body).await;
    assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{}", answer.body);
    let envelope = Element::parse(answer.body.as_bytes()).unwrap();
    envelope.child("Body").unwrap().children().first().unwrap().clone()
}

async fn is_refused(server: &TestServer, body: &str, code: &str) {
    let answer = ask(server, body).await;
    assert_eq!(answer.status(), "HTTP/1.1 500 Internal Server Error", "{}", answer.body);
    // papyon looks for it exactly there.
    let errorcode =
        format!("<errorcode xmlns=\"http://www.msn.com/webservices/storage/v1\">{code}</errorcode>");
    assert!(answer.body.contains(&errorcode), "{code}: {}", answer.body);
}

async fn profile(server: &TestServer, who: &Member) -> Element {
    let response = does(server, &who.says(sample!("GetProfile"))).await;
    response.at(&["GetProfileResult", "ExpressionProfile"]).unwrap().clone()
}

fn text<'a>(element: &'a Element, path: &[&str]) -> &'a str {
    element.at(path).unwrap_or_else(|| panic!("{path:?} in {element:?}")).text()
}

fn picture(format: ImageFormat, side: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_pixel(side, side, Rgb([200, 30, 30])).write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn upload(who: &Member, sample: &str, file: &[u8]) -> String {
    who.says(sample).replace("iVBORw0KGgo=", &BASE64.encode(file))
}

/// The bytes at an address of ours.
async fn fetch(server: &TestServer, url: &str) -> (String, Vec<u8>) {
    let path = url.strip_prefix("http://storage.msn.com").unwrap();
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let (head, body) = answer.split_at(end + 4);
    (String::from_utf8(head.to_vec()).unwrap(), body.to_vec())
}

#[tokio::test]
async fn a_profile_is_answered_in_the_namespace_that_it_is_asked_in() {
    let server = cast::server().start().await.unwrap();
    let alice = member(&server, ALICE, Service::Storage).await;
    for namespace in [W10, NEWER] {
        let body = alice.says(sample!("GetProfile")).replace(W10, namespace);
        let answer = ask(&server, &body).await;
        assert_eq!(answer.header("Content-Type"), Some("text/xml; charset=utf-8"));
        assert!(
            answer.body.contains(&format!("<GetProfileResponse xmlns=\"{namespace}\">")),
            "{}",
            answer.body
        );
        let other = if namespace == W10 { NEWER } else { W10 };
        assert!(!answer.body.contains(other), "{}", answer.body);
    }
    let profile = profile(&server, &alice).await;
    assert_eq!((text(&profile, &["DisplayName"]), text(&profile, &["PersonalStatus"])), ("Alice", ""));
    assert_eq!(text(&profile, &["ResourceID"]), format!("{:016x}!118", alice.cid));
    // papyon dies on a picture without a size.
    assert!(profile.child("Photo").is_none() && profile.child("StaticUserTilePublicURL").is_none());
    let found = does(&server, &alice.says(sample!("FindDocuments"))).await;
    assert!(found.child("FindDocumentsResult").unwrap().children().is_empty());
}

#[tokio::test]
async fn another_name_and_message_are_the_accounts_and_contacts_hear_of_them() {
    let server = cast::server().start().await.unwrap();
    let alice = member(&server, ALICE, Service::Storage).await;
    let _online = cast::online(&server, ALICE, Dialect::Msnp11).await.unwrap();
    let mut bob = cast::online(&server, BOB, Dialect::Msnp11).await.unwrap();
    let update = alice
        .says(sample!("UpdateProfile"))
        .replace(
            "<DisplayName>Alice</DisplayName>",
            "<DisplayName>Alice &lt;3</DisplayName><PersonalStatus>a &amp; b</PersonalStatus>",
        )
        .replace("<PersonalStatus>true</PersonalStatus>", "<PersonalStatus>false</PersonalStatus>");
    assert_eq!(does(&server, &update).await.name(), "UpdateProfileResponse");
    let line = bob.line().await.unwrap();
    assert!(
        line.starts_with("NLN NLN alice@example.com Alice%20%3C3 ") || line.contains("Alice%20<3"),
        "{line}"
    );
    let line = bob.line().await.unwrap();
    let length = line.strip_prefix("UBX alice@example.com ").unwrap().parse().unwrap();
    let payload = String::from_utf8(bob.payload(length).await.unwrap()).unwrap();
    assert!(payload.contains("<PSM>a &amp; b</PSM>"), "{payload}");
    let shown = profile(&server, &alice).await;
    assert_eq!((text(&shown, &["DisplayName"]), text(&shown, &["PersonalStatus"])), ("Alice <3", "a & b"));
    let account = server.core().store().account_by_handle(&Handle::new(ALICE).unwrap()).await.unwrap();
    assert_eq!((account.name.as_str(), account.personal_message.text()), ("Alice <3", "a &amp; b"));
    // The sample deletes the message.
    does(&server, &alice.says(sample!("UpdateProfile"))).await;
    assert_eq!(text(&profile(&server, &alice).await, &["PersonalStatus"]), "");
}

/// What a client says on its connection is what the next one finds here.
#[tokio::test]
async fn what_an_older_client_shows_is_kept() {
    let server = cast::server().start().await.unwrap();
    let alice = member(&server, ALICE, Service::Storage).await;
    let mut older = cast::online(&server, ALICE, Dialect::Msnp11).await.unwrap();
    let says = b"<Data><PSM>at &lt;work&gt;</PSM><CurrentMedia>\\0Music\\01\\0x\\0</CurrentMedia></Data>";
    older.send_payload("UUX 9", says).await.unwrap();
    older.expect("UUX 9 0").await.unwrap();
    assert_eq!(text(&profile(&server, &alice).await, &["PersonalStatus"]), "at <work>");
    drop(older);
    let server = server.restart().await.unwrap();
    assert_eq!(text(&profile(&server, &alice).await, &["PersonalStatus"]), "at <work>");
}

/// As Windows Live Messenger 8.5 does it.
#[tokio::test]
async fn a_new_picture_is_the_accounts_and_its_address_is_good_until_the_next() {
    let server = cast::server().start().await.unwrap();
    let alice = member(&server, ALICE, Service::Storage).await;
    for sample in [sample!("DeleteRelationships"), sample!("CreateProfile"), sample!("ShareItem")] {
        does(&server, &alice.says(sample)).await;
    }
    // Nothing belongs to the profile that is not there.
    is_refused(&server, &alice.says(sample!("CreateRelationships")), "ItemDoesNotExist").await;
    is_refused(&server, &upload(&alice, sample!("UpdateDocument"), b"x"), "ItemDoesNotExist").await;
    let created =
        does(&server, &upload(&alice, sample!("CreateDocument"), &picture(ImageFormat::Jpeg, 200))).await;
    assert_eq!(text(&created, &["CreateDocumentResult"]), format!("{:016x}!205", alice.cid));
    does(&server, &alice.says(sample!("CreateRelationships"))).await;
    let shown = profile(&server, &alice).await;
    let stream = ["Photo", "DocumentStreams", "DocumentStream"];
    let of_stream = |name| text(&shown, &[&stream[..], &[name]].concat());
    assert_eq!(of_stream("DocumentStreamName"), "UserTileStatic");
    let url = of_stream("PreAuthURL").to_owned();
    assert_eq!(text(&shown, &["StaticUserTilePublicURL"]), url);
    for url in [url.clone(), format!("{url}?t={}%26p%3D", alice.ticket)] {
        let (head, png) = fetch(&server, &url).await;
        assert!(head.starts_with("HTTP/1.1 200 OK") && head.contains("Content-Type: image/png"), "{head}");
        assert_eq!(png.len().to_string(), of_stream("DataSize"));
        assert!(image::load_from_memory_with_format(&png, ImageFormat::Png).is_ok());
    }
    let found = does(&server, &alice.says(sample!("FindDocuments"))).await;
    assert_eq!(
        text(&found, &["FindDocumentsResult", "Document", "ResourceID"]),
        format!("{:016x}!205", alice.cid)
    );

    // It is the one of the site, and the next has another address.
    let account = nudge_core::AccountId::new(i64::try_from(alice.cid).unwrap());
    assert!(server.core().store().display_picture(account).await.unwrap().is_some());
    server.advance(std::time::Duration::from_secs(1));
    does(&server, &upload(&alice, sample!("UpdateDocument"), &picture(ImageFormat::Bmp, 50))).await;
    assert!(fetch(&server, &url).await.0.starts_with("HTTP/1.1 404 "));
    let next = profile(&server, &alice).await;
    let next = text(&next, &["StaticUserTilePublicURL"]).to_owned();
    assert!(fetch(&server, &next).await.0.starts_with("HTTP/1.1 200 "));
    for wrong in [
        next.replace("/static", "x/static"),
        next.replace(&format!("{:016x}", alice.cid), "0000000000000009"),
    ] {
        assert!(fetch(&server, &wrong).await.0.starts_with("HTTP/1.1 404 "), "{wrong}");
    }
    does(&server, &alice.says(sample!("DeleteRelationships"))).await;
    assert!(profile(&server, &alice).await.child("Photo").is_none());
    assert!(fetch(&server, &next).await.0.starts_with("HTTP/1.1 404 "));
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_refused() {
    let server = cast::server().start().await.unwrap();
    let alice = member(&server, ALICE, Service::Storage).await;
    let mut padded = picture(ImageFormat::Png, 10);
    padded.resize(512 * 1024, 0);
    does(&server, &upload(&alice, sample!("CreateDocument"), &padded)).await;
    padded.push(0);
    for file in [&padded[..], b"hello", b"<svg/>", b""] {
        is_refused(&server, &upload(&alice, sample!("CreateDocument"), file), "InvalidDocument").await;
    }
    let answer = ask(&server, &upload(&alice, sample!("CreateDocument"), &vec![0; 800 * 1024])).await;
    assert_eq!(answer.status(), "HTTP/1.1 413 Payload Too Large");
    for name in ["", &"x".repeat(2000)] {
        let update = alice.says(sample!("UpdateProfile"));
        let update = update.replace("<DisplayName>Alice<", &format!("<DisplayName>{name}<"));
        is_refused(&server, &update, "InvalidDocument").await;
    }
}

#[tokio::test]
async fn of_others_one_is_told_what_they_show_one_and_nothing_can_be_changed() {
    let server = cast::server().start().await.unwrap();
    let [alice, bob, carol] = [ALICE, BOB, CAROL].map(|who| member(&server, who, Service::Storage));
    let (alice, bob, carol) = (alice.await, bob.await, carol.await);
    let of = |whom: u64| Member { cid: whom, ticket: alice.ticket.clone() };
    does(&server, &upload(&bob, sample!("CreateDocument"), &picture(ImageFormat::Png, 96))).await;
    let shown = profile(&server, &of(bob.cid)).await;
    assert_eq!(text(&shown, &["DisplayName"]), "Bob");
    assert!(shown.child("Photo").is_none(), "that is the owner's");
    let url = text(&shown, &["StaticUserTilePublicURL"]).to_owned();
    assert!(fetch(&server, &url).await.0.starts_with("HTTP/1.1 200 "));
    // Who shows her nothing, is as if not there; and so is who is not there.
    for hidden in [carol.cid, 99, u64::MAX] {
        is_refused(&server, &of(hidden).says(sample!("GetProfile")), "ItemDoesNotExist").await;
    }
    for sample in [sample!("DeleteRelationships"), sample!("CreateRelationships"), sample!("ShareItem")] {
        is_refused(&server, &of(bob.cid).says(sample), "AccessDenied").await;
    }
    is_refused(&server, &upload(&of(bob.cid), sample!("UpdateDocument"), &[]), "ItemDoesNotExist").await;
    let file = picture(ImageFormat::Png, 96);
    is_refused(&server, &upload(&of(bob.cid), sample!("UpdateDocument"), &file), "AccessDenied").await;
}

#[tokio::test]
async fn only_a_ticket_for_the_storage_opens_it() {
    let server = cast::server().start().await.unwrap();
    let contacts = member(&server, ALICE, Service::Contacts).await;
    let storage = member(&server, ALICE, Service::Storage).await;
    for body in [contacts.says(sample!("GetProfile")), sample!("GetProfile").to_owned()] {
        let answer = ask(&server, &body).await;
        assert_eq!(answer.status(), "HTTP/1.1 500 Internal Server Error");
        assert!(answer.body.contains(">q0:BadContextToken</faultcode>"), "{}", answer.body);
    }
    let unknown = storage.says(sample!("GetProfile")).replace("GetProfile", "GetMagic");
    assert!(ask(&server, &unknown).await.body.contains("no longer supported"));
    assert!(ask(&server, "<a/>").await.body.contains("<soap:Fault>"));
}
