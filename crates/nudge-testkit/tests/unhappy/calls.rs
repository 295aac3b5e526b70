//! Switchboards that cannot be had, calls that do not come through, and messages that nobody hears.

use std::time::Duration;

use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, SECRET};
use nudge_testkit::{Member, Raw, wording};

#[tokio::test]
async fn no_switchboard_while_offline_or_hidden_is_913() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.asks("XFR 2 SB", "913 2").await?;
        let (hidden, shown) = (wording::chg(3, "HDN", dialect), wording::chg(5, "NLN", dialect));
        raw.asks(&hidden, &hidden).await?;
        raw.settle().await?;
        if dialect.has(Cap::ConversationsWhileHidden) {
            cast::opening(&mut raw).await?;
        } else {
            raw.asks("XFR 4 SB", "913 4").await?;
        }
        raw.asks(&shown, &shown).await?;
        if dialect.has(Cap::MessagingSwitch) {
            raw.asks("IMS 6 OFF", "IMS 6 0 OFF").await?;
            raw.asks("XFR 7 SB", "913 7").await?;
            raw.asks("IMS 8 ON", "IMS 8 0 ON").await?;
        }
        cast::opening(&mut raw).await?;
    }
    Ok(())
}

#[tokio::test]
async fn another_server_than_a_switchboard_is_201() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut raw = cast::online(&server, ALICE, dialect).await?;
        for kind in ["NS", "DS", "sb", "X"] {
            raw.asks(&format!("XFR 2 {kind}"), "201 2").await?;
        }
        raw.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn too_many_requests_for_switchboards_are_800() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.openings.count = 2).start().await?;
    let mut raw = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    cast::opening(&mut raw).await?;
    cast::opening(&mut raw).await?;
    raw.asks("XFR 3 SB", "800 3").await?;
    server.advance(Duration::from_mins(1));
    cast::opening(&mut raw).await.map(drop)
}

#[tokio::test]
async fn too_many_conversations_are_714() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.rooms_per_principal = 1).start().await?;
    let mut raw = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut talk = cast::conversation(&server, &mut raw, ALICE).await?;
    raw.asks("XFR 3 SB", "714 3").await?;
    talk.is_closed_by("OUT").await?;
    cast::opening(&mut raw).await.map(drop)
}

#[tokio::test]
async fn no_address_is_208() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut raw = cast::online(&server, ALICE, dialect).await?;
        let mut talk = cast::conversation(&server, &mut raw, ALICE).await?;
        for handle in ["@@a", "hello", "@example.com", "bob@", "tel:+15551111222"] {
            talk.asks(&format!("CAL 2 {handle}"), "208 2").await?;
        }
    }
    Ok(())
}

/// An absent callee, a hidden one, one who blocks and one who does not exist are all the same to a caller.
#[tokio::test]
async fn who_cannot_be_called_is_217() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.calls.count = 0);
    let server =
        server.member(Member::new("eve@example.com", SECRET).privacy(nudge_core::Privacy::BlockByDefault));
    let server = server.start().await?;
    for dialect in cast::having(Cap::SyncedLists) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
        talk.asks("CAL 2 bob@example.com", "217 2").await?;
        talk.asks("CAL 3 nobody@example.com", "217 3").await?;

        let mut bob = cast::signed_in(&server, BOB, dialect).await?;
        talk.asks("CAL 4 bob@example.com", "217 4").await?;
        bob.send(&wording::chg(2, "HDN", dialect)).await?;
        bob.settle().await?;
        talk.asks("CAL 5 bob@example.com", "217 5").await?;
        bob.send(&wording::chg(3, "NLN", dialect)).await?;
        bob.send("REM 4 AL alice@example.com").await?;
        bob.send(&wording::add(5, "BL", ALICE, "x", dialect)).await?;
        bob.settle().await?;
        talk.asks("CAL 6 bob@example.com", "217 6").await?;
        bob.send("REM 8 BL alice@example.com").await?;
        bob.settle().await?;
        if dialect.has(Cap::MessagingSwitch) {
            bob.asks("IMS 9 OFF", "IMS 9 0 OFF").await?;
            talk.asks("CAL 7 bob@example.com", "217 7").await?;
            bob.asks("IMS 10 ON", "IMS 10 0 ON").await?;
        }
        cast::ring(&mut talk, &mut bob, BOB).await?;
        bob.send(&wording::add(11, "AL", ALICE, "x", dialect)).await?;

        let mut eve = Raw::signed_in(&server, "eve@example.com", SECRET, dialect).await?;
        eve.send(&wording::chg(2, "NLN", dialect)).await?;
        eve.settle().await?;
        talk.asks("CAL 9 eve@example.com", "217 9").await?;
        eve.send(&wording::add(3, "AL", ALICE, "x", dialect)).await?;
        eve.settle().await?;
        cast::ring(&mut talk, &mut eve, "eve@example.com").await?;
        eve.send("REM 4 AL alice@example.com").await?;
        eve.settle().await?;
    }
    Ok(())
}

