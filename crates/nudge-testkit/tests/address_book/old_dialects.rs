//! What is changed in an address book, others see at once, whatever they sign in with; and who is told to read it again.

use anyhow::ensure;
use msnp::Dialect;
use nudge_core::{Edit, Handle, List};
use nudge_testkit::cast::{self, ALICE, BOB, CAROL};
use nudge_testkit::wording;

use nudge_testkit::address_book::{Program, said};

#[tokio::test]
async fn whoever_is_added_and_removed_hears_of_it() -> anyhow::Result<()> {
    for (dialect, added, removed) in [
        (Dialect::Msnp8, "ADD 0 RL ", "REM 0 RL "),
        (Dialect::Msnp12, "ADC 0 RL N=alice@example.com F=Alice", "REM 0 RL alice@example.com"),
    ] {
        let server = cast::server().start().await?;
        let alice = Program::of(&server, ALICE).await?;
        let mut carol = cast::signed_in(&server, CAROL, dialect).await?;
        carol.send(if dialect == Dialect::Msnp8 { "SYN 4 0" } else { "SYN 4 0 0" }).await?;
        carol.settle().await?;
        alice.add(CAROL, "Hi").await?.done()?;
        let line = carol.line().await?;
        ensure!(line.starts_with(added) && line.contains(ALICE), "{line}");
        let id = cast::guid(&server, CAROL).await?;
        let inside = format!("<contacts><Contact><contactId>{id}</contactId></Contact></contacts>");
        alice.ab("ABContactDelete", &inside).await?.done()?;
        let line = carol.line().await?;
        ensure!(line.starts_with(removed) && line.contains(ALICE), "{line}");
        carol.is_alive().await?;
        server.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn whoever_is_blocked_sees_nobody_any_more() -> anyhow::Result<()> {
    for dialect in [Dialect::Msnp8, Dialect::Msnp12] {
        let server = cast::server().start().await?;
        let alice = Program::of(&server, ALICE).await?;
        let _alice = cast::online(&server, ALICE, dialect).await?;
        let mut bob = cast::online(&server, BOB, Dialect::Msnp8).await?;
        let name = format!("<PassportName>{BOB}</PassportName>");
        alice.member("AddMember", "Block", &name).await?.done()?;
        bob.expect(&format!("FLN {ALICE}")).await?;
        alice.member("AddMember", "Allow", &name).await?.done()?;
        bob.expect(&wording::nln("NLN", ALICE, "Alice", Dialect::Msnp8)).await?;
        // Her name is the one that all see.
        let me = "<contacts><Contact><contactInfo><contactType>Me</contactType><displayName>Ally</displayName></contactInfo>\
            <propertiesChanged>DisplayName </propertiesChanged></Contact></contacts>";
        alice.ab("ABContactUpdate", me).await?.done()?;
        bob.expect(&wording::nln("NLN", ALICE, "Ally", Dialect::Msnp8)).await?;
        server.stop().await?;
    }
    Ok(())
}

/// A client that reads its lists the next time finds what was changed in the book, and nothing that it does not know.
#[tokio::test]
async fn the_next_dump_has_what_was_changed() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let alice = Program::of(&server, ALICE).await?;
    alice.add(CAROL, "").await?.done()?;
    for dialect in [Dialect::Msnp8, Dialect::Msnp10, Dialect::Msnp12] {
        let mut client = cast::signed_in(&server, ALICE, dialect).await?;
        client.send(if dialect == Dialect::Msnp8 { "SYN 4 0" } else { "SYN 4 0 0" }).await?;
        let rows = client.settle().await?;
        ensure!(rows.iter().any(|row| row.starts_with("LST ") && row.contains(CAROL)), "{rows:?}");
        drop(client);
    }
    Ok(())
}

/// A client that can be told hears of what it has not done itself, and then reads what is new.
#[tokio::test]
async fn a_later_client_is_told_to_read() -> anyhow::Result<()> {
    for dialect in [Dialect::Msnp13, Dialect::Msnp15, Dialect::Msnp18] {
        let server = cast::server().start().await?;
        let program = Program::of(&server, ALICE).await?;
        let stamp = program.find_all().await?.stamp()?;
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        program.add(CAROL, "").await?.done()?;
        alice.is_alive().await?;
        let id = server.core().store().account_by_handle(&Handle::new(ALICE)?).await?.id;
        let contact = Handle::new(BOB)?.into();
        server.core().edit_roster(id, Edit::Remove { list: List::Forward, contact, group: None }).await?;
        let line = alice.line().await?;
        ensure!(line.starts_with("NOT "), "{dialect}: {line}");
        alice.skip_payload(&line).await?;
        let news = program.find_new(&stamp).await?.done()?;
        ensure!(news.contact(CAROL).is_ok() && said(news.contact(BOB)?, &["fDeleted"]) == Some("true"));
        server.stop().await?;
    }
    Ok(())
}
