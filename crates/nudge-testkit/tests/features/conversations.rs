//! Conversations that go quiet, and messages that are kept.

use std::time::Duration;

use anyhow::ensure;
use msnp::Dialect;
use nudge_core::{Handle, HistoryEntry};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Builder, Member, Raw, TestServer};

#[tokio::test]
async fn a_quiet_conversation_is_closed_with_bye_1() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp3).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    server.advance(Duration::from_secs(290));
    tokio::time::sleep(Duration::from_millis(60)).await;
    // Whatever is said counts, also a notice that nobody types.
    mine.send_payload("MSG 2 U", b"typing").await?;
    theirs.expect("MSG alice@example.com Alice 6").await?;
    theirs.payload(6).await?;
    server.advance(Duration::from_secs(290));
    tokio::time::sleep(Duration::from_millis(60)).await;
    mine.send_payload("MSG 3 A", b"hello").await?;
    mine.expect("ACK 3").await?;
    theirs.expect("MSG alice@example.com Alice 5").await?;
    theirs.payload(5).await?;
    server.advance(Duration::from_secs(301));
    mine.expect(&format!("BYE {BOB} 1")).await?;
    mine.expect_close().await?;
    theirs.expect(&format!("BYE {ALICE} 1")).await?;
    theirs.expect_close().await?;
    ensure!(server.core().conversations() == 0, "a conversation is left");
    // The sessions are not concerned.
    alice.settle().await?;
    alice.is_alive().await
}

#[tokio::test]
async fn somebody_alone_is_not_waited_for_for_ever() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
    server.advance(Duration::from_secs(301));
    talk.expect_close().await
}

fn keeping() -> Builder {
    cast::server()
        .member(Member::new("private@example.com", SECRET).without_history())
        .policy(|policy| policy.history = true)
}

async fn kept(server: &TestServer, who: &str) -> anyhow::Result<Vec<HistoryEntry>> {
    server.core().flush().await;
    let id = server.core().store().account_by_handle(&Handle::new(who)?).await?.id;
    Ok(server.core().store().history(id, None, 100).await?)
}

async fn say(speaker: &mut Raw, listener: &mut Raw, payload: &[u8]) -> anyhow::Result<()> {
    speaker.send_payload("MSG 5 A", payload).await?;
    speaker.expect("ACK 5").await?;
    listener.line().await?;
    ensure!(listener.payload(payload.len()).await? == payload, "another message");
    Ok(())
}

const CHAT: &[u8] = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nGrüße".as_bytes();
const TYPING: &[u8] =
    b"MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: a@b.c\r\n\r\n\r\n";

#[tokio::test]
async fn chat_is_kept_for_those_who_want_it() -> anyhow::Result<()> {
    let server = keeping().start().await?;
    let private = "private@example.com";
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut other = cast::online(&server, private, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut other, private)).await?;
    say(&mut mine, &mut theirs, CHAT).await?;
    say(&mut mine, &mut theirs, TYPING).await?;
    say(&mut theirs, &mut mine, CHAT).await?;
    let entries = kept(&server, ALICE).await?;
    let heard: Vec<_> =
        entries.iter().map(|entry| (entry.record.sender.as_str(), &entry.record.body[..])).collect();
    ensure!(heard == [(private, CHAT), (ALICE, CHAT)], "{heard:?}");
    ensure!(
        entries.iter().all(|entry| entry.record.conversation == entries[0].record.conversation),
        "{entries:?}"
    );
    ensure!(kept(&server, private).await?.is_empty(), "kept for who does not want it");
    ensure!(kept(&server, CAROL).await?.is_empty(), "kept for who was not there");

    // What one erases, one has no more.
    let store = server.core().store();
    let id = store.account_by_handle(&Handle::new(ALICE)?).await?.id;
    ensure!(store.erase_history(id, None).await? == 2, "erased");
    ensure!(kept(&server, ALICE).await?.is_empty(), "not erased");
    server.stop().await
}

#[tokio::test]
async fn each_who_was_there_has_a_copy() -> anyhow::Result<()> {
    let server = keeping().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp2).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    say(&mut mine, &mut theirs, CHAT).await?;
    for who in [ALICE, BOB] {
        let entries = kept(&server, who).await?;
        ensure!(entries.len() == 1, "{who}: {entries:?}");
        ensure!(entries[0].record.recipients == [Handle::new(BOB)?], "{entries:?}");
    }
    let id = server.core().store().account_by_handle(&Handle::new(ALICE)?).await?.id;
    server.core().store().erase_history(id, None).await?;
    ensure!(kept(&server, BOB).await?.len() == 1, "the other's copy is gone too");
    Ok(())
}

#[tokio::test]
async fn nothing_is_kept_unless_the_operator_says_so() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    say(&mut mine, &mut theirs, CHAT).await?;
    ensure!(kept(&server, ALICE).await?.is_empty() && kept(&server, BOB).await?.is_empty(), "kept");
    Ok(())
}
