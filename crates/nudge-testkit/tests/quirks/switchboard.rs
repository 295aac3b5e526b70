//! Rows about the switchboard.

use anyhow::ensure;
use msnp::{Cap, Dialect};
use nudge_testkit::Raw;
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};

/// BitlBee reads session ids with `atoi`, Twisted with `int()`.
#[tokio::test]
async fn row_1_session_ids_are_below_2_to_the_31() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp8).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
    for _ in 0..40 {
        let mut talk = cast::conversation(&server, &mut bob, BOB).await?;
        let ticket = cast::ring(&mut talk, &mut alice, ALICE).await?;
        let id: u64 = ticket.session.parse()?;
        ensure!(id < 1 << 31 && id.to_string() == ticket.session, "{}", ticket.session);
        talk.send("OUT").await?;
    }
    Ok(())
}

/// An invited libpurple client shows nothing when the joins it sees are doubled.
#[tokio::test]
async fn row_3_nobody_joins_twice() -> anyhow::Result<()> {
    for dialect in Dialect::ALL {
        let server = cast::server().start().await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
        let mut talk = cast::conversation(&server, &mut bob, BOB).await?;
        let ticket = cast::ring(&mut talk, &mut alice, ALICE).await?;
        let mut raw = Raw::connect(server.switchboard()).await?;
        raw.send(&format!("ANS 1 {ALICE} {} {}", ticket.cookie, ticket.session)).await?;
        let mut lines = Vec::new();
        while lines.last().is_none_or(|line| line != "ANS 1 OK") {
            lines.push(raw.line().await?);
        }
        ensure!(lines.len() == 2 && lines[0].starts_with("IRO 1 1 1 bob@example.com Bob"), "{lines:?}");
        let joined = talk.line().await?;
        ensure!(joined.starts_with("JOI alice@example.com Alice"), "{dialect}: {joined}");
        raw.send_payload("MSG 2 A", b"x").await?;
        raw.expect("ACK 2").await?;
        talk.expect("MSG alice@example.com Alice 1").await?;
    }
    Ok(())
}

const BOBS: &str = "{b0b00000-0000-4000-8000-00000000000b}";

/// With MSNP18, one newcomer may be seen twice, as `email;{guid}` and as `email`: each form once, and one participant.
#[tokio::test]
async fn row_2_one_person_is_one_participant() -> anyhow::Result<()> {
    for dialect in Dialect::ALL {
        let server = cast::server().start().await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut bob = Raw::signed_in_at(&server, BOB, SECRET, Dialect::Msnp18, Some(BOBS)).await?;
        bob.asks("CHG 4 NLN 1:2 0", "CHG 4 NLN 1:2 0").await?;
        bob.settle().await?;
        alice.settle().await?;
        let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
        let ticket = cast::ring(&mut talk, &mut bob, BOB).await?;
        let mut raw = cast::answer(&server, &format!("{BOB};{BOBS}"), &ticket).await?;
        let mut joined = vec![talk.line().await?];
        if dialect.has(Cap::Endpoints) {
            joined.push(talk.line().await?);
            ensure!(joined.remove(0).starts_with(&format!("JOI {BOB};{BOBS} Bob")), "{dialect}");
        }
        let [plain] = joined.as_slice() else { anyhow::bail!("{joined:?}") };
        ensure!(plain.starts_with(&format!("JOI {BOB} Bob")), "{dialect}: {plain}");
        talk.send_payload("MSG 2 A", b"x").await?;
        talk.expect("ACK 2").await?;
        raw.expect(&format!("MSG {ALICE} Alice 1")).await?;
        raw.payload(1).await?;
        raw.send("OUT").await?;
        if dialect.has(Cap::Endpoints) {
            talk.expect(&format!("BYE {BOB};{BOBS}")).await?;
        }
        talk.expect(&format!("BYE {BOB}")).await?;
    }
    Ok(())
}
