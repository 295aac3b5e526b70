//! Signing in with a ticket that is not right (references 01 §4.3 and 10 §5.4).

use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_core::{Actor, Handle, Secret, TokenName};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Heard, Raw, TestServer, passport};

/// Every dialect that signs in so.
fn dialects() -> impl Iterator<Item = Dialect> {
    cast::having(Cap::TicketSignIn)
}

/// Shows a proof, and gives back what the server says to it.
async fn show(server: &TestServer, who: &str, proof: &str, dialect: Dialect) -> anyhow::Result<(Raw, Heard)> {
    let mut raw = Raw::greeted(server.main(), dialect).await?;
    raw.challenged("TWN", who).await?;
    raw.send(&format!("USR 3 TWN S {proof}")).await?;
    let answer = raw.hear().await?;
    Ok((raw, answer))
}

async fn is_refused(server: &TestServer, who: &str, proof: &str) -> anyhow::Result<()> {
    for dialect in dialects() {
        let (mut raw, answer) = show(server, who, proof, dialect).await?;
        ensure!(answer == Heard::Line("911 3".into()), "{dialect}: {proof}: {answer:?}");
        raw.expect_close().await?;
    }
    Ok(())
}

async fn is_taken(server: &TestServer, who: &str, proof: &str) -> anyhow::Result<()> {
    for dialect in dialects() {
        let (mut raw, answer) = show(server, who, proof, dialect).await?;
        ensure!(
            matches!(&answer, Heard::Line(line) if line.starts_with(&format!("USR 3 OK {ALICE} "))),
            "{dialect}: {proof}: {answer:?}"
        );
        raw.settle().await?;
    }
    Ok(())
}

/// Gets a ticket, without its dress.
async fn ticket(server: &TestServer, who: &str, password: &str) -> anyhow::Result<String> {
    let proof = passport::ticket(server.web(), who, password, "ct=1").await?;
    let bare = proof.strip_prefix("t=").and_then(|rest| rest.split_once("&p="));
    Ok(bare.context(proof.clone())?.0.to_owned())
}

#[tokio::test]
async fn what_is_no_ticket_is_911() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let good = ticket(&server, ALICE, SECRET).await?;
    for bad in
        ["t=&p=", "t=", "x", "&p=", "t=%&p=%", "t=0&p=", SECRET, "0123456789abcdef0123456789abcdef", "\u{e4}"]
    {
        is_refused(&server, ALICE, bad).await?;
    }
    for bad in [
        "A".repeat(good.len()),
        "A".repeat(8000),
        good[1..].to_owned(),
        good[..good.len() - 1].to_owned(),
        format!("{good}A"),
        format!("{good}="),
        format!("{good}{good}"),
        good.to_uppercase(),
        good.to_lowercase(),
        good.chars().rev().collect(),
    ] {
        is_refused(&server, ALICE, &format!("t={bad}&p=")).await?;
    }
    is_taken(&server, ALICE, &good).await
}

/// Not one character of a ticket can be another.
#[tokio::test]
async fn an_altered_ticket_is_911() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let good = ticket(&server, ALICE, SECRET).await?;
    for (at, letter) in good.char_indices() {
        let other = if letter == 'A' { 'B' } else { 'A' };
        let altered = format!("{}{other}{}", &good[..at], &good[at + 1..]);
        let (mut raw, answer) = show(&server, ALICE, &altered, Dialect::Msnp12).await?;
        // Of the last character, some bits are beyond the end; those have to be none as well.
        ensure!(answer == Heard::Line("911 3".into()), "at {at}: {answer:?}");
        raw.expect_close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_ticket_of_somebody_else_or_of_another_server_is_911() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (alices, bobs) = (ticket(&server, ALICE, SECRET).await?, ticket(&server, BOB, SECRET).await?);
    is_refused(&server, ALICE, &bobs).await?;
    is_refused(&server, "nobody@example.com", &alices).await?;
    is_refused(&server, "a@b", &alices).await?;
    let foreign = ticket(&cast::server().start().await?, ALICE, SECRET).await?;
    is_refused(&server, ALICE, &foreign).await?;
    // A second claim takes the place of the first.
    let mut raw = Raw::greeted(server.main(), Dialect::Msnp8).await?;
    raw.challenged("TWN", ALICE).await?;
    raw.challenged("TWN", BOB).await?;
    raw.asks(&format!("USR 3 TWN S {alices}"), "911 3").await?;
    raw.expect_close().await?;
    is_taken(&server, "ALICE@Example.com", &alices).await
}

