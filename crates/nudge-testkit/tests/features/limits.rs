//! How many may come.

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use nudge_core::Rate;
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Heard, Member, Raw, TestServer};

/// Whether one more connection is let in.
async fn is_let_in(server: &TestServer) -> anyhow::Result<Option<Raw>> {
    let mut raw = Raw::connect(server.main()).await?;
    // The server may have closed before it reads.
    let _sent = raw.send("PNG").await;
    Ok(matches!(raw.hear().await?, Heard::Line(_)).then_some(raw))
}

/// Somebody leaves: after a moment, there is room again.
async fn until_let_in(server: &TestServer) -> anyhow::Result<Raw> {
    for _ in 0..100 {
        if let Some(raw) = is_let_in(server).await? {
            return Ok(raw);
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    anyhow::bail!("there is no room again")
}

#[tokio::test]
async fn so_many_connections_and_no_more() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.limits.connections = 3).start().await?;
    let mut alice = cast::signed_in(&server, ALICE, Dialect::Msnp7).await?;
    let second = cast::signed_in(&server, BOB, Dialect::Msnp7).await?;
    let _third = cast::signed_in(&server, "carol@example.com", Dialect::Msnp7).await?;
    for _ in 0..10 {
        ensure!(is_let_in(&server).await?.is_none(), "a fourth");
    }
    alice.is_alive().await?;
    drop(second);
    until_let_in(&server).await?;
    alice.is_alive().await
}

/// Those who have not signed in make room, the one that has been there longest first; those who have do not.
#[tokio::test]
async fn who_has_not_signed_in_makes_room() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.limits.connections = 4).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut silent = Raw::connect(server.main()).await?;
    let mut half_way = Raw::greeted(server.main(), Dialect::Msnp7).await?;
    half_way.is_alive().await?;
    let mut newest = until_let_in(&server).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    silent.expect_close().await?;
    half_way.is_alive().await?;
    // Into the conversation come two connections more; both are for as long as those who are in it want.
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    half_way.expect_close().await?;
    newest.expect_close().await?;
    ensure!(is_let_in(&server).await?.is_none(), "there is nobody left to make room");
    mine.send_payload("MSG 2 A", b"still here").await?;
    mine.expect("ACK 2").await?;
    theirs.expect("MSG alice@example.com Alice 10").await?;
    bob.is_alive().await
}

#[tokio::test]
async fn so_many_from_one_address() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.limits.connections_per_address = 2).start().await?;
    let first = until_let_in(&server).await?;
    let _second = until_let_in(&server).await?;
    ensure!(is_let_in(&server).await?.is_none(), "a third");
    drop(first);
    until_let_in(&server).await.map(drop)
}

#[tokio::test]
async fn lines_and_payloads_have_the_limits_of_the_configuration() -> anyhow::Result<()> {
    let server = cast::server().config(|config| (config.limits.line, config.limits.payload) = (100, 50));
    let server = server.start().await?;
    let mut raw = Raw::connect(server.main()).await?;
    raw.asks(&format!("VER 1 MSNP7 {}", "x".repeat(88)), "VER 1 MSNP7").await?;
    raw.is_closed_by(&format!("PNG{}", " ".repeat(98))).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    mine.send_payload("MSG 2 A", &[b'x'; 50]).await?;
    mine.expect("ACK 2").await?;
    theirs.expect("MSG alice@example.com Alice 50").await?;
    theirs.payload(50).await?;
    mine.is_closed_by("MSG 3 A 51").await?;
    theirs.expect("BYE alice@example.com").await
}

/// A stop says goodbye to everybody, and does not take long.
#[tokio::test]
async fn a_stop_says_goodbye() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp2).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    let mut silent = Raw::connect(server.main()).await?;
    let mut half_way = Raw::greeted(server.main(), Dialect::Msnp7).await?;
    let stopping = tokio::spawn(server.stop());
    for raw in [&mut alice, &mut bob, &mut mine, &mut theirs] {
        let mut last = String::new();
        while let Heard::Line(line) = raw.hear().await? {
            last = line;
        }
        ensure!(last == "OUT SSD", "{last}");
    }
    silent.expect_close().await?;
    half_way.expect_close().await?;
    drop((alice, bob, mine, theirs, silent, half_way));
    stopping.await?
}

