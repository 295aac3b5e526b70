//! Messages that wait for their reader.

use anyhow::ensure;
use nudge_core::{Account, Guid, Handle};
use nudge_testkit::http::get;
use nudge_testkit::{TestServer, browser};

use crate::download::{downloaded, session};
use crate::steps::{self, BOB, member, sign_in};

/// Alice and Carol have left something for Bob.
async fn start() -> (TestServer, String, Account) {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    let alice = member(&server, "alice@example.com", "Alice").await;
    let carol = member(&server, "carol@example.com", "carol@example.com").await;
    for (number, (from, text)) in
        [(&alice, "<b>Hello</b>\r\nBob & co"), (&carol, "Call me"), (&alice, "Never mind")]
            .into_iter()
            .enumerate()
    {
        let body = format!("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{text}");
        let number = u32::try_from(number).unwrap();
        let run = Some(Guid::version_4(1));
        server.core().leave_message(from.id, &bob.handle, body.into(), run, number).await.unwrap();
    }
    (server, origin, bob)
}

#[tokio::test]
async fn what_waits_is_read_and_deleted() {
    let (server, origin, bob) = start().await;
    let count = async || server.core().waiting_messages(bob.id).await.map(|waiting| waiting.len());
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/waiting", "waiting").await?;
        browser.goto("/waiting").await?;
        ensure!(browser.text(".message-text").await? == "<b>Hello</b>\nBob & co", "as it was written");
        ensure!(browser.text(".message-head").await?.starts_with("Alice alice@example.com"));
        browser.follow(".messages form button").await?;
        ensure!(browser.text(".notice").await? == "The message is deleted. Messenger will not show it.");
        ensure!(browser.text(".message-head").await?.starts_with("carol@example.com"));
        ensure!(count().await? == 2);
        browser.inspect("/waiting/delete-all", "waiting-delete-all").await?;
        browser.goto("/waiting/delete-all").await?;
        browser.follow(".confirm button").await?;
        ensure!(browser.text(".notice").await? == "Nothing waits for you any more.");
        ensure!(count().await? == 0);
        browser.inspect("/waiting", "waiting-empty").await?;
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn everybody_has_their_own_and_takes_it_away() {
    let (server, _, bob) = start().await;
    let alice =
        server.core().store().account_by_handle(&Handle::new("alice@example.com").unwrap()).await.unwrap();
    let page = async |account: &Account| {
        let cookie = session(&server, account).await;
        get(server.web(), "im.example.net", "/waiting", &[("Cookie", &cookie)]).await.unwrap().text()
    };
    assert!(page(&bob).await.contains("Call me"));
    let alices = page(&alice).await;
    assert!(alices.contains("Nothing waits for you") && !alices.contains("Call me"), "{alices}");
    let files = downloaded(&server, &bob).await;
    let waiting: serde_json::Value = serde_json::from_str(&files["waiting-messages.json"]).unwrap();
    assert_eq!(waiting[0]["from"], "alice@example.com");
    assert_eq!(waiting[0]["text"], "<b>Hello</b>\r\nBob & co");
    assert_eq!(waiting.as_array().unwrap().len(), 3);
    server.stop().await.unwrap();
}
