//! `ADC`, `REM` and `SBP`: what goes wrong with lists by GUID, and people who wait for a decision (reference 02 §4.3).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, NOBODYS_GUID};
use nudge_testkit::{Raw, TestServer, wording};

fn dialects() -> impl Iterator<Item = Dialect> {
    cast::having(Cap::AddressBook)
}

/// The lists that somebody is on, as a dump says; `None` for nobody's row.
async fn bits(raw: &mut Raw, who: &str, dialect: Dialect) -> anyhow::Result<Option<u32>> {
    raw.send(&wording::syn(99, dialect)).await?;
    let dump = raw.settle().await?;
    let handle = if dialect.has(Cap::AddressBook) { format!("N={who}") } else { who.to_owned() };
    let row = dump.iter().find(|row| row.starts_with("LST ") && row.split(' ').nth(1) == Some(&handle));
    let Some(row) = row else { return Ok(None) };
    let bits = row.split(' ').skip(3).find_map(|word| word.parse().ok());
    Ok(Some(bits.with_context(|| row.clone())?))
}

/// A telephone is a number, and no address at all until MSNP11.
#[tokio::test]
async fn what_is_no_address_is_201() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in dialects() {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        let telephone = (!dialect.has(Cap::TelephoneContacts)).then_some("tel:15551111222");
        let nobody = [
            "tel:",
            "tel:+",
            "tel:x",
            "tel:1x",
            "tel:1-2",
            "tel:++1",
            "tel:123456789012345678901",
            "TEL:1",
            "15551111222",
            "hello",
            "a@b",
            "@example.com",
            "bob@",
            "%40",
            "a@b@c.d",
        ];
        for handle in nobody.into_iter().chain(telephone) {
            for list in ["FL", "AL", "BL"] {
                raw.asks(&format!("ADC 7 {list} N={handle} F=x"), "201 7").await.context(dialect)?;
            }
        }
        raw.is_alive().await?;
    }
    Ok(())
}

/// A name that cannot be kept is no reason to refuse the contact.
#[tokio::test]
async fn a_contact_may_have_any_name() -> anyhow::Result<()> {
    for dialect in dialects() {
        for (name, told) in [
            (String::new(), format!(" F={CAROL}")),
            (" F=".to_owned(), format!(" F={CAROL}")),
            (" F=C%20D".to_owned(), " F=C%20D".to_owned()),
            (format!(" F={}", "%20".repeat(200)), format!(" F={}", "%20".repeat(200))),
        ] {
            let server = cast::server().start().await?;
            let guid = cast::guid(&server, CAROL).await?;
            let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
            raw.asks(&format!("ADC 7 FL N={CAROL}{name}"), &format!("ADC 7 FL N={CAROL}{told} C={guid}"))
                .await?;
            ensure!(bits(&mut raw, CAROL, dialect).await? == Some(1), "{dialect}: {name}");
        }
    }
    Ok(())
}

/// Contacts are removed by GUID, everybody else by address: the other way round is a mistake.
#[tokio::test]
async fn a_contact_is_removed_by_guid_and_others_by_address() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().start().await?;
        let (bob, carol) = (cast::guid(&server, BOB).await?, cast::guid(&server, CAROL).await?);
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        for (line, answer) in [
            (format!("REM 7 AL {bob}"), "216 7".to_owned()),
            (format!("REM 7 PL {bob}"), "216 7".to_owned()),
            // A stranger's GUID is nobody's.
            (format!("REM 7 FL {carol}"), "216 7".to_owned()),
            (format!("REM 7 FL {NOBODYS_GUID}"), "216 7".to_owned()),
            (format!("SBP 7 {carol} MFN Carol"), "216 7".to_owned()),
            (format!("REM 7 FL {bob}"), format!("REM 7 FL {bob}")),
            (format!("REM 7 FL {bob}"), "216 7".to_owned()),
            (format!("REM 7 AL {BOB}"), format!("REM 7 AL {BOB}")),
            (format!("REM 7 BL {BOB}"), "216 7".to_owned()),
        ] {
            raw.asks(&line, &answer).await.context(dialect)?;
        }
        ensure!(bits(&mut raw, BOB, dialect).await? == Some(8), "{dialect}");
        cast::signed_in(&server, ALICE, dialect).await?.is_closed_by(&format!("REM 7 FL {BOB}")).await?;
    }
    Ok(())
}

