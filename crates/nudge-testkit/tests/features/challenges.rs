//! `CHL` and `QRY` (reference 01 §7).

use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::auth::{Product, challenge_answer_in};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::{Builder, Raw, wording};

const PRODUCT: &str = "msmsgs@msnmsgr.com";
const HOUR: Duration = Duration::from_hours(1);

fn challenging(interval: Duration) -> Builder {
    cast::server().challenges(&Dialect::ALL, interval)
}

/// Comes online, and gets the challenge.
async fn challenged(server: &nudge_testkit::TestServer, dialect: Dialect) -> anyhow::Result<(Raw, String)> {
    let mut raw = cast::signed_in(server, ALICE, dialect).await?;
    let chg = wording::chg(2, "NLN", dialect);
    raw.asks(&chg, &chg).await?;
    let challenge = challenge(&mut raw, "0").await?;
    Ok((raw, challenge))
}

async fn challenge(raw: &mut Raw, trid: &str) -> anyhow::Result<String> {
    let mut line = raw.line().await?;
    // The mail notice comes first.
    while raw.skip_payload(&line).await? {
        line = raw.line().await?;
    }
    let challenge = line.strip_prefix(&format!("CHL {trid} ")).with_context(|| line.clone())?;
    ensure!(challenge.len() == 20 && challenge.bytes().all(|byte| byte.is_ascii_digit()), "{challenge}");
    Ok(challenge.to_owned())
}

fn answer(dialect: Dialect, challenge: &str, product: &str) -> anyhow::Result<String> {
    Ok(challenge_answer_in(dialect, challenge, Product::named(product).context("no such product")?))
}

#[tokio::test]
async fn the_right_answer_is_accepted_and_the_wrong_one_is_540() -> anyhow::Result<()> {
    let server = challenging(HOUR).start().await?;
    for dialect in cast::having(Cap::Challenges) {
        for product in Product::ALL {
            let (mut raw, asked) = challenged(&server, dialect).await?;
            raw.send_payload(
                &format!("QRY 3 {}", product.id),
                answer(dialect, &asked, product.id)?.as_bytes(),
            )
            .await?;
            raw.expect("QRY 3").await?;
            raw.is_alive().await?;
        }
        let right = |asked: &str| answer(dialect, asked, PRODUCT);
        for (product, wrong) in [
            (PRODUCT, "0123456789abcdef0123456789abcdef".to_owned()),
            ("PROD0038W!61ZTF9", right("00000000000000000000")?),
            ("UNKNOWN", right("00000000000000000000")?),
            (PRODUCT, String::new()),
            (PRODUCT, "x".repeat(33)),
            (PRODUCT, "\u{e4}".repeat(16)),
        ] {
            let (mut raw, _asked) = challenged(&server, dialect).await?;
            raw.send_payload(&format!("QRY 3 {product}"), wrong.as_bytes()).await?;
            raw.expect("540 3").await?;
            raw.expect_close().await?;
        }
        // The digest of the other generation is no answer, whichever product computes it.
        let other = if dialect.has(Cap::LongChallenges) { Dialect::Msnp7 } else { Dialect::Msnp12 };
        for product in Product::ALL {
            let (mut raw, asked) = challenged(&server, dialect).await?;
            let wrong = answer(other, &asked, product.id)?;
            raw.send_payload(&format!("QRY 3 {}", product.id), wrong.as_bytes()).await?;
            raw.expect("540 3").await?;
            raw.expect_close().await?;
        }
        // Nobody asked twice.
        let (mut raw, asked) = challenged(&server, dialect).await?;
        for reply in ["QRY 3", "540 3"] {
            raw.send_payload(&format!("QRY 3 {PRODUCT}"), right(&asked)?.as_bytes()).await?;
            raw.expect(reply).await?;
        }
        raw.expect_close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn silence_is_the_end() -> anyhow::Result<()> {
    let server = challenging(HOUR).config(|config| config.challenges.timeout = Duration::from_millis(300));
    let server = server.start().await?;
    let (mut raw, _asked) = challenged(&server, Dialect::Msnp7).await?;
    // Other commands are no answer.
    for _ in 0..3 {
        raw.is_alive().await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    raw.expect_close().await
}

#[tokio::test]
async fn the_next_one_comes_after_the_interval() -> anyhow::Result<()> {
    let server = challenging(Duration::from_millis(50)).start().await?;
    let (mut raw, mut asked) = challenged(&server, Dialect::Msnp6).await?;
    for _ in 0..4 {
        raw.send_payload(&format!("QRY 3 {PRODUCT}"), answer(Dialect::Msnp6, &asked, PRODUCT)?.as_bytes())
            .await?;
        raw.expect("QRY 3").await?;
        let next = challenge(&mut raw, "0").await?;
        ensure!(next != asked, "the same again");
        asked = next;
    }
    Ok(())
}

/// Clients before MSNP6 must never be challenged.
#[tokio::test]
async fn older_clients_are_left_alone() -> anyhow::Result<()> {
    let server = challenging(Duration::from_millis(20)).start().await?;
    for dialect in cast::lacking(Cap::Challenges) {
        let mut raw = cast::online(&server, ALICE, dialect).await?;
        tokio::time::sleep(Duration::from_millis(60)).await;
        raw.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn only_the_dialects_that_are_named_are_challenged() -> anyhow::Result<()> {
    let server = cast::server().challenges(&[Dialect::Msnp7], HOUR).start().await?;
    cast::online(&server, BOB, Dialect::Msnp6).await?.is_alive().await?;
    challenged(&server, Dialect::Msnp7).await.map(drop)
}

/// A client may ask to be challenged; where challenges are off, a stray answer does no harm.
#[tokio::test]
async fn a_client_may_ask_for_one() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::Challenges) {
        let mut raw = cast::online(&server, ALICE, dialect).await?;
        raw.send_payload(&format!("QRY 3 {PRODUCT}"), &[b'0'; 32]).await?;
        raw.expect("QRY 3").await?;
        raw.send("CHL 4").await?;
        let asked = challenge(&mut raw, "4").await?;
        raw.send_payload(&format!("QRY 5 {PRODUCT}"), answer(dialect, &asked, PRODUCT)?.as_bytes()).await?;
        raw.expect("QRY 5").await?;
    }
    Ok(())
}
