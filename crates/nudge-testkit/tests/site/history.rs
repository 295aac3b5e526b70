//! Kept messages.

use anyhow::ensure;
use nudge_core::{Account, ConversationId, Handle, HistoryRecord, Timestamp};
use nudge_testkit::http::get;
use nudge_testkit::{TestServer, browser};

use crate::download::session;
use crate::steps::{self, BOB, member, send_form, sign_in};

/// A quarter past ten on the 22nd of October 2003.
const BEGAN: i64 = 1_066_817_700_000;
const DAY: i64 = 86_400_000;

fn said(owner: &Account, from: &str, to: &str, at: i64, text: &str) -> HistoryRecord {
    HistoryRecord {
        owner: owner.id,
        conversation: ConversationId(1),
        sender: Handle::new(from).unwrap(),
        recipients: vec![Handle::new(to).unwrap()],
        body: format!("MIME-Version: 1.0\r\nContent-Type: text/plain\r\nX-Secret: of the head\r\n\r\n{text}")
            .into(),
        at: Timestamp::from_millis(at),
    }
}

/// Bob, to whom Alice has written thirty times and Carol once, on the next day.
async fn start(kept: bool) -> (TestServer, String, Account) {
    let (server, origin) = steps::start(|policy| policy.history = kept).await;
    let bob = member(&server, BOB, "Bob").await;
    let other = member(&server, "other@example.com", "Other").await;
    let alice = "alice@example.com";
    let mut records: Vec<_> =
        (0..30).map(|n| said(&bob, alice, BOB, BEGAN + n, &format!("line {n}."))).collect();
    records.push(said(&bob, BOB, "carol@example.com", BEGAN + DAY, "<b>Hello</b>\r\nCarol & co"));
    records.push(said(&other, "other@example.com", BOB, BEGAN + DAY, "of somebody else"));
    server.core().store().append_history(records).await.unwrap();
    (server, origin, bob)
}

#[tokio::test]
async fn messages_are_read_searched_and_erased() {
    let (server, origin, bob) = start(true).await;
    let kept = async || server.core().store().history(bob.id, None, 100).await.map(|kept| kept.len());
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/history", "history").await?;
        browser.goto("/history").await?;
        ensure!(browser.text(".message-text").await? == "<b>Hello</b>\nCarol & co", "as it was written");
        ensure!(browser.text(".message-head").await?.starts_with("You to carol@example.com"));
        ensure!(!browser.text("main").await?.contains("somebody else"));
        browser.follow("a[rel='next']").await?;
        ensure!(
            browser.text("main").await?.contains("line 0.")
                && !browser.text("main").await?.contains("line 9.")
        );

        for (field, typed, first) in
            [("text", "LINE 7.", "line 7."), ("with", "carol@example.com", "<b>Hello</b>\nCarol & co")]
        {
            browser.goto("/history").await?;
            send_form(browser, ".search", &[(field, typed)]).await?;
            ensure!(browser.text(".message-text").await? == first, "{field}");
            ensure!(browser.evaluate("return document.querySelectorAll('.messages li').length").await? == 1);
        }
        browser.goto("/history?until=2003-10-22").await?;
        ensure!(browser.text(".message-text").await? == "line 29.");
        browser.goto("/history?from=2003-10-23&until=2003-10-23").await?;
        ensure!(browser.text("main").await?.contains("Carol & co"));
        browser.goto("/history?text=of+the+head").await?;
        ensure!(browser.text("main").await?.contains("Nothing was found."), "heads are not searched");
        browser.inspect_here("history-nothing").await?;

        browser.goto("/history?text=line+3.").await?;
        browser.follow(".messages form button").await?;
        ensure!(browser.text(".notice").await? == "The message is erased.");
        ensure!(browser.text("main").await?.contains("Nothing was found."), "the reader is where they were");
        ensure!(kept().await? == 30);
        browser.inspect("/history/erase-all", "history-erase-all").await?;
        browser.goto("/history/erase-all").await?;
        browser.follow(".confirm button").await?;
        ensure!(kept().await? == 0);
        browser.inspect("/history", "history-empty").await?;
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn whoever_wants_nothing_kept_says_so_once() {
    let (server, origin, bob) = start(true).await;
    let keeps = async || server.core().store().account(bob.id).await.map(|account| account.keeps_history);
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.goto("/history").await?;
        browser.follow("button[value='off']").await?;
        ensure!(browser.text(".notice").await?.starts_with("Your messages are not kept any more."));
        ensure!(!keeps().await?);
        browser.goto("/history").await?;
        ensure!(browser.text(".notice").await? == "Your messages are not kept at the moment.");
        browser.follow("button[value='on']").await?;
        ensure!(keeps().await?);
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn where_nothing_is_kept_the_page_says_so_and_shows_what_is_left() {
    let (server, _, bob) = start(false).await;
    let cookie = session(&server, &bob).await;
    let page = get(server.web(), "im.example.net", "/history", &[("Cookie", &cookie)]).await.unwrap();
    assert!(page.text().contains("This server keeps no messages."), "{}", page.text());
    assert!(page.text().contains("line 29.") && !page.text().contains("name=\"keep\""));
    assert!(!page.text().contains("<li><a href=\"/history\""), "there is no tab");
    for (query, status) in [
        ("?from=yesterday", 422),
        ("?with=nobody", 422),
        ("?before=x", 400),
        ("?before=-9223372036854775808", 200),
        ("?text=%00%ff%27", 200),
        ("?until=9999-12-31", 200),
    ] {
        let path = format!("/history{query}");
        let page = get(server.web(), "im.example.net", &path, &[("Cookie", &cookie)]).await.unwrap();
        assert_eq!(page.status(), Some(status), "{query}");
    }
    server.stop().await.unwrap();
}
