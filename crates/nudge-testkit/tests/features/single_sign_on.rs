//! Signing in by single sign-on, from MSNP13 on (reference 10 §8, 20 §3).

use anyhow::{Context as _, ensure};
use msnp::auth::sso;
use msnp::{Cap, Dialect};
use nudge_net::SsoProof;
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Heard, Raw, TestServer, passport};

/// As far as the nonce.
async fn asked(server: &TestServer, who: &str, dialect: Dialect) -> anyhow::Result<(Raw, String)> {
    let mut raw = Raw::greeted(server.main(), dialect).await?;
    let challenge = raw.challenged("SSO", who).await?;
    let nonce = challenge.strip_prefix("MBI_KEY_OLD ").with_context(|| challenge.clone())?.to_owned();
    Ok((raw, nonce))
}

/// The policies come before the nonce, and are as long as they say; the nonce has the one length that clients reckon with.
#[tokio::test]
async fn policies_and_a_nonce_come_first() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut nonces = std::collections::HashSet::new();
    for dialect in cast::having(Cap::SingleSignOn) {
        for package in ["SSO", "TWN"] {
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.send(&format!("USR 2 {package} I {ALICE}")).await?;
            let gcf = raw.line().await?;
            let length = gcf.strip_prefix("GCF 0 ").with_context(|| gcf.clone())?.parse()?;
            let policies = String::from_utf8(raw.payload(length).await?)?;
            ensure!(policies.starts_with("<Policies><Policy type=\"SHIELDS\""), "{policies}");
            ensure!(policies.ends_with("</Policies>"), "{policies}");
            let usr = raw.line().await?;
            if package == "SSO" {
                let nonce = usr.strip_prefix("USR 2 SSO S MBI_KEY_OLD ").with_context(|| usr.clone())?;
                ensure!(nonce.len() == 64 && nonces.insert(nonce.to_owned()), "{nonce}");
            } else {
                ensure!(usr.starts_with("USR 2 TWN S lc="), "{usr}");
            }
        }
    }
    Ok(())
}

/// Tickets are taken both ways in every dialect (reference 20 §3.1).
#[tokio::test]
async fn both_ways_lead_in() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::SingleSignOn) {
        for way in ["SSO", "TWN"] {
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            let answer = if way == "SSO" {
                raw.prove_by_sso(&server, ALICE, SECRET).await?
            } else {
                raw.prove_by_passport(&server, ALICE, SECRET).await?
            };
            ensure!(answer == Heard::Line(format!("USR 3 OK {ALICE} 1 0")), "{dialect}, {way}: {answer:?}");
            raw.expect("SBS 0 null").await?;
            let profile = raw.line().await?;
            let length = profile.strip_prefix("MSG Hotmail Hotmail ").with_context(|| profile.clone())?;
            let text = String::from_utf8(raw.payload(length.parse()?).await?)?;
            let several = u8::from(dialect.has(Cap::Endpoints));
            let end = format!("\r\nABCHMigrated: 1\r\nMPOPEnabled: {several}\r\n\r\n");
            ensure!(text.contains(&end), "{text}");
        }
    }
    Ok(())
}

/// A ticket alone is not enough, unless the operator says so; a proof is made with the ticket's own secret over the nonce of
/// this connection.
#[tokio::test]
async fn a_ticket_wants_the_proof_of_its_secret() -> anyhow::Result<()> {
    /// What is shown for a nonce, or for another.
    type Shown = fn(&str, &str) -> String;
    let wrong: [(&str, Shown); 5] = [
        ("no proof", |_, _| String::new()),
        ("no Base64", |_, _| " ???".to_owned()),
        ("another form", |_, _| " AAAA".to_owned()),
        ("another secret", |nonce, _| format!(" {}", sso::response(&[0; 24], nonce, [7; 8]))),
        ("another nonce", |_, other| format!(" {other}")),
    ];
    for (setting, lets_in) in [(SsoProof::Required, false), (SsoProof::Optional, true)] {
        let server = cast::server().config(|config| config.sso_proof = setting).start().await?;
        for dialect in [Dialect::Msnp13, Dialect::Msnp15, Dialect::Msnp18] {
            for (what, proof) in wrong {
                let (mut raw, nonce) = asked(&server, ALICE, dialect).await?;
                let (ticket, other) = passport::sso(&server, ALICE, SECRET, "of another connection").await?;
                raw.send(&format!("USR 3 SSO S {ticket}{}", proof(&nonce, &other))).await?;
                let expected = if lets_in { format!("USR 3 OK {ALICE} 1 0") } else { "911 3".to_owned() };
                let heard = raw.hear().await?;
                ensure!(heard == Heard::Line(expected), "{setting:?}, {dialect}, {what}: {heard:?}");
                if !lets_in {
                    raw.expect_close().await?;
                }
            }
        }
    }
    Ok(())
}

