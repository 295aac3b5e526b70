//! Silence, and how long it may last.

use std::time::{Duration, Instant};

use anyhow::ensure;
use msnp::Dialect;
use nudge_testkit::Raw;
use nudge_testkit::cast::{self, ALICE, BOB};

const SHORT: Duration = Duration::from_millis(300);

/// Longer than a busy machine makes of a short time, and shorter than what the limits are unless a test sets them.
const SOON: Duration = Duration::from_secs(8);

/// A thousand connections that never speak are closed in time, and are in nobody's way meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_never_speak_are_closed() -> anyhow::Result<()> {
    let patience = Duration::from_secs(2);
    let server = cast::server().config(|config| config.limits.greeting = patience).start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let began = Instant::now();
    let mut silent = Vec::new();
    for _ in 0..1000 {
        silent.push(Raw::connect(server.main()).await?);
    }
    while began.elapsed() < patience / 2 {
        let asked = Instant::now();
        bob.is_alive().await?;
        ensure!(asked.elapsed() < patience, "an answer took {:?}", asked.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for mut raw in silent {
        raw.expect_close().await?;
    }
    ensure!(began.elapsed() >= patience, "closed after {:?}", began.elapsed());
    bob.is_alive().await
}

#[tokio::test]
async fn a_greeting_that_leads_nowhere_is_closed() -> anyhow::Result<()> {
    let server = cast::server().separate_ports();
    let server = server.config(|config| {
        config.limits.greeting = SHORT;
        config.limits.sign_in = 2 * SHORT;
    });
    let server = server.start().await?;
    for port in [server.main(), server.dispatch(), server.notification(), server.switchboard()] {
        let began = Instant::now();
        let mut raw = Raw::connect(port).await?;
        raw.send_bytes(b"VE").await?;
        raw.expect_close().await?;
        ensure!((SHORT..SOON).contains(&began.elapsed()), "{port}: {:?}", began.elapsed());
    }
    let mut raw = Raw::greeted(server.notification(), Dialect::Msnp7).await?;
    let began = Instant::now();
    // A ping is no progress.
    tokio::time::sleep(SHORT).await;
    raw.is_alive().await?;
    raw.expect_close().await?;
    ensure!(began.elapsed() < SOON, "{:?}", began.elapsed());
    Ok(())
}

/// Clients of these dialects may be silent for hours: nothing that a sign-in is given a time for counts afterwards.
#[tokio::test]
async fn a_silent_session_stays() -> anyhow::Result<()> {
    let server = cast::server().config(|config| {
        config.limits.greeting = SHORT;
        config.limits.sign_in = SHORT;
        config.limits.slow_reader = SHORT;
        config.challenges.interval = SHORT;
        config.challenges.timeout = SHORT;
    });
    let server = server.policy(|policy| policy.room_idle_millis = 0).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp2).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    tokio::time::sleep(4 * SHORT).await;
    server.advance(Duration::from_hours(12));
    tokio::time::sleep(Duration::from_millis(100)).await;
    alice.is_alive().await?;
    bob.is_alive().await?;
    mine.send_payload("MSG 2 A", b"still here").await?;
    mine.expect("ACK 2").await?;
    theirs.expect("MSG alice@example.com Alice 10").await
}

#[tokio::test]
async fn a_silent_session_is_closed_where_the_operator_wants_that() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.limits.notification_idle = SHORT).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    for _ in 0..6 {
        tokio::time::sleep(SHORT / 2).await;
        alice.is_alive().await?;
    }
    let began = Instant::now();
    alice.expect_close().await?;
    ensure!((SHORT / 2..SOON).contains(&began.elapsed()), "{:?}", began.elapsed());
    Ok(())
}
