//! Tickets into conversations: for one use, one holder, one purpose, and two minutes.

use std::time::Duration;

use anyhow::Context as _;
use msnp::Dialect;
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::{Raw, TestServer, wording};

/// One dialect of each kind.
const GENERATIONS: [Dialect; 4] = [Dialect::Msnp2, Dialect::Msnp7, Dialect::Msnp9, Dialect::Msnp12];

async fn denied(server: &TestServer, line: &str) -> anyhow::Result<()> {
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.asks(line, "911 1").await?;
    raw.expect_close().await
}

#[tokio::test]
async fn a_ticket_is_good_for_one_entry_of_its_holder() -> anyhow::Result<()> {
    for dialect in GENERATIONS {
        a_ticket_is_good_for_one_entry_of_its_holder_in(dialect).await.context(dialect)?;
    }
    Ok(())
}

async fn a_ticket_is_good_for_one_entry_of_its_holder_in(dialect: Dialect) -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, dialect).await?;
    let cookie = cast::opening(&mut alice).await?.cookie;
    denied(&server, &format!("USR 1 {BOB} {cookie}")).await?;
    denied(&server, &format!("USR 1 {ALICE} {cookie}0")).await?;
    for made_up in ["1.2", "x", "1", ".", "1.", "18446744073709551616.1"] {
        denied(&server, &format!("USR 1 {ALICE} {made_up}")).await?;
    }
    // Wrong guesses have not used it up; its holder may be spelled in any way, and is echoed so.
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.asks(&format!("USR 1 Alice@EXAMPLE.com {cookie}"), "USR 1 OK Alice@EXAMPLE.com Alice").await?;
    denied(&server, &format!("USR 1 {ALICE} {cookie}")).await
}

#[tokio::test]
async fn a_ticket_is_good_for_two_minutes() -> anyhow::Result<()> {
    for dialect in GENERATIONS {
        a_ticket_is_good_for_two_minutes_in(dialect).await.context(dialect)?;
    }
    Ok(())
}

async fn a_ticket_is_good_for_two_minutes_in(dialect: Dialect) -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, dialect).await?;
    let mut bob = cast::online(&server, BOB, dialect).await?;
    let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
    let (late, rung) = (cast::opening(&mut alice).await?, cast::ring(&mut talk, &mut bob, BOB).await?);
    server.advance(Duration::from_secs(119));
    cast::answer(&server, BOB, &rung).await?;
    server.advance(Duration::from_secs(2));
    denied(&server, &format!("USR 1 {ALICE} {}", late.cookie)).await?;

    talk.expect(&wording::joi(BOB, "Bob", dialect)).await?;
    talk.expect("BYE bob@example.com").await?;
    let rung = cast::ring(&mut talk, &mut bob, BOB).await?;
    server.advance(Duration::from_secs(121));
    denied(&server, &format!("ANS 1 {BOB} {} {}", rung.cookie, rung.session)).await
}

#[tokio::test]
async fn an_invitation_is_for_one_person_and_one_conversation() -> anyhow::Result<()> {
    for dialect in GENERATIONS {
        an_invitation_is_for_one_person_and_one_conversation_in(dialect).await.context(dialect)?;
    }
    Ok(())
}

async fn an_invitation_is_for_one_person_and_one_conversation_in(dialect: Dialect) -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, dialect).await?;
    let mut bob = cast::online(&server, BOB, dialect).await?;
    let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
    let rung = cast::ring(&mut talk, &mut bob, BOB).await?;
    denied(&server, &format!("ANS 1 {CAROL} {} {}", rung.cookie, rung.session)).await?;
    denied(&server, &format!("ANS 1 {BOB} 1.2 {}", rung.session)).await?;
    cast::answer(&server, BOB, &rung).await?;
    denied(&server, &format!("ANS 1 {BOB} {} {}", rung.cookie, rung.session)).await?;
    talk.expect(&wording::joi(BOB, "Bob", dialect)).await?;
    talk.expect("BYE bob@example.com").await?;

    // An invitation opens nothing, and an opening answers nothing.
    let rung = cast::ring(&mut talk, &mut bob, BOB).await?;
    denied(&server, &format!("USR 1 {BOB} {}", rung.cookie)).await?;
    let opening = cast::opening(&mut alice).await?;
    Raw::connect(server.switchboard())
        .await?
        .is_closed_by(&format!("ANS 1 {ALICE} {} {}", opening.cookie, rung.session))
        .await?;

    // To another conversation than the one that rang, and to one that is over: closed without a word.
    server.advance(Duration::from_secs(121));
    let rung = cast::ring(&mut talk, &mut bob, BOB).await?;
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.is_closed_by(&format!("ANS 1 {BOB} {} 1", rung.cookie)).await?;
    server.advance(Duration::from_secs(121));
    let rung = cast::ring(&mut talk, &mut bob, BOB).await?;
    talk.is_closed_by("OUT").await?;
    let mut raw = Raw::connect(server.switchboard()).await?;
    raw.is_closed_by(&format!("ANS 1 {BOB} {} {}", rung.cookie, rung.session)).await
}

#[tokio::test]
async fn nothing_is_said_without_a_ticket() -> anyhow::Result<()> {
    let server = cast::server().separate_ports().start().await?;
    for line in ["CAL 1 bob@example.com", "MSG 1 N 0", "SYN 1 0", "VER 1 MSNP7"] {
        Raw::connect(server.switchboard()).await?.is_closed_by(line).await?;
    }
    Ok(())
}

/// Whoever is disabled is out of every conversation, and has no ticket left to another.
#[tokio::test]
async fn a_disabled_account_has_no_tickets() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    let opening = cast::opening(&mut alice).await?;
    let mut other = cast::conversation(&server, &mut bob, BOB).await?;
    let rung = cast::ring(&mut other, &mut alice, ALICE).await?;
    server.core().set_enabled(&nudge_core::Actor::Console, &nudge_core::Handle::new(ALICE)?, false).await?;
    mine.expect_close().await?;
    theirs.expect(&format!("BYE {ALICE}")).await?;
    denied(&server, &format!("USR 1 {ALICE} {}", opening.cookie)).await?;
    denied(&server, &format!("ANS 1 {ALICE} {} {}", rung.cookie, rung.session)).await
}

/// Conversations outlive the session that they were opened from; a disabled account's end with it all the same.
#[tokio::test]
async fn a_disabled_account_is_put_out_of_conversations_without_a_session() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp7).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp7).await?;
    let (mut mine, mut theirs) = cast::call(&server, (&mut alice, ALICE), (&mut bob, BOB)).await?;
    let unused = cast::opening(&mut alice).await?;
    alice.is_closed_by("OUT").await?;
    server.core().set_enabled(&nudge_core::Actor::Console, &nudge_core::Handle::new(ALICE)?, false).await?;
    mine.expect_close().await?;
    theirs.expect(&format!("BYE {ALICE}")).await?;
    let mut late = Raw::connect(server.switchboard()).await?;
    late.asks(&format!("USR 1 {ALICE} {}", unused.cookie), "911 1").await?;
    late.expect_close().await
}
