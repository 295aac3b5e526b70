//! Signing in with what is not right.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Heard, Member, Raw, passport, wording};

const DISABLED: &str = "disabled@example.com";

async fn refused(raw: &mut Raw, handle: &str, secret: &str) -> anyhow::Result<()> {
    let answer = raw.prove(handle, secret).await?;
    ensure!(answer == Heard::Line("911 3".into()), "{handle}: {answer:?}");
    raw.expect_close().await
}

#[tokio::test]
async fn who_cannot_prove_it_is_911() -> anyhow::Result<()> {
    let server = cast::server().member(Member::new(DISABLED, SECRET).disabled()).start().await?;
    for dialect in cast::having(Cap::DigestSignIn) {
        for (handle, secret) in [
            (ALICE, "wrong"),
            (ALICE, "Secret"),
            (ALICE, ""),
            ("nobody@example.com", SECRET),
            (DISABLED, SECRET),
            ("a@b", SECRET),
            ("@example.com", SECRET),
        ] {
            refused(&mut Raw::greeted(server.main(), dialect).await?, handle, secret).await?;
        }
    }
    Ok(())
}

/// Nothing that a stranger can measure tells whether there is such an account.
#[tokio::test]
async fn an_account_that_does_not_exist_takes_as_long() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let handles = [ALICE, "nobody@example.com"];
    let mut times = handles.map(|_| Vec::new());
    // In turns: a machine that is busy for a while is so for both.
    for _ in 0..21 {
        for (handle, times) in handles.iter().zip(&mut times) {
            let mut raw = Raw::greeted(server.main(), Dialect::Msnp7).await?;
            let began = Instant::now();
            refused(&mut raw, handle, "wrong").await?;
            times.push(began.elapsed());
        }
    }
    let medians = times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    let apart = medians[0].abs_diff(medians[1]);
    assert!(apart < Duration::from_millis(20), "{medians:?}");
    Ok(())
}

#[tokio::test]
async fn an_address_without_a_domain_is_911_at_once() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut raw = Raw::greeted(server.main(), dialect).await?;
        raw.asks(&format!("USR 2 {} I alice", cast::package(dialect)), "911 2").await?;
        raw.expect_close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_proof_before_a_claim_is_911() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut raw = Raw::greeted(server.main(), dialect).await?;
        raw.asks(&format!("USR 2 {} S t=0123456789abcdef&p=", cast::package(dialect)), "911 2").await?;
        raw.expect_close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_address_is_the_same_in_any_case_and_encoding() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for handle in ["ALICE@Example.COM", "alice%40example.com"] {
        let mut raw = Raw::greeted(server.main(), Dialect::Msnp7).await?;
        let answer = raw.prove(handle, SECRET).await?;
        assert_eq!(answer, Heard::Line("USR 3 OK alice@example.com Alice 1".into()));
    }
    Ok(())
}

#[tokio::test]
async fn a_second_sign_in_on_a_connection_is_207() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.asks(&format!("USR 9 {} I {BOB}", cast::package(dialect)), "207 9").await?;
        raw.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_second_ver_or_inf_is_715_and_the_end() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL {
        let mut raw = Raw::greeted(server.main(), dialect).await?;
        raw.asks("VER 3 MSNP2", "715 3").await?;
        raw.expect_close().await?;
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.asks("VER 3 MSNP7", "715 3").await?;
        raw.expect_close().await?;
    }
    for dialect in cast::having(Cap::PackageQuery) {
        for (first, second) in [("INF 2", "INF 3"), ("INF 2", "VER 3 MSNP2")] {
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.asks(first, "INF 2 MD5").await?;
            raw.asks(second, "715 3").await?;
            raw.expect_close().await?;
        }
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.asks("INF 3", "715 3").await?;
        raw.expect_close().await?;
    }
    Ok(())
}

/// The answer would say it twice, in a line longer than any may be.
#[tokio::test]
async fn a_version_that_no_client_has_is_731_and_the_end() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for name in ["CVR", "CVQ"] {
        for (length, is_taken) in [(64, true), (65, false), (7_700, false)] {
            let mut raw = Raw::greeted(server.main(), Dialect::Msnp12).await?;
            let version = "4".repeat(length);
            raw.send(&format!("{name} 7 0x0409 win 4.10 i386 MSMSGS {version} MSMSGS {ALICE}")).await?;
            if is_taken {
                let answer = raw.line().await?;
                assert!(answer.starts_with(&format!("{name} 7 {version} {version} ")), "{answer}");
            } else {
                cast::ends_with(&mut raw, &["731 7".to_owned()]).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_in_common_is_ver_0_or_cvq() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for offer in ["MSNP99", "MSNP1 MSNP0 MSNP02", "MSNP"] {
        let mut raw = Raw::connect(server.main()).await?;
        raw.asks(&format!("VER 1 {offer}"), "VER 1 0").await?;
        raw.expect_close().await?;
    }
    Raw::connect(server.main()).await?.is_closed_by("VER 1").await?;
    let mut raw = Raw::connect(server.main()).await?;
    raw.asks("VER 1 MSNP99 CVR0", "VER 1 CVR0").await?;
    raw.send("CVQ 2 0x0409 winnt 5.1 i386 MSMSGS 5.0.0544 ").await?;
    let line = raw.line().await?;
    assert!(line.starts_with("CVQ 2 5.0.0544 5.0.0544 1.0.0000 http://"), "{line}");
    raw.expect_close().await
}

#[tokio::test]
async fn the_newest_common_dialect_is_taken() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for (offer, taken) in [
        ("MSNP4 MSNP7 MSNP5 CVR0", "MSNP7"),
        ("MSNP99 MSNP1 msnp3 CVR0", "MSNP3"),
        ("MSNP8 MSNP12 msnp10 CVR0", "MSNP12"),
        ("CVRO MSNP2", "MSNP2"),
    ] {
        Raw::connect(server.main()).await?.asks(&format!("VER 1 {offer}"), &format!("VER 1 {taken}")).await?;
    }
    Ok(())
}

/// The first session is told before the second sign-in is answered, and contacts see one going and one coming.
#[tokio::test]
async fn a_second_sign_in_ends_the_first() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    for dialect in Dialect::ALL {
        let mut first = cast::online(&server, ALICE, dialect).await?;
        bob.expect("NLN NLN alice@example.com Alice").await?;
        let mut second = cast::signed_in(&server, ALICE, dialect).await?;
        first.patient(Duration::from_millis(100));
        first.expect("OUT OTH").await?;
        first.expect_close().await?;
        bob.expect("FLN alice@example.com").await?;
        let chg = wording::chg(5, "BSY", dialect);
        second.asks(&chg, &chg).await?;
        bob.expect("NLN BSY alice@example.com Alice").await?;
        second.send("OUT").await?;
        second.settle().await.unwrap_err();
        bob.expect("FLN alice@example.com").await?;
    }
    Ok(())
}

