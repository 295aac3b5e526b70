//! What is told outside of conversations: `UUM` and `UUN`, and what only clients read of each other.

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::{Raw, wording};

const TEXT: &[u8] =
    b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nGr\xc3\xbc\xc3\x9fe";

/// The payload of the next line, which must be that one.
async fn comes(raw: &mut Raw, line: &str, payload: &[u8]) -> anyhow::Result<()> {
    raw.expect(&format!("{line} {}", payload.len())).await?;
    let came = raw.payload(payload.len()).await?;
    ensure!(came == payload, "another payload: {:?}", String::from_utf8_lossy(&came));
    Ok(())
}

#[tokio::test]
async fn a_message_outside_of_a_conversation_reaches_who_is_there() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let all = || cast::having(Cap::UnifiedMessages);
    for (hers, his) in all().flat_map(|hers| all().map(move |his| (hers, his))) {
        let mut bob = cast::online(&server, BOB, his).await?;
        let mut alice = cast::online(&server, ALICE, hers).await?;
        bob.settle().await?;
        for kind in 1..=4 {
            alice.send_payload(&format!("UUM 5 {BOB} 1 {kind}"), TEXT).await?;
            if hers.has(Cap::ConfirmedMessages) {
                alice.expect("UUM 5 OK").await?;
            }
            comes(&mut bob, &format!("UBM {ALICE} 1 {BOB} 1 {kind}"), TEXT).await.context(his)?;
        }
        alice.send_payload(&format!("UUM 6 {BOB} 1 5"), TEXT).await?;
        alice.expect("201 6").await?;
        alice.is_alive().await?;
    }
    Ok(())
}

/// Who is not there, hidden, blocks, or has a client without a word for it is all the same; and so is another network.
#[tokio::test]
async fn a_message_that_cannot_be_delivered_is_217() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::UnifiedMessages) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        for (whom, network) in
            [(BOB, 1), ("nobody@example.com", 1), (BOB, 32), ("dave@yahoo.com", 32), ("x", 1)]
        {
            alice.send_payload(&format!("UUM 5 {whom} {network} 1"), TEXT).await?;
            alice.expect("217 5").await.with_context(|| format!("{whom} {network}"))?;
        }
        for his in cast::lacking(Cap::UnifiedMessages) {
            let mut bob = cast::online(&server, BOB, his).await?;
            alice.settle().await?;
            alice.send_payload(&format!("UUM 6 {BOB} 1 1"), TEXT).await?;
            alice.expect("217 6").await.context(his)?;
            bob.is_alive().await?;
            bob.send("OUT").await?;
        }
        alice.settle().await?;
        let mut bob = cast::online(&server, BOB, dialect).await?;
        bob.send(&wording::chg(9, "HDN", dialect)).await?;
        bob.settle().await?;
        alice.settle().await?;
        alice.send_payload(&format!("UUM 7 {BOB} 1 1"), TEXT).await?;
        alice.expect("217 7").await?;
        bob.is_alive().await?;
    }
    Ok(())
}

/// Any number, byte for byte; and the answer that tells whether it came.
#[tokio::test]
async fn data_goes_from_client_to_client() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let bytes: Vec<u8> = (0..=255).collect();
    let all = || cast::having(Cap::UnifiedNotices);
    for (hers, his) in all().flat_map(|hers| all().map(move |his| (hers, his))) {
        let mut bob = cast::online(&server, BOB, his).await?;
        let mut alice = cast::online(&server, ALICE, hers).await?;
        bob.settle().await?;
        for kind in [1, 2, 3, 12, 4_294_967_295_u32] {
            alice.send_payload(&format!("UUN 5 {BOB} {kind}"), &bytes).await?;
            alice.expect("UUN 5 OK").await?;
            comes(&mut bob, &format!("UBN {ALICE} {kind}"), &bytes).await.context(his)?;
        }
        for nobody in [CAROL, "nobody@example.com", "hello"] {
            alice.send_payload(&format!("UUN 6 {nobody} 1"), b"x").await?;
            alice.expect("217 6").await?;
        }
        // Bob's machine is not that one, for he has not said which it is.
        alice.send_payload(&format!("UUN 7 {BOB};{{a11ce000-0000-4000-8000-00000000000a}} 1"), b"x").await?;
        alice.expect("217 7").await?;
        bob.is_alive().await?;
    }
    let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp15).await?;
    alice.send_payload(&format!("UUN 8 {BOB} 1"), b"x").await?;
    alice.expect("217 8").await?;
    bob.settle().await?;
    Ok(())
}

