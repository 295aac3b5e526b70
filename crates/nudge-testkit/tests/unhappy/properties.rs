//! `PRP`: every key in every dialect (reference 02 §2).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::Raw;
use nudge_testkit::cast::{self, ALICE, BOB};

/// A property, a value that it may have, and what a dialect needs to have it.
const KEYS: [(&str, &str, Cap); 8] = [
    ("PHH", "555%201234", Cap::Properties),
    ("PHW", "555%201234", Cap::Properties),
    ("PHM", "555%201234", Cap::Properties),
    ("MBE", "Y", Cap::Properties),
    ("MOB", "Y", Cap::Properties),
    ("WWE", "2", Cap::DirectProperty),
    ("MFN", "Alice%20L", Cap::NameProperty),
    ("HSB", "1", Cap::BlogProperty),
];

/// Sets a property; what comes back names it, with that value.
async fn set(raw: &mut Raw, key: &str, value: &str, dialect: Dialect) -> anyhow::Result<()> {
    raw.send(&format!("PRP 7 {key} {value}")).await?;
    let line = raw.line().await?;
    let rest = line.strip_prefix("PRP 7 ").with_context(|| format!("{key}: {line}"))?;
    let rest =
        if dialect.has(Cap::ListSerials) { rest.split_once(' ').context("no version")?.1 } else { rest };
    ensure!(rest == format!("{key} {value}"), "{key}: {line}");
    Ok(())
}

#[tokio::test]
async fn each_dialect_has_its_properties_and_no_others() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.renames.count = 0).start().await?;
    for dialect in cast::having(Cap::Properties) {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        for (key, value, cap) in KEYS {
            if dialect.has(cap) {
                set(&mut raw, key, value, dialect).await.context(dialect)?;
            } else {
                raw.asks(&format!("PRP 7 {key} {value}"), "715 7").await.context(dialect)?;
            }
        }
        for key in ["XYZ", "phh", "mfn", "A", "ab"] {
            raw.asks(&format!("PRP 7 {key} 1"), "715 7").await.context(dialect)?;
            raw.asks(&format!("PRP 7 {key}"), "715 7").await.context(dialect)?;
        }
        if !dialect.has(Cap::SyncedLists) {
            continue;
        }
        // All that was set is in the dump, and what others have set and this one does not know is not.
        raw.send(&nudge_testkit::wording::syn(8, dialect)).await?;
        let dump = raw.settle().await?;
        for (key, value, cap) in KEYS {
            let told =
                dump.iter().any(|row| row.starts_with("PRP ") && row.ends_with(&format!("{key} {value}")));
            ensure!(told == dialect.has(cap), "{dialect}: {key} in {dump:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_telephone_number_has_95_bytes_at_most() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let (longest, longer) = ("5".repeat(95), "5".repeat(96));
    for dialect in cast::having(Cap::Properties) {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        set(&mut raw, "PHW", &longest, dialect).await.context(dialect)?;
        set(&mut raw, "PHW", &"%20".repeat(31), dialect).await.context(dialect)?;
        raw.is_closed_by(&format!("PRP 7 PHW {longer}")).await?;
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.is_closed_by(&format!("PRP 7 PHW {}", "%20".repeat(32))).await?;
        // None is one that is cleared.
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.send("PRP 7 PHW").await?;
        ensure!(raw.line().await?.ends_with(" PHW"), "cleared");
        raw.is_alive().await?;
    }
    Ok(())
}

/// Without a device that is set up, nobody can be let page it.
#[tokio::test]
async fn paging_needs_a_device() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::ContactProperties) {
        let server = cast::server().start().await?;
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        for (line, told) in [
            ("PRP 2 MOB Y", " MOB N"),
            ("PRP 3 MOB N", " MOB N"),
            ("PRP 4 MBE Y", " MBE Y"),
            ("PRP 5 MOB Y", " MOB Y"),
            ("PRP 6 MBE N", " MBE N"),
            ("PRP 7 MBE Y", " MBE Y"),
        ] {
            raw.send(line).await?;
            let answer = raw.line().await?;
            ensure!(answer.ends_with(told), "{dialect}: {line}: {answer}");
        }
        // It went with the device.
        raw.send(&nudge_testkit::wording::syn(8, dialect)).await?;
        let dump = raw.settle().await?;
        ensure!(
            !dump.iter().any(|row| row.starts_with("PRP ") && row.ends_with(" MOB Y")),
            "{dialect}: {dump:?}"
        );
    }
    Ok(())
}

/// A contact who is online is told of each change that their dialect has a word for, once.
#[tokio::test]
async fn contacts_are_told_of_what_they_can_show() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp12).await?;
    for dialect in Dialect::ALL {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        for (key, value, cap) in [
            ("PHH", "1", Some(Cap::Properties)),
            ("PHM", "2", Some(Cap::Properties)),
            // Only its owner has to know that there is a device.
            ("MBE", "Y", None),
            ("MOB", "Y", Some(Cap::Properties)),
            ("WWE", "1", Some(Cap::DirectProperty)),
            ("HSB", "1", Some(Cap::BlogProperty)),
        ] {
            alice.settle().await?;
            set(&mut alice, key, value, Dialect::Msnp12).await?;
            let told = bob.settle().await?;
            let has_word = cap.is_some_and(|cap| dialect.has(cap) && dialect.has(Cap::ContactProperties));
            let count = usize::from(has_word);
            ensure!(told.len() == count, "{dialect}: {key}: {told:?}");
            let end = format!(" {ALICE} {key} {value}");
            ensure!(
                told.iter().all(|line| format!(" {line}").contains("BPR ") && line.ends_with(&end)),
                "{told:?}"
            );
        }
        for key in ["PHH", "PHM"] {
            alice.send(&format!("PRP 8 {key}")).await?;
        }
        for (key, value) in [("MBE", "N"), ("WWE", "0"), ("HSB", "0")] {
            alice.send(&format!("PRP 8 {key} {value}")).await?;
        }
        alice.settle().await?;
        bob.settle().await?;
        bob.send("OUT").await?;
    }
    Ok(())
}