/// However little is wanted besides, the ticket must be good, and the claimant's.
#[tokio::test]
async fn no_setting_makes_up_for_a_bad_ticket() -> anyhow::Result<()> {
    for setting in [SsoProof::Required, SsoProof::Optional] {
        let server = cast::server().config(|config| config.sso_proof = setting).start().await?;
        for dialect in cast::having(Cap::SingleSignOn) {
            let (mut raw, nonce) = asked(&server, ALICE, dialect).await?;
            let (bobs, response) = passport::sso(&server, BOB, SECRET, &nonce).await?;
            raw.send(&format!("USR 3 SSO S {bobs} {response}")).await?;
            raw.expect("911 3").await?;
            raw.expect_close().await?;

            let (mut raw, _) = asked(&server, ALICE, dialect).await?;
            raw.send(&format!("USR 3 SSO S t=made+up&p= {response}")).await?;
            raw.expect("911 3").await?;
            raw.expect_close().await?;

            // One way does not go on with the other's proof.
            let (mut raw, nonce) = asked(&server, ALICE, dialect).await?;
            let (ticket, _) = passport::sso(&server, ALICE, SECRET, &nonce).await?;
            raw.send(&format!("USR 3 TWN S {ticket}")).await?;
            raw.expect("911 3").await?;
            raw.expect_close().await?;
        }
    }
    Ok(())
}

/// Whoever listens on the line sees the ticket of a sign-in with proof; the way without proof does not take it.
#[tokio::test]
async fn a_ticket_that_wants_proof_is_not_taken_without() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::SingleSignOn) {
        let (ticket, _) = passport::sso(&server, ALICE, SECRET, "any").await?;
        let mut raw = Raw::greeted(server.main(), dialect).await?;
        raw.challenged("TWN", ALICE).await?;
        raw.send(&format!("USR 3 TWN S {ticket}")).await?;
        raw.expect("911 3").await?;
        raw.expect_close().await?;
    }
    Ok(())
}

/// From MSNP16 on, the machine says which one it is, also where the proof is left away.
#[tokio::test]
async fn a_machine_may_say_which_it_is() -> anyhow::Result<()> {
    const MACHINE: &str = "{A11CE000-0000-4000-8000-00000000000a}";
    let server = cast::server().config(|config| config.sso_proof = SsoProof::Optional).start().await?;
    for dialect in cast::having(Cap::Endpoints) {
        for with_proof in [true, false] {
            let (mut raw, nonce) = asked(&server, ALICE, dialect).await?;
            let (ticket, response) = passport::sso(&server, ALICE, SECRET, &nonce).await?;
            let proof = if with_proof { format!(" {response}") } else { String::new() };
            raw.asks(&format!("USR 3 SSO S {ticket}{proof} {MACHINE}"), &format!("USR 3 OK {ALICE} 1 0"))
                .await?;
        }
        let (mut raw, nonce) = asked(&server, ALICE, dialect).await?;
        let (ticket, response) = passport::sso(&server, ALICE, SECRET, &nonce).await?;
        raw.is_closed_by(&format!("USR 3 SSO S {ticket} {response} {{x}}")).await?;
    }
    for dialect in [Dialect::Msnp13, Dialect::Msnp15] {
        let (mut raw, nonce) = asked(&server, ALICE, dialect).await?;
        let (ticket, response) = passport::sso(&server, ALICE, SECRET, &nonce).await?;
        raw.is_closed_by(&format!("USR 3 SSO S {ticket} {response} {MACHINE}")).await?;
    }
    Ok(())
}