/// What a client keeps of a contact: the same line comes back.
#[tokio::test]
async fn properties_of_contacts_are_kept_or_refused() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().start().await?;
        let bob = cast::guid(&server, BOB).await?;
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        for (arguments, is_kept) in [
            ("MFN Bobby".to_owned(), true),
            ("MOB Y".to_owned(), true),
            ("WWE 1".to_owned(), true),
            ("PHM 555%201234 1".to_owned(), true),
            ("PHM".to_owned(), true),
            ("HSB 1".to_owned(), dialect.has(Cap::BlogProperty)),
            ("PHH 555".to_owned(), false),
            ("PHW 555".to_owned(), false),
            ("MBE Y".to_owned(), false),
            ("XYZ 1".to_owned(), false),
            ("mfn Bobby".to_owned(), false),
        ] {
            let line = format!("SBP 7 {bob} {arguments}");
            let answer = if is_kept { line.as_str() } else { "715 7" };
            raw.asks(&line, answer).await.context(dialect)?;
        }
        raw.asks(&format!("SBP 7 {bob} MFN"), "209 7").await?;
        raw.asks(&format!("SBP 7 {bob} MFN {}", "%20".repeat(130)), "209 7").await?;
        raw.is_alive().await?;
    }
    Ok(())
}

/// Carol adds Alice, who has not decided yet.
async fn pending(dialect: Dialect) -> anyhow::Result<(TestServer, Raw)> {
    let server = cast::server().start().await?;
    let mut carol = cast::signed_in(&server, CAROL, Dialect::Msnp7).await?;
    carol.send(&format!("ADD 5 FL {ALICE} Alice")).await?;
    carol.settle().await?;
    let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
    let waits = if dialect.has(Cap::PendingList) { 16 } else { 8 };
    ensure!(bits(&mut raw, CAROL, dialect).await? == Some(waits), "{dialect}: she does not wait");
    Ok((server, raw))
}

/// Whoever waits for a decision is on another list than those who have been dealt with, in whichever way.
#[tokio::test]
async fn who_has_been_dealt_with_waits_no_more() -> anyhow::Result<()> {
    for dialect in dialects() {
        let ways: [(&[&str], u32); 7] = [
            (&["ADC 7 AL N=carol@example.com"], 8 | 2),
            (&["ADC 7 BL N=carol@example.com"], 8 | 4),
            (&["ADC 7 RL N=carol@example.com"], 8),
            (&["REM 7 PL carol@example.com"], 8),
            // As MSN Messenger 7 does it; the second and third come too late to change anything.
            (
                &[
                    "ADC 7 BL N=carol@example.com",
                    "ADC 8 RL N=carol@example.com",
                    "REM 9 PL carol@example.com",
                ],
                8 | 4,
            ),
            (
                &["REM 7 PL carol@example.com", "REM 8 PL carol@example.com", "ADC 9 RL N=carol@example.com"],
                8,
            ),
            // Having decided once is enough.
            (&["ADC 7 AL N=carol@example.com", "REM 8 AL carol@example.com"], 8),
        ];
        for (way, expected) in ways {
            let (server, mut raw) = pending(dialect).await?;
            for line in way {
                raw.asks(line, line).await.context(dialect)?;
            }
            let found = bits(&mut raw, CAROL, dialect).await?;
            ensure!(found == Some(expected), "{dialect}: after {way:?}: {found:?}");
            // The same for every client after that.
            for later in cast::having(Cap::BareDump) {
                let mut raw = cast::signed_in(&server, ALICE, later).await?;
                let found = bits(&mut raw, CAROL, later).await?;
                ensure!(found == Some(expected), "{later} after {dialect}: {way:?}: {found:?}");
            }
        }
    }
    Ok(())
}

