//! Groups: each number that a change can be refused with (reference 02 §5).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL, NOBODYS_GUID, SECRET};
use nudge_testkit::{Member, Raw};

/// Asks, and gives back the answer, which must be the number or begin with the words.
async fn ask(raw: &mut Raw, line: &str, answer: &str) -> anyhow::Result<String> {
    raw.send(line).await?;
    let came = raw.line().await.with_context(|| line.to_owned())?;
    let trid = line.split(' ').nth(1).unwrap_or_default();
    let number = format!("{answer} {trid}");
    ensure!(
        came == number || came.starts_with(&format!("{number} ")),
        "{line}: expected {number}, got {came}"
    );
    raw.settle().await?;
    Ok(came)
}

/// Names of as many bytes as are just too few and just too many.
fn name(letter: &str, bytes: usize) -> String {
    letter.repeat(bytes)
}

#[tokio::test]
async fn groups_have_numbers_of_their_own() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::GroupNumbers) {
        let server = cast::server().start().await?;
        let mut raw = cast::online(&server, ALICE, dialect).await?;
        for (line, answer) in [
            (format!("ADG 2 {} 0", name("x", 61)), "ADG"),
            (format!("ADG 3 {} 0", name("x", 62)), "229"),
            (format!("ADG 4 {} 0", name("y", 127)), "229"),
            (format!("ADG 5 {} 0", name("x", 61)), "228"),
            ("ADG 6 Work 0".into(), "ADG"),
            ("ADG 6 Other%20Contacts 0".into(), "ADG"),
            (format!("REG 7 2 {} 0", name("x", 61)), "228"),
            (format!("REG 8 2 {} 0", name("z", 127)), "REG"),
            ("REG 9 9 New 0".into(), "224"),
            ("REG 10 0 New 0".into(), "230"),
            ("RMG 11 0".into(), "230"),
            ("RMG 12 9".into(), "224"),
            (format!("ADD 13 FL {BOB} Bob 9"), "224"),
            (format!("ADD 14 FL {CAROL} x 29"), "224"),
            (format!("ADD 15 FL {BOB} Bob 1"), "ADD"),
            (format!("ADD 16 FL {BOB} Bob 1"), "215"),
            (format!("REM 17 FL {BOB} 2"), "225"),
            (format!("REM 18 FL {BOB} 9"), "224"),
            (format!("REM 19 FL {BOB} 1"), "REM"),
            (format!("REM 20 FL {BOB} 1"), "225"),
            ("RMG 21 1".into(), "RMG"),
        ] {
            ask(&mut raw, &line, answer).await.context(dialect)?;
        }
        // He has lost his group and is still a contact.
        raw.send("SYN 22 0").await?;
        let dump = raw.settle().await?;
        ensure!(dump.iter().any(|row| row.contains(BOB) && row.ends_with(" 0")), "{dialect}: {dump:?}");
    }
    Ok(())
}

#[tokio::test]
async fn groups_have_guids_of_their_own() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::AddressBook) {
        let server = cast::server().start().await?;
        let mut raw = cast::online(&server, ALICE, dialect).await?;
        let bob = cast::guid(&server, BOB).await?;
        let mut made = Vec::new();
        // The 0 of older dialects is not minded.
        for line in
            [format!("ADG 2 {}", name("x", 61)), "ADG 3 Work 0".into(), "ADG 4 Other%20Contacts".into()]
        {
            let answer = ask(&mut raw, &line, "ADG").await?;
            let words: Vec<&str> = answer.split(' ').collect();
            let ["ADG", _, told, guid] = words.as_slice() else { anyhow::bail!("{dialect}: {answer}") };
            ensure!(line.split(' ').nth(2) == Some(*told), "{dialect}: {answer}");
            made.push((*guid).to_owned());
        }
        let [first, work, other] = made.as_slice() else { anyhow::bail!("{made:?}") };
        for (line, answer) in [
            (format!("ADG 5 {}", name("x", 62)), "229"),
            (format!("ADG 5 {}", name("y", 127)), "229"),
            (format!("ADG 5 {}", name("x", 61)), "228"),
            (format!("REG 7 {work} {}", name("x", 61)), "228"),
            (format!("REG 8 {work} {}", name("z", 62)), "REG"),
            (format!("REG 8 {work} {} 0", name("z", 127)), "REG"),
            (format!("REG 9 {NOBODYS_GUID} New"), "224"),
            (format!("RMG 10 {NOBODYS_GUID}"), "224"),
            (format!("ADC 11 FL C={bob} {NOBODYS_GUID}"), "224"),
            (format!("ADC 12 FL C={NOBODYS_GUID} {first}"), "216"),
            (format!("ADC 13 FL C={bob} {first}"), "ADC"),
            (format!("ADC 14 FL C={bob} {first}"), "215"),
            // Any spelling of a GUID is that GUID.
            (format!("ADC 14 FL C={} {}", bob.to_uppercase(), first.to_uppercase()), "215"),
            (format!("REM 15 FL {bob} {work}"), "225"),
            (format!("REM 16 FL {bob} {NOBODYS_GUID}"), "224"),
            (format!("REM 17 FL {NOBODYS_GUID} {first}"), "216"),
            (format!("REM 18 FL {bob} {first}"), "REM"),
            (format!("REM 19 FL {bob} {first}"), "225"),
            (format!("ADC 20 FL C={bob} {other}"), "ADC"),
            (format!("RMG 21 {other}"), "RMG"),
            (format!("RMG 22 {other}"), "224"),
            // MSN Messenger 7.0 sometimes sends the name.
            ("RMG 23 Nobody's".into(), "224"),
            (format!("RMG 24 {}", name("z", 127)), "RMG"),
            (format!("RMG 25 {}", name("z", 127)), "224"),
            (format!("RMG 26 {}", name("z", 400)), "224"),
            ("RMG 27 0".into(), "224"),
            (format!("RMG 28 {first} 0"), "RMG"),
        ] {
            ask(&mut raw, &line, answer).await.context(dialect)?;
        }
        // He has lost his groups and is still a contact.
        raw.send("SYN 22 0 0").await?;
        let dump = raw.settle().await?;
        ensure!(!dump.iter().any(|row| row.starts_with("LSG ")), "{dialect}: {dump:?}");
        let row = format!("LST N={BOB} F=Bob C={bob} 11");
        let row = if dialect.has(Cap::ContactNetworks) { format!("{row} 1") } else { row };
        ensure!(dump.contains(&row), "{dialect}: no {row} in {dump:?}");
    }
    Ok(())
}