#[tokio::test]
async fn a_ticket_is_good_for_a_day() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let proof = ticket(&server, ALICE, SECRET).await?;
    server.advance(Duration::from_hours(24) - Duration::from_secs(1));
    is_taken(&server, ALICE, &proof).await?;
    server.advance(Duration::from_secs(1));
    is_refused(&server, ALICE, &proof).await
}

/// Clients pass on what they were given more or less whole.
#[tokio::test]
async fn a_ticket_may_be_dressed_in_other_ways() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let bare = ticket(&server, ALICE, SECRET).await?;
    for proof in [
        format!("t={bare}&p="),
        format!("t={bare}&p=profile"),
        format!("t={bare}&p=a&p=b"),
        format!("t={bare}"),
        format!("{bare}&p="),
        bare.clone(),
    ] {
        is_taken(&server, ALICE, &proof).await?;
    }
    for proof in
        [format!("t=t={bare}"), format!("T={bare}"), format!("p=&t={bare}"), format!("'t={bare}&p='")]
    {
        is_refused(&server, ALICE, &proof).await?;
    }
    Ok(())
}

/// What a ticket was got with is gone: so is the ticket.
#[tokio::test]
async fn a_ticket_ends_with_what_it_was_got_with() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (core, alice) = (server.core(), Handle::new(ALICE)?);
    let name = TokenName::new("laptop")?;
    let (_, secret) = core.add_token(&Actor::Console, &alice, name.clone()).await?;
    let of_token = ticket(&server, ALICE, secret.expose()).await?;
    let of_password = ticket(&server, ALICE, SECRET).await?;
    is_taken(&server, ALICE, &of_token).await?;
    // Who is there by it is out with it.
    let (mut raw, answer) = show(&server, ALICE, &of_token, Dialect::Msnp11).await?;
    ensure!(matches!(answer, Heard::Line(_)), "{answer:?}");
    raw.settle().await?;
    core.revoke_token(&Actor::Console, &alice, &name).await?;
    raw.expect("OUT").await?;
    raw.expect_close().await?;
    is_refused(&server, ALICE, &of_token).await?;
    is_taken(&server, ALICE, &of_password).await?;
    core.set_password(&Actor::Console, &alice, Secret::new("another one".to_owned())).await?;
    is_refused(&server, ALICE, &of_password).await?;
    let of_new = ticket(&server, ALICE, "another one").await?;
    core.set_enabled(&Actor::Console, &alice, false).await?;
    is_refused(&server, ALICE, &of_new).await?;
    core.set_enabled(&Actor::Console, &alice, true).await?;
    is_refused(&server, ALICE, &of_new).await?;
    let last = ticket(&server, ALICE, "another one").await?;
    is_taken(&server, ALICE, &last).await?;
    core.delete_account(&Actor::Console, &alice).await?;
    is_refused(&server, ALICE, &last).await
}

/// Somebody who guesses passwords shuts that door for a while, and not the one of those who have a ticket.
#[tokio::test]
async fn a_ticket_is_taken_while_passwords_are_not() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.failures_per_account.count = 3).start().await?;
    let proof = ticket(&server, ALICE, SECRET).await?;
    for _ in 0..3 {
        ensure!(ticket(&server, ALICE, "guess").await.is_err(), "a guess was right");
    }
    ensure!(ticket(&server, ALICE, SECRET).await.is_err(), "the account is open to guesses");
    let mut raw = Raw::greeted(server.main(), Dialect::Msnp7).await?;
    ensure!(raw.prove(ALICE, SECRET).await? == Heard::Line("911 3".into()), "it is for digests");
    is_taken(&server, ALICE, &proof).await?;
    server.advance(Duration::from_mins(15));
    ticket(&server, ALICE, SECRET).await.map(drop)
}

/// Tickets cannot be guessed, so that wrong ones shut nobody out.
#[tokio::test]
async fn wrong_tickets_shut_nobody_out() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.failures_per_account.count = 2).start().await?;
    for _ in 0..3 {
        is_refused(&server, ALICE, "t=guess&p=").await?;
    }
    let proof = ticket(&server, ALICE, SECRET).await?;
    is_taken(&server, ALICE, &proof).await
}