/// Whatever the first session was told has been done is there for the second.
#[tokio::test]
async fn what_the_first_session_changed_is_there_for_the_second() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.renames.count = 0).start().await?;
    let mut session = cast::signed_in(&server, ALICE, Dialect::Msnp7).await?;
    for round in 0..10 {
        let name = format!("Round{round}");
        session.send(&format!("REA 5 {ALICE} {name}")).await?;
        if round % 2 == 0 {
            assert!(session.line().await?.starts_with("REA 5 "));
        }
        // Half of the time the change is still on its way; then either it is refused the connection or it is made.
        let mut next = cast::signed_in(&server, ALICE, Dialect::Msnp7).await?;
        let mut answered = round % 2 == 0;
        while let Heard::Line(line) = session.hear().await? {
            answered |= line.starts_with("REA 5 ");
        }
        next.send("USR 9 MD5 I x@y.z").await?;
        next.expect("207 9").await?;
        let again = cast::stored_name(&server, ALICE).await?;
        assert!(!answered || again == name, "{name} was acknowledged, and it is {again}");
        session = next;
    }
    Ok(())
}

#[tokio::test]
async fn many_sign_ins_of_one_account_leave_one() -> anyhow::Result<()> {
    let server = Arc::new(cast::server().start().await?);
    let mut signing_in = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let server = Arc::clone(&server);
        signing_in.spawn(async move { Raw::signed_in(&server, ALICE, SECRET, Dialect::Msnp7).await });
    }
    let mut alive = 0;
    for mut raw in signing_in.join_all().await.into_iter().filter_map(Result::ok) {
        alive += usize::from(raw.is_alive().await.is_ok());
    }
    assert_eq!(alive, 1);
    assert_eq!(server.core().online(), 1);
    Ok(())
}

/// A database that fails is 500: it ends a sign-in, and nothing else.
#[tokio::test]
async fn a_store_that_fails_is_500() -> anyhow::Result<()> {
    for dialect in Dialect::ALL {
        let server = cast::server().start().await?;
        let guid = cast::guid(&server, BOB).await?;
        let ticket = passport::ticket(server.web(), BOB, SECRET, "ct=1").await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut bob = Raw::greeted(server.main(), dialect).await?;
        server.core().store().close().await;
        let mut lines = vec![wording::rename_me(2, ALICE, "A", dialect), "BLP 2 BL".into()];
        if dialect.has(Cap::SyncedLists) {
            lines.extend([
                wording::add(2, "FL", cast::CAROL, "x", dialect),
                wording::add(2, "AL", cast::CAROL, "x", dialect),
                wording::rem(2, "FL", BOB, &guid, dialect),
                wording::rename_contact(2, BOB, &guid, "B", dialect),
                wording::syn(2, dialect),
                "GTC 2 N".into(),
            ]);
        }
        if dialect.has(Cap::Groups) {
            lines.push("ADG 2 Work 0".into());
        }
        if dialect.has(Cap::Properties) {
            lines.push("PRP 2 PHH 555".into());
        }
        if dialect.has(Cap::AddressBook) {
            lines.push(format!("REM 2 PL {BOB}"));
            lines.push(format!("ADC 2 RL N={BOB}"));
        }
        for line in lines {
            alice.asks(&line, "500 2").await.context(dialect)?;
        }
        for name in ["ADL", "RML"].into_iter().filter(|_| dialect.has(Cap::MembershipLists)) {
            let (line, payload, _) = wording::membership(name, 2, cast::CAROL, 3);
            alice.send_payload(&line, payload.as_bytes()).await?;
            alice.expect("500 2").await.context(dialect)?;
        }
        let chg = wording::chg(3, "BSY", dialect);
        alice.asks(&chg, &chg).await?;
        let answer = if dialect.has(Cap::TicketSignIn) {
            bob.challenged("TWN", BOB).await?;
            bob.send(&format!("USR 3 TWN S {ticket}")).await?;
            bob.hear().await?
        } else {
            bob.prove(BOB, SECRET).await?
        };
        ensure!(answer == Heard::Line("500 3".into()), "{answer:?}");
        bob.expect_close().await?;
    }
    Ok(())
}
