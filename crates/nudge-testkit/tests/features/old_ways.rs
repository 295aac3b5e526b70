//! What only the oldest clients do: passwords in clear text, registering at sign-in, instant messages off and on.

use anyhow::ensure;
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB, SECRET};
use nudge_testkit::{Builder, Raw};

fn open() -> Builder {
    cast::server().config(|config| config.clear_text = true).policy(|policy| policy.open_registration = true)
}

#[tokio::test]
async fn clear_text_is_offered_where_it_is_allowed_and_only_to_msnp2() -> anyhow::Result<()> {
    let server = cast::server().config(|config| config.clear_text = true).start().await?;
    for dialect in cast::having(Cap::PackageQuery) {
        let mut raw = Raw::greeted(server.main(), dialect).await?;
        let has = dialect.has(Cap::ClearTextSignIn);
        raw.asks("INF 2", if has { "INF 2 MD5 CTP" } else { "INF 2 MD5" }).await?;
        if !has {
            raw.is_closed_by(&format!("USR 3 CTP I {ALICE}")).await?;
            continue;
        }
        raw.asks(&format!("USR 3 CTP I {ALICE}"), "USR 3 CTP S").await?;
        raw.asks(&format!("USR 4 CTP S {SECRET}"), &format!("USR 4 OK {ALICE} Alice")).await?;
        let mut raw = Raw::greeted(server.main(), dialect).await?;
        raw.asks(&format!("USR 3 CTP I {ALICE} {SECRET}"), &format!("USR 3 OK {ALICE} Alice")).await?;
        for (claim, proof) in [(ALICE, "wrong"), ("nobody@example.com", SECRET)] {
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.asks(&format!("USR 3 CTP I {claim}"), "USR 3 CTP S").await?;
            raw.asks(&format!("USR 4 CTP S {proof}"), "911 4").await?;
            raw.expect_close().await?;
            let mut raw = Raw::greeted(server.main(), dialect).await?;
            raw.asks(&format!("USR 3 CTP I {claim} {proof}"), "911 3").await?;
            raw.expect_close().await?;
        }
        // A proof of the other kind proves nothing.
        let mut raw = Raw::greeted(server.main(), dialect).await?;
        raw.asks(&format!("USR 3 CTP I {ALICE}"), "USR 3 CTP S").await?;
        raw.asks("USR 4 MD5 S 0123456789abcdef0123456789abcdef", "911 4").await?;
        raw.expect_close().await?;
    }
    Ok(())
}

#[tokio::test]
async fn whoever_comes_may_register_where_that_is_open() -> anyhow::Result<()> {
    let server = open().start().await?;
    let mut raw = Raw::greeted(server.main(), Dialect::Msnp2).await?;
    raw.asks("USR 3 CTP I new@example.com newsecret", "USR 3 OK new@example.com new@example.com").await?;
    // From now on, with that secret and in any way.
    Raw::signed_in(&server, "new@example.com", "newsecret", Dialect::Msnp7).await?;
    let mut raw = Raw::greeted(server.main(), Dialect::Msnp2).await?;
    raw.asks("USR 3 CTP I new@example.com othersecret", "911 3").await?;
    // What could not be typed into an old client is no password to register with.
    let mut raw = Raw::greeted(server.main(), Dialect::Msnp2).await?;
    raw.asks("USR 3 CTP I another@example.com short", "911 3").await?;
    ensure!(server.core().store().account_count().await? == 4, "accounts");
    Ok(())
}