/// Adding somebody back decides nothing about whether they are let see oneself.
#[tokio::test]
async fn who_is_a_contact_may_still_wait() -> anyhow::Result<()> {
    for dialect in dialects() {
        let (_server, mut raw) = pending(dialect).await?;
        raw.send(&format!("ADC 7 FL N={CAROL} F=Carol")).await?;
        ensure!(raw.line().await?.starts_with("ADC 7 FL "), "added");
        ensure!(bits(&mut raw, CAROL, dialect).await? == Some(1 | 16), "{dialect}");
    }
    Ok(())
}

/// Somebody who was dealt with and comes again waits again.
#[tokio::test]
async fn who_comes_again_waits_again() -> anyhow::Result<()> {
    for dialect in dialects() {
        let (server, mut raw) = pending(dialect).await?;
        raw.asks(&format!("REM 7 PL {CAROL}"), &format!("REM 7 PL {CAROL}")).await?;
        let mut carol = cast::signed_in(&server, CAROL, Dialect::Msnp7).await?;
        carol.send(&format!("REM 6 FL {ALICE}")).await?;
        carol.settle().await?;
        raw.expect(&format!("REM 0 RL {CAROL}")).await?;
        ensure!(bits(&mut raw, CAROL, dialect).await?.is_none(), "{dialect}: she is still there");
        raw.asks(&format!("REM 8 PL {CAROL}"), "216 8").await?;
        carol.send(&format!("ADD 7 FL {ALICE} Alice")).await?;
        carol.settle().await?;
        raw.expect(&format!("ADC 0 RL N={CAROL} F=Carol")).await?;
        ensure!(bits(&mut raw, CAROL, dialect).await? == Some(16), "{dialect}");
        // She leaves without a decision: there is nothing left to confirm.
        carol.send(&format!("REM 8 FL {ALICE}")).await?;
        carol.settle().await?;
        raw.expect(&format!("REM 0 RL {CAROL}")).await?;
        raw.is_closed_by(&format!("ADC 9 RL N={CAROL}")).await?;
    }
    Ok(())
}

/// A decision that an old client makes, which knows of nobody who waits, is one for later clients too.
#[tokio::test]
async fn an_old_client_decides_as_well() -> anyhow::Result<()> {
    for old in cast::having(Cap::AddAndRename) {
        let server = cast::server().start().await?;
        let mut carol = cast::signed_in(&server, CAROL, Dialect::Msnp12).await?;
        carol.send(&format!("ADC 5 FL N={ALICE} F=Alice")).await?;
        carol.settle().await?;
        let mut raw = cast::signed_in(&server, ALICE, old).await?;
        if old.has(Cap::BareDump) {
            ensure!(bits(&mut raw, CAROL, old).await? == Some(8), "{old}: pending is shown");
        }
        raw.send(&format!("ADD 6 BL {CAROL} Carol")).await?;
        ensure!(raw.line().await?.starts_with("ADD 6 BL "), "blocked");
        for dialect in dialects() {
            let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
            ensure!(bits(&mut raw, CAROL, dialect).await? == Some(8 | 4), "{dialect} after {old}");
        }
    }
    Ok(())
}

/// One's own self is nobody to wait for.
#[tokio::test]
async fn who_adds_themselves_does_not_wait() -> anyhow::Result<()> {
    for dialect in dialects() {
        let server = cast::server().start().await?;
        let guid = cast::guid(&server, ALICE).await?;
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.asks(&format!("ADC 7 FL N={ALICE} F=Me"), &format!("ADC 7 FL N={ALICE} F=Me C={guid}")).await?;
        ensure!(bits(&mut raw, ALICE, dialect).await? == Some(1 | 8), "{dialect}");
        raw.asks(&format!("ADC 8 RL N={ALICE}"), &format!("ADC 8 RL N={ALICE}")).await?;
        raw.asks(&format!("REM 9 FL {guid}"), &format!("REM 9 FL {guid}")).await?;
        ensure!(bits(&mut raw, ALICE, dialect).await?.is_none(), "{dialect}");
    }
    Ok(())
}
