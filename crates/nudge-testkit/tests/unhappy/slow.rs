//! Clients that do not take what they are sent.

use std::time::Duration;

use anyhow::ensure;
use msnp::Dialect;
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Member, Raw, TestServer};

/// The listener stops reading: the speaker is held back, the listener is cut, and the speaker goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_listener_is_cut() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.limits.slow_reader = Duration::from_millis(300));
    let server = server.start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, _unread) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    let gone = format!("BYE {BOB}");
    for count in 0.. {
        // All buffers together: of the speaker's system, the server's, and the listener's.
        ensure!(count < 2000, "too much is buffered");
        mine.send_payload(&format!("MSG {count} D"), &[b'x'; 1600]).await?;
        let line = mine.line().await?;
        if line == gone {
            break;
        }
        ensure!(line == format!("ACK {count}"), "{line}");
    }
    // Whatever was on its way then reached nobody.
    mine.send_payload("MSG 99999 N", b"hello?").await?;
    while mine.line().await? != "NAK 99999" {}
    alice.is_alive().await
}

/// The same on the notification server: notices that are not taken end the session, and contacts see it go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_outbox_ends_the_session() -> anyhow::Result<()> {
    let server = cast::server().config(|config| {
        config.limits.outbox = 64 * 1024;
        config.limits.slow_reader = Duration::from_mins(1);
    });
    let server = server.start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let _unread = cast::online(&server, BOB, Dialect::Msnp7).await?;
    alice.expect("NLN NLN bob@example.com Bob").await?;
    alice.send(&format!("REA 2 {ALICE} {}", "%20".repeat(129))).await?;
    ensure!(alice.line().await?.starts_with("REA 2 "), "renamed");
    let mut changes = 0;
    loop {
        ensure!(changes < 200_000, "the server buffers without end");
        alice.send_bytes("CHG 3 BSY\r\nCHG 3 AWY\r\n".repeat(100).as_bytes()).await?;
        changes += 200;
        let mut gone = false;
        for line in alice.settle().await? {
            gone |= line == format!("FLN {BOB}");
        }
        if gone {
            return alice.is_alive().await;
        }
    }
}

/// A client that asks and asks and takes no answer is not listened to any more, and then cut.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_and_does_not_listen_is_cut() -> anyhow::Result<()> {
    let crowd = (0..300).map(|number| format!("member{number}@example.com"));
    let asker = Member::new("asker@example.com", SECRET).friend(BOB);
    let asker = crowd.clone().fold(asker, |asker, contact| asker.friend(&contact));
    let server = TestServer::builder()
        .members([asker, Member::new(BOB, SECRET).friend("asker@example.com")])
        .members(crowd.map(|handle| Member::new(&handle, SECRET)))
        .config(|config| config.limits.slow_reader = Duration::from_millis(300));
    let server = server.start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let mut asker = Raw::signed_in(&server, "asker@example.com", SECRET, Dialect::Msnp7).await?;
    asker.asks("CHG 2 NLN", "CHG 2 NLN").await?;
    bob.expect("NLN NLN asker@example.com asker").await?;
    // All of this fits into one read of the server, and the answers to it are a few hundred megabytes.
    asker.send_bytes("SYN 3 0\r\n".repeat(6000).as_bytes()).await?;
    bob.expect("FLN asker@example.com").await?;
    bob.is_alive().await
}

/// Who takes the answers in the end gets all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_a_lot_is_answered() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let questions: Vec<String> = (0..5000).map(|trid| format!("URL {trid} INBOX\r\n")).collect();
    alice.send_bytes(questions.concat().as_bytes()).await?;
    alice.send_bytes(b"PNG\r\nQRY 6000 msmsgs@msnmsgr.com 32\r\n0123456789abcdef").await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    alice.send_bytes(b"0123456789abcdef").await?;
    for trid in 0..5000 {
        let line = alice.line().await?;
        ensure!(line.starts_with(&format!("URL {trid} ")), "{trid}: {line}");
    }
    alice.expect("QNG").await?;
    alice.expect("QRY 6000").await
}

/// Clients that say a byte now and then are no trouble to anybody, and are not waited for longer than others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_says_a_byte_now_and_then_is_not_waited_for() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.limits.greeting = Duration::from_millis(600));
    let server = server.start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let mut slow = Raw::connect(server.main()).await?;
    let mut said = 0;
    for byte in b"VER 1 MSNP7 MSNP6 MSNP5 MSNP4 CVR0" {
        bob.is_alive().await?;
        if slow.send_bytes(&[*byte]).await.is_err() {
            break;
        }
        said += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    ensure!((4..20).contains(&said), "{said} bytes");
    slow.expect_close().await
}