/// A client that is faster than the pace is slowed down, not turned away, and nobody else waits for it.
#[tokio::test]
async fn commands_beyond_the_pace_are_handled_later_and_none_is_lost() -> anyhow::Result<()> {
    let pace = Rate { count: 10, within_millis: 1_000 };
    let server = cast::server().config(|config| config.limits.commands = pace).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    alice.settle().await?;
    let began = std::time::Instant::now();
    alice.send_bytes("PNG\r\n".repeat(25).as_bytes()).await?;
    bob.is_alive().await?;
    for _ in 0..25 {
        alice.expect("QNG").await?;
    }
    let took = began.elapsed();
    // 25 commands at ten a second, less what may come at once: a second at the least.
    ensure!(took >= std::time::Duration::from_secs(1), "they were handled in {took:?}");
    Ok(())
}

/// What all contacts are told of has a pace of its own, so that nobody can fill the queues of those who have them.
#[tokio::test]
async fn announcements_beyond_the_pace_are_made_later_and_none_is_lost() -> anyhow::Result<()> {
    let pace = Rate { count: 10, within_millis: 1_000 };
    let server = cast::server().config(|config| config.limits.announcements = pace).start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp11).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp11).await?;
    alice.settle().await?;
    bob.settle().await?;
    let began = std::time::Instant::now();
    for number in 0..25 {
        match number % 4 {
            0 => alice.send("CHG 7 BSY 0").await?,
            2 => alice.send("CHG 7 NLN 0").await?,
            _ => {
                let message = format!("<Data><PSM>{number}</PSM><CurrentMedia></CurrentMedia></Data>");
                alice.send_payload("UUX 7", message.as_bytes()).await?;
            }
        }
    }
    for number in 0..25 {
        let answer = ["CHG 7 BSY 0", "UUX 7 0", "CHG 7 NLN 0", "UUX 7 0"];
        alice.expect(answer.get(number % 4).context("one of four")?).await?;
    }
    let took = began.elapsed();
    ensure!(took >= std::time::Duration::from_secs(1), "they were made in {took:?}");
    let heard = bob.settle().await?;
    let heard: Vec<&str> = heard.iter().filter_map(|line| line.split(' ').next()).collect();
    let expected = ["NLN", "UBX", "NLN", "UBX"].repeat(7);
    ensure!(Some(heard.as_slice()) == expected.get(..25), "{heard:?}");
    Ok(())
}

/// Whoever has the caller as a contact can be called as often as one likes; others not.
#[tokio::test]
async fn strangers_are_called_only_so_often() -> anyhow::Result<()> {
    let names = ["s1@example.com", "s2@example.com", "s3@example.com"];
    let strangers = names.map(|name| Member::new(name, SECRET));
    let friend = Member::new("friend@example.com", SECRET).friend(ALICE);
    let server = cast::server().members(strangers).member(friend);
    let server = server.policy(|policy| policy.strangers = Rate { count: 2, within_millis: 3_600_000 });
    let server = server.start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut room = cast::conversation(&server, &mut alice, ALICE).await?;
    let mut others = Vec::new();
    for name in names.into_iter().chain(["friend@example.com"]) {
        others.push(cast::online(&server, name, Dialect::Msnp7).await?);
    }
    for (trid, name) in names.into_iter().enumerate() {
        room.send(&format!("CAL {trid} {name}")).await?;
        let answer = room.line().await?;
        let expected = if trid < 2 { format!("CAL {trid} RINGING ") } else { format!("713 {trid}") };
        ensure!(answer.starts_with(&expected), "{name}: {answer}");
    }
    room.send("CAL 9 friend@example.com").await?;
    ensure!(room.line().await?.starts_with("CAL 9 RINGING "), "a friend is no stranger");
    Ok(())
}
