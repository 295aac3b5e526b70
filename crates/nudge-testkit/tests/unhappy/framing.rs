//! Bytes that are no lines, and lines that are none in the end.

use anyhow::Context as _;
use msnp::Dialect;
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Raw, wording};

#[tokio::test]
async fn blank_lines_and_leading_blanks_are_ignored() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut raw = Raw::connect(server.main()).await?;
    raw.send_bytes(b"\r\n\n  \r\n   VER 1   MSNP7  CVR0  \r\n").await?;
    raw.expect("VER 1 MSNP7").await?;
    raw.send_bytes(b"\r\n\r\nPNG\r\n\r\n").await?;
    raw.expect("QNG").await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    alice.send_bytes(b"\n\r\n \r\nPNG\n").await?;
    alice.expect("QNG").await?;
    let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
    talk.send_bytes(b"\r\nMSG 2 N 0\r\n\r\n").await?;
    talk.expect("NAK 2").await
}

#[tokio::test]
async fn commands_come_in_any_pieces() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp6).await?;
    for byte in b"PNG\r\nGTC 5 N\r\nPNG\n" {
        alice.send_bytes(std::slice::from_ref(byte)).await?;
        tokio::task::yield_now().await;
    }
    alice.expect("QNG").await?;
    assert!(alice.line().await?.starts_with("GTC 5 "));
    alice.expect("QNG").await?;
    let answer = "0123456789abcdef0123456789abcdef";
    alice.send_bytes(format!("QRY 6 msmsgs@msnmsgr.com 32\r\n{}", &answer[..7]).as_bytes()).await?;
    tokio::task::yield_now().await;
    alice.send_bytes(format!("{}PNG\r\n", &answer[7..]).as_bytes()).await?;
    alice.expect("QRY 6").await?;
    alice.expect("QNG").await
}

#[tokio::test]
async fn a_line_has_a_limit() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut witness = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let longest = format!("VER 1 MSNP7 {}", "x".repeat(8192 - 12));
    Raw::connect(server.main()).await?.asks(&longest, "VER 1 MSNP7").await?;
    let mut raw = Raw::connect(server.main()).await?;
    raw.is_closed_by(&format!("{longest}x")).await?;
    for signed_in in [false, true] {
        let mut raw = if signed_in {
            cast::signed_in(&server, ALICE, Dialect::Msnp7).await?
        } else {
            Raw::connect(server.main()).await?
        };
        // The server may be gone before all of it is sent.
        let _sent = raw.send_bytes(&vec![b'x'; 1 << 20]).await;
        raw.expect_close().await?;
        witness.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_payload_has_a_limit_and_a_length() -> anyhow::Result<()> {
    const WRONG: [&str; 7] = ["1665", "-1", "x", "+5", "0x10", "4294967296", "99999999999999999999999999"];
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    for length in WRONG {
        for head in ["PAG 7 bob@example.com", "QRY 7 msmsgs@msnmsgr.com", "SDC 7 a@b.c 1 2 3 X X n"] {
            let line = format!("{head} {length}");
            Raw::greeted(server.main(), Dialect::Msnp7).await?.is_closed_by(&line).await?;
            cast::signed_in(&server, cast::CAROL, Dialect::Msnp7).await?.is_closed_by(&line).await?;
        }
        let line = format!("MSG 7 N {length}");
        Raw::connect(server.switchboard()).await?.is_closed_by(&line).await?;
        let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
        mine.is_closed_by(&line).await?;
        theirs.expect(&format!("BYE {ALICE}")).await.context(line)?;
        bob.is_alive().await?;
    }
    // The longest there is arrives.
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    mine.send_payload("MSG 7 A", &[0xff; 1664]).await?;
    mine.expect("ACK 7").await?;
    theirs.expect("MSG alice@example.com Alice 1664").await?;
    assert_eq!(theirs.payload(1664).await?, [0xff; 1664]);
    Ok(())
}

#[tokio::test]
async fn bytes_that_are_no_text_are_kept_or_refused_but_harm_nobody() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    alice.settle().await?;
    alice.send_bytes(b"REA 5 alice@example.com \xff\xfe%zz%41\r\n").await?;
    let reply = alice.line().await?;
    assert!(reply.starts_with("REA 5 "), "{reply}");
    let seen = bob.line().await?;
    let name = seen.strip_prefix("NLN NLN alice@example.com ").with_context(|| seen.clone())?;
    assert!(name.is_ascii() && name.ends_with("%25zzA"), "the raw parameter was passed on: {name}");
    for bytes in [&b"\0\0\0\r\n"[..], b"\xff\xff\xff 1\r\n", b"PNG\0\r\n", b"\x16\x03\x01\x02\0\x01\0\r\n"] {
        let mut raw = Raw::connect(server.main()).await?;
        raw.send_bytes(bytes).await?;
        raw.expect_close().await?;
    }
    bob.is_alive().await
}

#[tokio::test]
async fn a_half_closed_connection_is_answered_and_then_ended() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut raw = Raw::connect(server.main()).await?;
    raw.half_close().await?;
    raw.expect_close().await?;

    let mut raw = Raw::greeted(server.main(), Dialect::Msnp7).await?;
    raw.send("INF 2").await?;
    raw.half_close().await?;
    raw.expect("INF 2 MD5").await?;
    raw.expect_close().await?;

    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    bob.expect("NLN NLN alice@example.com Alice").await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    mine.send_payload("MSG 2 A", b"last words").await?;
    mine.half_close().await?;
    mine.expect("ACK 2").await?;
    mine.expect_close().await?;
    theirs.expect("MSG alice@example.com Alice 10").await?;
    assert_eq!(theirs.payload(10).await?, b"last words");
    theirs.expect("BYE alice@example.com").await?;

    alice.send("GTC 5 N").await?;
    alice.half_close().await?;
    assert!(alice.line().await?.starts_with("GTC 5 "));
    alice.expect_close().await?;
    bob.expect("FLN alice@example.com").await?;

    // A connection that is cut in the middle of a command is the end like any other.
    let mut raw = Raw::signed_in(&server, ALICE, SECRET, Dialect::Msnp7).await?;
    raw.send_bytes(b"PAG 7 bob@example.com 100\r\nhalf").await?;
    drop(raw);
    bob.is_alive().await
}

/// A ping is answered at any time; when the next one is expected is told once a dialect says so.
#[tokio::test]
async fn a_ping_is_answered_at_any_time() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let pong = wording::qng(dialect);
        let mut raw = Raw::connect(server.main()).await?;
        raw.asks("PNG", "QNG").await?;
        raw.asks(&format!("VER 1 {dialect}"), &format!("VER 1 {dialect}")).await?;
        raw.asks("PNG", pong).await?;
        raw.challenged(cast::package(dialect), ALICE).await?;
        raw.asks("PNG", pong).await?;
        cast::signed_in(&server, ALICE, dialect).await?.asks("PNG", pong).await?;
        cast::online(&server, ALICE, dialect).await?.asks("PNG", pong).await?;
    }
    Ok(())
}
