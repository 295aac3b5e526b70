//! `UUM` with `Dest-Agent: client`: how Windows Live Messenger 2009 leaves a message (reference 21 §8).

use anyhow::{Context as _, ensure};
use msnp::{Cap, Dialect};
use nudge_testkit::cast::{self, ALICE, BOB};

use nudge_testkit::offline::{HELLO, fetch, notice, ticket, until_nothing_waits, waiting};

fn message(text: &str) -> Vec<u8> {
    format!(
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
         X-MMS-IM-Format: FN=Segoe%20UI%20Semibold; EF=IU; CO=ff00ff; CS=0; PF=22\r\nDest-Agent: client\r\n\r\n{text}"
    )
    .into_bytes()
}

#[tokio::test]
async fn it_is_kept_and_fetched_like_any_other() -> anyhow::Result<()> {
    let server = cast::server().start().await?;
    let mut alice = cast::online(&server, ALICE, Dialect::Msnp18).await?;
    for (trid, text) in [(27, HELLO), (28, "And more")] {
        alice.send_payload(&format!("UUM {trid} {BOB} 1 1"), &message(text)).await?;
        alice.expect(&format!("UUM {trid} OK")).await?;
    }
    let left = waiting(&server, BOB).await?;
    ensure!(left.len() == 2 && left[0].run == left[1].run && (left[0].sequence, left[1].sequence) == (1, 2));
    let bobs = ticket(&server, BOB, nudge_core::Service::Messenger).await?;
    let (head, text) = fetch(&server, &bobs, &left[0].id.to_string()).await?;
    ensure!(text == HELLO && !head.contains("Dest-Agent"), "{head}");
    for whom in ["nobody@example.com", "x"] {
        alice.send_payload(&format!("UUM 29 {whom} 1 1"), &message(HELLO)).await?;
        alice.expect("217 29").await.context(whom)?;
    }
    alice.is_alive().await
}

/// Whoever is there hears of it in the way of their client.
#[tokio::test]
async fn receivers_of_every_dialect_are_told() -> anyhow::Result<()> {
    let server = cast::server().policy(|policy| policy.offline.pace.count = 0).start().await?;
    for dialect in Dialect::ALL {
        let mut bob = cast::online(&server, BOB, dialect).await?;
        let mut alice = cast::online(&server, ALICE, Dialect::Msnp18).await?;
        bob.settle().await?;
        alice.send_payload(&format!("UUM 27 {BOB} 1 1"), &message(HELLO)).await?;
        alice.expect("UUM 27 OK").await?;
        if dialect.has(Cap::MailData) {
            let mail = notice(&mut bob, "MSG Hotmail Hotmail ").await.with_context(|| dialect.to_string())?;
            ensure!(mail.contains("text/x-msmsgsoimnotification"), "{dialect}: {mail}");
            let account = server.core().store().account_by_handle(&nudge_core::Handle::new(BOB)?).await?.id;
            let ids = waiting(&server, BOB).await?.iter().map(|message| message.id).collect();
            server.core().remove_messages(account, ids, nudge_core::Removal::ThrownAway).await?;
        } else {
            let call = cast::invitation(&mut bob).await.with_context(|| dialect.to_string())?;
            let mut room = cast::answer(&server, BOB, &call).await?;
            let line = room.line().await?;
            ensure!(line.starts_with(&format!("MSG {ALICE} Alice ")), "{dialect}: {line}");
            room.skip_payload(&line).await?;
            room.send("OUT").await?;
            until_nothing_waits(&server, BOB).await?;
        }
    }
    Ok(())
}
