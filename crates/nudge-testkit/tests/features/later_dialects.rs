//! What MSNP8 to MSNP12 brought, where one thing meets another.

use anyhow::{Context as _, ensure};
use msnp::{Dialect, frame};
use nudge_testkit::Raw;
use nudge_testkit::cast::{self, ALICE, BOB};

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
