//! Taking everything away in one file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use nudge_core::address_book::{NoteKey, NoteName, NoteText};
use nudge_core::member::Origin;
use nudge_core::{
    Account, Actor, ConversationId, Edit, GroupName, Guid, Handle, HistoryRecord, List, Outsider,
    RosterLimits, Secret,
};
use nudge_testkit::TestServer;
use nudge_testkit::http::{exchange, get, request};
use serde_json::Value;

use crate::forms::FORM;
use crate::steps::{self, BOB, PASSWORD, member, token};

/// The cookie of a browser in which somebody is signed in.
pub(crate) async fn session(server: &TestServer, account: &Account) -> String {
    let from = Origin::new([127, 0, 0, 1].into(), "A browser");
    let password = Secret::new(PASSWORD.to_owned());
    let core = server.core();
    let who = core.verify_real_password(&account.handle, from.address, &password).await.unwrap();
    let secret = core.open_place(&who, from).await.unwrap();
    format!("nudge-session={}", secret.expose())
}

/// The token of the forms on a page.
pub(crate) async fn form_token(server: &TestServer, path: &str, cookie: &str) -> String {
    let page = get(server.web(), "im.example.net", path, &[("Cookie", cookie)]).await.unwrap().text();
    page.split("name=\"csrf\" value=\"").nth(1).expect("a token").split('"').next().unwrap().to_owned()
}

/// The files of the archive that the owner downloads.
async fn downloaded(server: &TestServer, account: &Account) -> BTreeMap<String, String> {
    let cookie = session(server, account).await;
    let body = format!("csrf={}", form_token(server, "/security/download", &cookie).await);
    let headers = [FORM, ("Cookie", cookie.as_str())];
    let asked = request("POST", "im.example.net", "/security/download", &headers, body.as_bytes());
    // As it was before there were chunks: the file ends with the connection.
    let asked = String::from_utf8(asked).unwrap().replacen("HTTP/1.1", "HTTP/1.0", 1);
    let answer = exchange(server.web(), asked.as_bytes()).await.unwrap();
    assert_eq!(answer.status(), Some(200), "{}", answer.head);
    assert_eq!(answer.header("Content-Type"), Some("application/zip"));
    assert_eq!(answer.header("Content-Disposition"), Some("attachment; filename=\"nudge-account.zip\""));
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        files.insert(file.name().unwrap().into_owned(), text);
    }
    files
}

fn record(owner: &Account, text: &str) -> HistoryRecord {
    HistoryRecord {
        owner: owner.id,
        conversation: ConversationId(7),
        sender: Handle::new("carol@example.com").unwrap(),
        recipients: vec![owner.handle.clone()],
        body: format!("MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n{text}").into(),
        at: nudge_core::Timestamp::from_millis(1_066_818_840_000),
    }
}

#[tokio::test]
async fn the_file_has_all_that_is_the_owners_and_no_secret() {
    let (server, _) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob <3").await;
    let carol = member(&server, "carol@example.com", "Carol").await;
    let secret = token(&server, &bob).await;
    let (core, store) = (server.core(), server.core().store());
    let limits = RosterLimits::default();
    let name = GroupName::new("Friends").unwrap();
    store.edit(bob.id, Edit::AddGroup { name, guid: Guid::draw(core.entropy()) }, limits).await.unwrap();
    let group = Some(GroupName::new("Friends").unwrap().into());
    let contact = carol.handle.clone().into();
    let add = Edit::Add { list: List::Forward, contact, stored_name: None, group };
    store.edit(bob.id, add, limits).await.unwrap();
    let notes = vec![(NoteName::annotation("AB.NickName").unwrap(), Some(NoteText::new("Caro").unwrap()))];
    let about = NoteKey::Contact(carol.handle.clone().into());
    core.edit_book(bob.id, Edit::Annotate { about, notes }).await.unwrap();
    let uncle = Outsider::mail(&Handle::new("uncle@example.org").unwrap()).unwrap();
    let keep = Edit::Keep { contact: uncle.into(), guid: Guid::draw(core.entropy()), stored_name: None };
    core.edit_book(bob.id, keep).await.unwrap();
    core.report(&bob, carol.handle.clone(), "She is too nice.").await.unwrap();
    core.report(&carol, bob.handle.clone(), "He reports people.").await.unwrap();
    let png = axum::body::Bytes::from_static(b"\x89PNG\r\n\x1a\n and so on");
    core.set_display_picture(bob.id, Some(png)).await.unwrap();
    // More than one page, and one that is not his.
    let mut kept: Vec<_> = (0..450).map(|number| record(&bob, &format!("number {number}"))).collect();
    kept.push(record(&carol, "between Carol and me"));
    store.append_history(kept).await.unwrap();

    let files = downloaded(&server, &bob).await;
    let read = |name: &str| serde_json::from_str::<Value>(&files[name]).unwrap();
    let account = read("account.json");
    assert_eq!((account["address"].as_str(), account["name"].as_str()), (Some(BOB), Some("Bob <3")));
    let contacts = read("contacts.json");
    assert_eq!(contacts[0]["address"], "carol@example.com");
    assert_eq!(contacts[0]["groups"], serde_json::json!(["Friends"]));
    assert_eq!(contacts[0]["lists"], serde_json::json!(["contacts"]));
    assert_eq!(contacts[0]["notes"], serde_json::json!({ "annotation:AB.NickName": "Caro" }));
    let kept = (&contacts[1]["address"], &contacts[1]["lists"], &contacts[1]["in_address_book"]);
    assert_eq!(kept, (&"uncle@example.org".into(), &serde_json::json!([]), &true.into()));
    assert_eq!(read("groups.json")[0]["name"], "Friends");
    assert_eq!(read("tokens.json")[0]["name"], "machine 0");
    assert_eq!(read("places.json")[0]["browser"], "A browser");
    let reports = read("reports.json");
    assert_eq!((reports.as_array().unwrap().len(), &reports[0]["text"]), (1, &"She is too nice.".into()));
    let messages: Vec<Value> =
        files["messages.jsonl"].lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(messages.len(), 450, "each once");
    assert_eq!((&messages[0]["text"], &messages[449]["text"]), (&"number 449".into(), &"number 0".into()));
    assert_eq!(messages[0]["at"], "2003-10-22T10:34:00Z");
    assert!(files["display-picture.png"].ends_with("and so on"));
    for name in files.keys() {
        assert!(files["README.txt"].contains(name) || name == "README.txt", "{name} is explained");
    }
    let all: String = files.into_values().collect();
    for secret in [secret.as_str(), PASSWORD, "argon2", "between Carol"] {
        assert!(!all.contains(secret), "{secret}");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn nobody_downloads_by_following_a_link() {
    let (server, _) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    server.core().set_keeps_history(&Actor::Owner, &bob.handle, true).await.unwrap();
    let cookie = session(&server, &bob).await;
    let headers = [FORM, ("Cookie", cookie.as_str())];
    let asked = request("POST", "im.example.net", "/security/download", &headers, b"csrf=guessed");
    let answer = exchange(server.web(), &asked).await.unwrap();
    assert_eq!(answer.status(), Some(403), "{}", answer.head);
    let page = get(server.web(), "im.example.net", "/security/download", &[]).await.unwrap();
    assert_eq!(page.header("Location"), Some("/sign-in?next=%2Fsecurity%2Fdownload"));
    server.stop().await.unwrap();
}