/// Whom one does not let call, one does not hear.
#[tokio::test]
async fn the_blocked_are_not_heard() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp15).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp18).await?;
    let (line, payload, answer) = wording::membership("ADL", 5, ALICE, 4);
    bob.send_payload(&line, payload.as_bytes()).await?;
    bob.expect(&answer).await?;
    alice.settle().await?;
    for line in [format!("UUM 6 {BOB} 1 1"), format!("UUN 6 {BOB} 1")] {
        alice.send_payload(&line, TEXT).await?;
        alice.expect("217 6").await?;
    }
    bob.is_alive().await
}

/// What only clients read is passed on as it was written, to those that know of it; and an empty element is a value.
#[tokio::test]
async fn details_below_a_name_are_passed_on() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::signed_in(&server, ALICE, Dialect::Msnp18).await?;
    let guid = "<MachineGuid>&#x7B;F26D1F07-95E2-403C-BC18-D4BFED493428&#x7D;</MachineGuid>";
    for (sent, kept) in [
        (
            format!("<Data><PSM>a</PSM>{guid}<Scene>&#x3C;msnobj/&#x3E;</Scene></Data>"),
            format!("{guid}<Scene>&#x3C;msnobj/&#x3E;</Scene>"),
        ),
        (
            "<Data><PSM>a</PSM><Scene></Scene><ColorScheme>-1</ColorScheme></Data>".to_owned(),
            format!("{guid}<Scene></Scene><ColorScheme>-1</ColorScheme>"),
        ),
    ] {
        alice.send_payload("UUX 4", sent.as_bytes()).await?;
        alice.send(&wording::chg(5, "NLN", Dialect::Msnp18)).await?;
        // The last of Bob's clients may just have gone.
        let answers = alice.settle().await?;
        ensure!(answers.iter().any(|line| line == "UUX 4 0"), "{answers:?}");
        for his in cast::having(Cap::PersonalMessages) {
            let mut bob = cast::signed_in(&server, BOB, his).await?;
            bob.send(&wording::chg(2, "NLN", his)).await?;
            let mut line = bob.line().await?;
            while !line.starts_with(&wording::ubx(ALICE, his)) {
                bob.skip_payload(&line).await?;
                line = bob.line().await?;
            }
            let length = line.rsplit(' ').next().context("a word")?.parse()?;
            let shown = String::from_utf8(bob.payload(length).await?)?;
            let more = if his.has(Cap::PersonalDetails) { kept.as_str() } else { "" };
            ensure!(
                shown == format!("<Data><PSM>a</PSM><CurrentMedia></CurrentMedia>{more}</Data>"),
                "{his}: {shown}"
            );
            alice.settle().await?;
        }
    }
    Ok(())
}

/// What a machine tells of itself to the account's other machines is taken, and told to nobody else.
#[tokio::test]
async fn what_is_private_to_machines_stays_so() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::Endpoints) {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        bob.settle().await?;
        let private = b"<PrivateEndpointData><EpName>SECRETPC</EpName><Idle>false</Idle><ClientType>1</ClientType><State>NLN</State></PrivateEndpointData>";
        alice.send_payload("UUX 4", private).await?;
        alice.expect("UUX 4 0").await?;
        bob.is_alive().await?;
    }
    Ok(())
}

/// A report of somebody is read and not answered.
#[tokio::test]
async fn a_report_is_taken() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::Circles) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.send_payload(&format!("VAS 23 {BOB} 1"), b"spam").await?;
        alice.is_alive().await?;
    }
    Ok(())
}
