//! `FND`, `SND` and `SDC` (reference 02 §10).

use anyhow::ensure;
use msnp::{Cap, Dialect};
use nudge_core::Profile;
use nudge_testkit::cast::{self, ALICE, SECRET};
use nudge_testkit::{Builder, Member};

fn profile(first_name: &str, city: &str) -> Profile {
    let (first_name, city) = (first_name.to_owned(), city.to_owned());
    Profile {
        first_name,
        last_name: "Smith Jones".into(),
        city,
        country: "US".into(),
        listed: true,
        ..Profile::default()
    }
}

fn listed() -> Builder {
    let member =
        |handle: &str, first: &str, city: &str| Member::new(handle, SECRET).profile(profile(first, city));
    cast::server().members([
        member("dave@example.com", "Dave", "Zürich"),
        member("dora@example.com", "Dora", "Springfield"),
        Member::new("hidden@example.com", SECRET)
            .profile(Profile { listed: false, ..profile("Dan", "Springfield") }),
    ])
}

const ANYBODY: &str = "fname=* lname=* city=* state=* country=*";

#[tokio::test]
async fn members_who_want_it_are_found() -> anyhow::Result<()> {
    let server = listed().start().await?;
    for dialect in cast::having(Cap::Directory) {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.asks(
            "FND 2 fname=dave lname=* city=* state=* country=*",
            "FND 2 1 1 fname=Dave lname=Smith%20Jones city=Z%C3%BCrich state= country=US",
        )
        .await?;
        raw.asks(
            "FND 3 fname=D* lname=* city=Springfield state=* country=*",
            "FND 3 1 1 fname=Dora lname=Smith%20Jones city=Springfield state= country=US",
        )
        .await?;
        raw.asks("FND 4 fname=Dan lname=* city=* state=* country=*", "FND 4 0 0").await?;
        raw.asks("FND 5 fname=* lname=*", "300 5").await?;
        raw.asks("FND 6 fname=* lname=* city=* state=* country=* shoe=9", "201 6").await?;
        raw.asks("FND 7 hello", "201 7").await?;
        raw.is_alive().await?;
    }
    Ok(())
}

/// The service closed its directory before these dialects had clients.
#[tokio::test]
async fn without_a_directory_it_is_502() -> anyhow::Result<()> {
    let server = listed().start().await?;
    for dialect in cast::lacking(Cap::Directory) {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        for line in [format!("FND 2 {ANYBODY}"), "FND 2 hello".to_owned(), "FND 2".to_owned()] {
            raw.asks(&line, "502 2").await?;
        }
        raw.is_alive().await?;
    }
    Ok(())
}

#[tokio::test]
async fn too_many_are_301() -> anyhow::Result<()> {
    let crowd =
        (0..101).map(|n| Member::new(&format!("m{n}@example.com"), SECRET).profile(profile("Max", "Ulm")));
    let server = cast::server().members(crowd).start().await?;
    let mut raw = cast::signed_in(&server, ALICE, Dialect::Msnp7).await?;
    raw.asks(&format!("FND 2 {ANYBODY}"), "301 2").await?;
    raw.asks("FND 3 fname=Moritz lname=* city=* state=* country=*", "FND 3 0 0").await
}

#[tokio::test]
async fn an_invitation_is_taken_down() -> anyhow::Result<()> {
    let server = listed().start().await?;
    let mut expected = Vec::new();
    for dialect in Dialect::ALL {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        let tail = if dialect.has(Cap::CodeBase) {
            " 0x0409 MSMSGS MSMSGS"
        } else if dialect.has(Cap::InviteLanguage) {
            " 0x0409 MSMSGS"
        } else {
            ""
        };
        raw.asks(&format!("SND 2 eve@example.org{tail}"), "SND 2 OK").await?;
        expected.push(("eve@example.org".to_owned(), String::new()));
        // Somebody who was found, by the number of the row.
        if dialect.has(Cap::Directory) {
            raw.send("FND 3 fname=Do* lname=* city=* state=* country=*").await?;
            ensure!(raw.line().await?.starts_with("FND 3 1 1 "), "found");
            raw.asks(&format!("SND 4 1{tail}"), "SND 4 OK").await?;
            expected.push(("dora@example.com".to_owned(), String::new()));
        }
        if dialect.has(Cap::InviteWithMessage) {
            raw.send_payload("SDC 5 eve@example.org 0x0409 MSMSGS MSMSGS X X Alice", "Grüße\r\n".as_bytes())
                .await?;
            raw.expect("SDC 5 OK").await?;
            expected.push(("eve@example.org".to_owned(), "Grüße\r\n".to_owned()));
        }
        for nobody in ["2", "0", "hello", "a@b"] {
            let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
            raw.asks(&format!("SND 6 {nobody}{tail}"), "503 6").await?;
            raw.expect_close().await?;
        }
    }
    let invitations = server.core().store().invitations(100).await?;
    let mut kept: Vec<_> = invitations.into_iter().map(|kept| (kept.address, kept.text)).collect();
    // Of the same millisecond, no order is promised.
    kept.sort();
    expected.sort();
    ensure!(kept == expected, "expected {expected:?}, kept {kept:?}");
    Ok(())
}

#[tokio::test]
async fn both_can_be_switched_off() -> anyhow::Result<()> {
    let server = listed().policy(|policy| (policy.directory, policy.invitations) = (false, false));
    let server = server.start().await?;
    for dialect in cast::having(Cap::InviteWithMessage) {
        let mut raw = cast::signed_in(&server, ALICE, dialect).await?;
        raw.asks(&format!("FND 2 {ANYBODY}"), "502 2").await?;
        raw.asks("SND 3 eve@example.org 0x0409 MSMSGS MSMSGS", "502 3").await?;
        raw.send_payload("SDC 4 eve@example.org 0x0409 MSMSGS MSMSGS X X Alice", b"hello").await?;
        raw.expect("502 4").await?;
        raw.is_alive().await?;
    }
    Ok(())
}
