//! Whether somebody is online, for everybody who may know.

use anyhow::ensure;
use msnp::Dialect;
use nudge_core::{Actor, Handle, Secret};
use nudge_testkit::cast::{self, ALICE, SECRET};
use nudge_testkit::http::{exchange, request};
use nudge_testkit::{TestServer, browser};

/// What is answered, with the head.
async fn get(server: &TestServer, path: &str) -> (Option<u16>, Option<String>, Vec<u8>) {
    let host = server.web().to_string();
    let answer = exchange(server.web(), &request("GET", &host, path, &[], b"")).await.unwrap();
    let kind = answer.header("Content-Type").map(str::to_owned);
    (answer.status(), kind, answer.body)
}

async fn number(server: &TestServer) -> (String, nudge_core::AccountId) {
    let account = server.core().store().account_by_handle(&Handle::new(ALICE).unwrap()).await.unwrap();
    (account.guid.to_string().replace('-', ""), account.id)
}

#[tokio::test]
async fn presence_is_for_everybody_once_that_is_allowed() {
    let server = cast::server().start().await.unwrap();
    let (number, account) = number(&server).await;
    let realm = format!("/users/{number}@apps.messenger.live.com");
    let unknown = "/users/00000000000000000000000000000000@apps.messenger.live.com";
    for resource in ["presence", "presenceimage"] {
        let mine = get(&server, &format!("{realm}/{resource}")).await;
        assert_eq!(mine.0, Some(404), "not unless it is allowed");
        assert_eq!(mine, get(&server, &format!("{unknown}/{resource}")).await, "as if there was nobody");
    }
    server.core().store().set_shows_presence(account, true).await.unwrap();

    let (status, kind, body) = get(&server, &format!("{realm}/presence")).await;
    assert_eq!((status, kind.as_deref()), (Some(200), Some("application/json; charset=utf-8")));
    let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(json["status"], "Offline");
    assert_eq!(json["displayName"], "Alice");
    assert_eq!(json["id"], format!("{number}@apps.messenger.live.com"));
    let icon = format!("http://{}{realm}/presenceimage", server.web());
    assert_eq!(json["icon"], serde_json::json!({ "height": 16, "width": 16, "url": icon }));
    let offline = get(&server, &format!("{realm}/presenceimage")).await;
    assert_eq!((offline.0, offline.1.as_deref()), (Some(200), Some("image/gif")));
    assert!(offline.2.starts_with(b"GIF8"));

    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await.unwrap();
    alice.asks("CHG 5 PHN", "CHG 5 PHN").await.unwrap();
    let (_, kind, body) = get(&server, &format!("{realm}/presence/?mkt=es-mx&cb=my.call")).await;
    assert_eq!(kind.as_deref(), Some("text/javascript; charset=utf-8"));
    let script = String::from_utf8(body).unwrap();
    assert!(script.starts_with("/**/my.call({") && script.ends_with("});"), "{script}");
    assert!(script.contains(r#""status":"OnThePhone","statusText":"Al teléfono""#), "{script}");
    assert_ne!(get(&server, &format!("{realm}/presenceimage/")).await.2, offline.2, "another picture");
    assert_eq!(get(&server, &format!("{realm}/presence?cb=alert(1)")).await.0, Some(400));

    // Who is hidden is offline, and who is switched off is not there.
    alice.asks("CHG 6 HDN", "CHG 6 HDN").await.unwrap();
    assert_eq!(get(&server, &format!("{realm}/presenceimage")).await.2, offline.2);
    server.core().set_enabled(&Actor::Console, &Handle::new(ALICE).unwrap(), false).await.unwrap();
    assert_eq!(get(&server, &format!("{realm}/presence")).await.0, Some(404));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn it_is_allowed_on_a_page_that_says_how_to_use_it() {
    let server = cast::server().start().await.unwrap();
    let (handle, password) = (Handle::new(ALICE).unwrap(), Secret::new(SECRET.to_owned()));
    server.core().set_password(&Actor::Console, &handle, password).await.unwrap();
    let origin = format!("http://{}", server.web());
    let lived = browser::run(&origin, async |browser| {
        browser.goto("/profile/presence").await?;
        browser.fill("handle", ALICE).await?;
        browser.fill("password", SECRET).await?;
        browser.follow("main form button[type='submit']").await?;
        ensure!(browser.path().await? == "/profile/presence");
        ensure!(browser.evaluate("return document.querySelector('main img') === null").await? == true);
        browser.press("[name='shown']").await?;
        browser.follow("main form button[type='submit']").await?;
        ensure!(browser.text(".notice").await? == "Everybody may now see whether you are online.");
        browser.inspect("/profile/presence", "presence").await?;
        let loaded = "const i = document.querySelector('main img'); return i.complete && i.naturalWidth";
        ensure!(browser.evaluate(loaded).await? == 16, "the picture is there");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}