#[tokio::test]
async fn a_digest_registers_nobody() -> anyhow::Result<()> {
    let server = open().start().await?;
    let mut raw = Raw::greeted(server.main(), Dialect::Msnp2).await?;
    let answer = raw.prove("new@example.com", "newsecret").await?;
    ensure!(answer == nudge_testkit::Heard::Line("911 3".into()), "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn instant_messages_can_be_off() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    for dialect in cast::having(Cap::MessagingSwitch) {
        let mut alice = cast::online(&server, ALICE, dialect).await?;
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let mut talk = cast::conversation(&server, &mut alice, ALICE).await?;
        bob.asks("IMS 2 OFF", "IMS 2 0 OFF").await?;
        talk.asks("CAL 2 bob@example.com", "217 2").await?;
        bob.asks("IMS 3 ON", "IMS 3 0 ON").await?;
        cast::ring(&mut talk, &mut bob, BOB).await?;
        // Nobody saw anything of it.
        alice.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn only_some_dialects_may_be_spoken() -> anyhow::Result<()> {
    let server = cast::server()
        .config(|config| config.dialects = vec![Dialect::Msnp3, Dialect::Msnp5])
        .start()
        .await?;
    for (offer, reply) in [
        ("MSNP7 MSNP6 MSNP5 MSNP4 CVR0", "MSNP5"),
        ("MSNP4 MSNP3 CVR0", "MSNP3"),
        ("MSNP7 MSNP6", "0"),
        ("MSNP2 CVR0", "CVR0"),
    ] {
        let mut raw = Raw::connect(server.main()).await?;
        raw.asks(&format!("VER 1 {offer}"), &format!("VER 1 {reply}")).await?;
        match reply {
            "0" => raw.expect_close().await?,
            "CVR0" => {
                raw.send("CVQ 2 0x0409 win 4.10 i386 MSMSGS 1.0.0863").await?;
                ensure!(raw.line().await?.starts_with("CVQ 2 1.0.0863 1.0.0863 "), "CVQ");
                raw.expect_close().await?;
            }
            _ => raw.is_alive().await?,
        }
    }
    Ok(())
}

/// What was taken out of a dialect is no command in it any more: the connection is closed without a word (reference 05).
#[tokio::test]
async fn what_a_dialect_no_longer_has_ends_the_session() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let lines = [
        (Cap::ListRequests, "LST 7 RL"),
        (Cap::ListRequests, "LSG 7"),
        (Cap::AddAndRename, "ADD 7 FL carol@example.com Carol 0"),
        (Cap::AddAndRename, "REA 7 bob@example.com Bob"),
        (Cap::SyncedLists, "SYN 7 0"),
        (Cap::SyncedLists, "SYN 7 0 0"),
        (Cap::SyncedLists, "GTC 7 N"),
        (Cap::SyncedLists, "REM 7 AL bob@example.com"),
        (Cap::PackageQuery, "INF 7"),
        (Cap::DigestSignIn, "USR 7 MD5 I alice@example.com"),
        (Cap::ClearTextSignIn, "USR 7 CTP I alice@example.com"),
    ];
    for dialect in Dialect::ALL {
        for (cap, line) in lines.iter().filter(|(cap, _)| !dialect.has(*cap)) {
            let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
            raw.is_closed_by(line).await?;
            if matches!(cap, Cap::PackageQuery | Cap::DigestSignIn | Cap::ClearTextSignIn) {
                Raw::greeted(server.main(), dialect).await?.is_closed_by(line).await?;
            }
        }
    }
    Ok(())
}

/// What a dialect does not have yet is no command in it either, and what looks like its payload is none.
#[tokio::test]
async fn what_a_dialect_does_not_have_yet_ends_the_session() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let guid = cast::guid(&server, BOB).await?;
    let lines = [
        (Cap::AddressBook, "ADC 7 AL N=carol@example.com".to_owned()),
        (Cap::AddressBook, format!("SBP 7 {guid} MFN Bob")),
        (Cap::PersonalMessages, "UUX 7 0".to_owned()),
        (Cap::ConfigFiles, "GCF 7 Shields.xml".to_owned()),
        (Cap::PhoneLookup, "LKP 7 tel:+1555".to_owned()),
        (Cap::DevicePaging, "PGD 7 bob@example.com 1 0".to_owned()),
        (Cap::PageCommand, "PAG 7 bob@example.com 0".to_owned()),
        (Cap::Challenges, "QRY 7 msmsgs@msnmsgr.com 0".to_owned()),
        (Cap::Groups, "ADG 7 Friends 0".to_owned()),
        (Cap::Properties, "PRP 7 PHH 555".to_owned()),
        (Cap::MessagingSwitch, "IMS 7 ON".to_owned()),
        (Cap::TicketSignIn, "USR 7 TWN I alice@example.com".to_owned()),
    ];
    for dialect in Dialect::ALL {
        for (_, line) in lines.iter().filter(|(cap, _)| !dialect.has(*cap)) {
            cast::signed_in(&server, ALICE, dialect).await?.is_closed_by(line).await?;
        }
    }
    Ok(())
}

/// A client that never says `SYN` gets one list when it asks for it, in the form of MSNP7 also in MSNP8.
#[tokio::test]
async fn one_list_can_be_asked_for() -> anyhow::Result<()> {
    for dialect in cast::having(Cap::ListRequests) {
        let server = cast::server().start().await?;
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        let groups = if dialect.has(Cap::Groups) { " 0" } else { "" };
        for (list, row) in [
            ("FL", format!("1 1 {BOB} Bob{groups}")),
            ("AL", format!("1 1 {BOB} Bob")),
            ("BL", "0 0".to_owned()),
            ("RL", format!("1 1 {BOB} Bob")),
        ] {
            raw.send(&format!("LST 5 {list}")).await?;
            let line = raw.line().await?;
            let words: Vec<&str> = line.splitn(5, ' ').collect();
            ensure!(
                matches!(words.as_slice(), ["LST", "5", of, _, rest] if *of == list && *rest == row),
                "{dialect}: {line}"
            );
        }
        if dialect.has(Cap::Groups) {
            raw.send("LSG 6").await?;
            let line = raw.line().await?;
            ensure!(line.starts_with("LSG 6 ") && line.ends_with(" 1 1 0 Other%20Contacts 0"), "{line}");
        }
        raw.is_alive().await?;
    }
    Ok(())
}
