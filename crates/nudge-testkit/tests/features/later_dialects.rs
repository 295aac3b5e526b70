//! What MSNP8 to MSNP12 brought, where one thing meets another.

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect, frame};
use nudge_core::{Actor, Handle, MailNotice};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Member, Raw};

/// The GUID in the row of a dump or in an answer.
fn guid(line: &str) -> anyhow::Result<&str> {
    line.split(' ').find_map(|word| word.strip_prefix("C=")).with_context(|| format!("no GUID: {line}"))
}

/// The payload of the next line, which must be of that command.
async fn announced(raw: &mut Raw, name: &str) -> anyhow::Result<String> {
    let line = raw.line().await?;
    ensure!(line.starts_with(name), "expected {name}, got {line}");
    let length = line.rsplit(' ').next().context("a word")?.parse()?;
    Ok(String::from_utf8(raw.payload(length).await?)?)
}

/// Nobody reads a longer document than a client may send, so none may come of two that are put together.
#[tokio::test]
async fn no_personal_message_grows_too_long_for_those_who_are_told() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp11).await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp12).await?;
    bob.settle().await?;
    let mut longest = 0;
    for length in (1900..2048).step_by(20).chain([2048]) {
        for element in ["PSM", "CurrentMedia"] {
            let payload = format!("<Data><{element}>{}</{element}></Data>", "x".repeat(length));
            alice.send_payload("UUX 5", payload.as_bytes()).await?;
            let Ok(()) = alice.expect("UUX 5 0").await else {
                ensure!(longest > 3000);
                return Ok(());
            };
            longest = announced(&mut bob, "UBX ").await?.len();
            ensure!(longest <= frame::Limits::default().data, "{longest} bytes");
        }
    }
    Ok(())
}

/// A GUID names a contact; one who is none any more is added by address.
#[tokio::test]
async fn a_group_takes_nobody_in_who_is_no_contact() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in Dialect::ALL.into_iter().filter(|dialect| dialect.has(Cap::AddressBook)) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        alice.send("SYN 2 0 0").await?;
        let rows = alice.settle().await?;
        let bob = guid(rows.iter().find(|row| row.contains("N=bob@")).context("no Bob")?)?.to_owned();
        alice.send("ADG 3 Friends").await?;
        let group = alice.line().await?.rsplit(' ').next().context("a word")?.to_owned();
        alice.asks(&format!("REM 4 FL {bob}"), &format!("REM 4 FL {bob}")).await?;
        alice.asks(&format!("ADC 5 FL C={bob} {group}"), "216 5").await.context(dialect)?;
        alice.send("ADC 6 FL N=bob@example.com F=Bob").await?;
        let added = alice.line().await?;
        ensure!(guid(&added)? == bob, "{added}");
        let grouping = format!("ADC 7 FL C={bob} {group}");
        alice.asks(&grouping, &grouping).await?;
        alice.asks(&format!("RMG 8 {group}"), &format!("RMG 8 {group}")).await?;
    }
    Ok(())
}

/// What is unread is there; and nothing is in a mailbox that there is not.
#[tokio::test]
async fn mail_data_counts_no_more_unread_letters_than_letters() -> anyhow::Result<()> {
    const WHO: &str = "mail@example.com";
    let server = cast::server().member(Member::new(WHO, SECRET).mail(3, 4)).start().await?;
    for (enabled, counts) in [
        (true, "<E><I>3</I><IU>3</IU><O>4</O><OU>4</OU></E>"),
        (false, "<E><I>0</I><IU>0</IU><O>0</O><OU>0</OU></E>"),
    ] {
        let mail = MailNotice { enabled, inbox_unread: 3, folders_unread: 4 };
        server.core().set_mail(&Actor::Console, &Handle::new(WHO)?, mail).await?;
        let mut raw = Raw::signed_in(&server, WHO, SECRET, Dialect::Msnp11).await?;
        raw.asks("CHG 2 NLN 0", "CHG 2 NLN 0").await?;
        let mail = announced(&mut raw, "MSG ").await?;
        ensure!(mail.contains(counts), "{mail}");
    }
    Ok(())
}