/// What is no group of anybody's is told from what cannot be one: the connection is closed.
#[tokio::test]
async fn what_cannot_be_a_group_ends_the_session() -> anyhow::Result<()> {
    let server = cast::server().member(Member::new("m@example.com", SECRET).group("Work").friend(BOB));
    let server = server.start().await?;
    let bob = cast::guid(&server, BOB).await?;
    for dialect in cast::having(Cap::Groups) {
        let mut lines = vec![format!("ADG 2 {} 0", name("x", 128)), "ADG 2".into(), "RMG 2".into()];
        if dialect.has(Cap::GroupNumbers) {
            lines.push(format!("REG 2 1 {} 0", name("x", 128)));
            for number in ["30", "-1", "x", "256", "1.5", NOBODYS_GUID] {
                lines.extend([format!("RMG 2 {number}"), format!("REG 2 {number} New 0")]);
                lines.extend([format!("ADD 2 FL {BOB} Bob {number}"), format!("REM 2 FL {BOB} {number}")]);
            }
        } else {
            lines.push(format!("REG 2 {NOBODYS_GUID} {}", name("x", 128)));
            let (cut, long) = (&NOBODYS_GUID[1..], format!("{NOBODYS_GUID}0"));
            for guid in ["1", "x", cut, &long, "0000000x-0000-4000-8000-000000000000"] {
                lines.extend([format!("REG 2 {guid} New"), format!("ADC 2 FL C={bob} {guid}")]);
                lines.extend([format!("ADC 2 FL C={guid} {NOBODYS_GUID}"), format!("REM 2 FL {guid}")]);
                lines.push(format!("REM 2 FL {bob} {guid}"));
            }
        }
        for line in lines {
            Raw::signed_in(&server, "m@example.com", SECRET, dialect)
                .await?
                .is_closed_by(&line)
                .await
                .context(dialect)?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_thirtieth_group_is_223() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::Groups) {
        let server = cast::server().start().await?;
        let mut raw = cast::online(&server, ALICE, dialect).await?;
        for number in 1..=30 {
            let answer = if number == 30 { "223" } else { "ADG" };
            ask(&mut raw, &format!("ADG {number} G{number} 0"), answer).await.context(dialect)?;
        }
    }
    Ok(())
}

/// Groups that were made in one dialect are there in another, under the name that it has for them.
#[tokio::test]
async fn groups_are_the_same_in_all_dialects() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut raw = cast::signed_in(&server, ALICE, Dialect::Msnp7).await?;
    ask(&mut raw, "ADG 2 Work 0", "ADG").await?;
    ask(&mut raw, &format!("ADD 3 FL {BOB} Bob 1"), "ADD").await?;
    let mut guids = Vec::new();
    for dialect in cast::having(Cap::AddressBook) {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.send("SYN 2 0 0").await?;
        let dump = raw.settle().await?;
        let groups: Vec<&String> = dump.iter().filter(|row| row.starts_with("LSG ")).collect();
        let guid = groups.first().and_then(|row| row.strip_prefix("LSG Work ")).context("no group")?;
        ensure!(
            groups.len() == 1 && dump.iter().any(|row| row.contains(BOB) && row.ends_with(guid)),
            "{dump:?}"
        );
        guids.push(guid.to_owned());
    }
    guids.dedup();
    let [guid] = guids.as_slice() else { anyhow::bail!("it has several GUIDs: {guids:?}") };
    ask(&mut cast::signed_in(&server, ALICE, Dialect::Msnp11).await?, &format!("REG 2 {guid} Play"), "REG")
        .await?;
    for dialect in [Dialect::Msnp8, Dialect::Msnp9] {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.send("SYN 2 0").await?;
        let dump = raw.settle().await?;
        ensure!(dump.contains(&"LSG 1 Play 0".to_owned()), "{dump:?}");
        ensure!(
            dump.iter().any(|row| row.starts_with(&format!("LST {BOB} ")) && row.ends_with(" 1")),
            "{dump:?}"
        );
    }
    Ok(())
}
