//! What contacts are told of one another's presence, and what not (reference 02 §6).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::wording;

const OBJECT: &str = "%3Cmsnobj%20Size%3D%221%22%2F%3E";

/// A client that knows neither capabilities nor pictures is not told the same again when only these are new.
#[tokio::test]
async fn what_a_dialect_cannot_show_is_no_news_in_it() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.renames.count = 0).start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp12).await?;
    for dialect in Dialect::ALL {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let (caps, objects) = (dialect.has(Cap::ClientCaps), dialect.has(Cap::MsnObjects));
        for (change, is_news) in [
            ("CHG 5 NLN 64".to_owned(), caps),
            (format!("CHG 6 NLN 64 {OBJECT}"), objects),
            (format!("CHG 7 NLN 64 {OBJECT}"), false),
            (format!("CHG 8 NLN 0 {OBJECT}"), caps),
            ("CHG 9 NLN 0".to_owned(), objects),
            (format!("CHG 10 BSY 64 {OBJECT}"), true),
            ("PRP 11 MFN Ally".to_owned(), true),
            ("PRP 12 MFN Ally".to_owned(), false),
            ("PRP 13 MFN Alice".to_owned(), true),
            ("CHG 14 NLN 0".to_owned(), true),
        ] {
            alice.send(&change).await?;
            alice.settle().await?;
            let told = bob.settle().await?;
            ensure!(told.len() == usize::from(is_news), "{dialect}: after {change}: {told:?}");
            ensure!(told.iter().all(|line| line.starts_with("NLN ")), "{dialect}: {told:?}");
        }
        // What was left out is told with the next thing that can be shown.
        alice.send(&format!("CHG 15 BSY 64 {OBJECT}")).await?;
        let mut expected = format!("NLN BSY {} Alice", wording::contact(ALICE, dialect));
        if caps {
            expected.push_str(if dialect.has(Cap::ExtendedCaps) { " 64:0" } else { " 64" });
        }
        if objects {
            expected = format!("{expected} {OBJECT}");
        }
        bob.expect(&expected).await.context(dialect)?;
        alice.send("CHG 16 NLN 0").await?;
        bob.settle().await?;
        bob.send("OUT").await?;
        alice.settle().await?;
    }
    Ok(())
}