#[tokio::test]
async fn who_is_in_or_is_called_already_is_215() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
    talk.asks("CAL 2 alice@example.com", "215 2").await?;
    talk.asks("CAL 2 ALICE@Example.com", "215 2").await?;
    let ticket = cast::ring(&mut talk, &mut bob, BOB).await?;
    talk.asks("CAL 3 bob@example.com", "215 3").await?;
    let mut theirs = cast::answer(&server, BOB, &ticket).await?;
    talk.expect("JOI bob@example.com Bob").await?;
    talk.asks("CAL 4 bob@example.com", "215 4").await?;
    theirs.is_closed_by("OUT").await?;
    talk.expect("BYE bob@example.com").await?;
    // A call that is not answered is over when its ticket is.
    cast::ring(&mut talk, &mut bob, BOB).await?;
    talk.asks("CAL 5 bob@example.com", "215 5").await?;
    server.advance(Duration::from_secs(121));
    cast::ring(&mut talk, &mut bob, BOB).await.map(drop)
}

#[tokio::test]
async fn a_full_conversation_is_712() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.room_members = 2).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let _carol = cast::online(&server, CAROL, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    mine.asks("CAL 2 carol@example.com", "712 2").await?;
    theirs.asks("CAL 2 carol@example.com", "712 2").await
}

#[tokio::test]
async fn too_many_calls_are_713() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.calls.count = 3).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
    for _ in 0..3 {
        talk.asks("CAL 2 bob@example.com", "217 2").await?;
    }
    talk.asks("CAL 3 bob@example.com", "713 3").await?;
    server.advance(Duration::from_mins(1));
    talk.asks("CAL 4 bob@example.com", "217 4").await
}

#[tokio::test]
async fn too_many_messages_are_713_and_files_are_not_counted() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.messages.count = 2).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    let chat = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nhello";
    let file = b"MIME-Version: 1.0\r\nContent-Type: application/x-msnmsgrp2p\r\n\r\n\0\0";
    for (line, payload, answer) in [
        ("MSG 2 A", &chat[..], Some("ACK 2")),
        ("MSG 3 N", chat, None),
        ("MSG 4 A", chat, Some("713 4")),
        ("MSG 5 N", chat, Some("713 5")),
        ("MSG 6 U", chat, None),
        ("MSG 7 D", file, Some("ACK 7")),
        ("MSG 8 A", chat, Some("713 8")),
    ] {
        mine.send_payload(line, payload).await?;
        if let Some(answer) = answer {
            mine.expect(answer).await?;
        }
    }
    for payload in [&chat[..], chat, file] {
        theirs.expect(&format!("MSG alice@example.com Alice {}", payload.len())).await?;
        assert_eq!(theirs.payload(payload.len()).await?, payload);
    }
    server.advance(Duration::from_secs(10));
    mine.send_payload("MSG 9 A", chat).await?;
    mine.expect("ACK 9").await
}

/// Alone in a conversation: `A`, `N` and `D` are told so, `U` is not.
#[tokio::test]
async fn what_nobody_hears_is_nak() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
        talk.send_bytes(b"MSG 2 U 2\r\nhiMSG 3 N 2\r\nhiMSG 4 A 0\r\nMSG 5 D 2\r\nhiPNG\r\n").await?;
        for line in ["NAK 3", "NAK 4", "NAK 5"] {
            talk.expect(line).await?;
        }
        talk.is_closed_by("OUT").await?;
    }
    Ok(())
}
