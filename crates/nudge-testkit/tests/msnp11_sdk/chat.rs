//! Conversations: text, typing, nudges, several people, and other dialects.

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp::value::Status;
use msnp_client::Client;
use msnp11_sdk::{Event, PlainText};
use nudge_testkit::cast::{ALICE, BOB, CAROL, SECRET, server};

use crate::person::{Person, Talk, answered, within};

fn text(text: &str) -> PlainText {
    PlainText {
        bold: true,
        italic: false,
        underline: true,
        strikethrough: false,
        color: "ff8000".to_owned(),
        text: text.to_owned(),
    }
}

fn said(event: Event) -> Option<(String, PlainText)> {
    if let Event::TextMessage { email, message } = event { Some((email, message)) } else { None }
}

#[tokio::test]
async fn text_typing_and_nudges_arrive() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let alice = Person::online(&server, ALICE).await?;
    let (mut mine, mut theirs) = alice.talk(&mut bob, BOB).await?;
    mine.events
        .wait_for(|event| matches!(event, Event::ParticipantInSwitchboard { .. }).then_some(()))
        .await
        .context("Bob joins")?;

    within(mine.switchboard.send_typing_user(ALICE)).await?;
    let types = theirs.events.wait_for(|event| match event {
        Event::TypingNotification { email } => Some(email),
        _ => None,
    });
    ensure!(types.await? == ALICE, "somebody else types");
    let sent = text("grüß dich, 爱丽丝 👩‍👩‍👧‍👦\n100% = %20");
    within(mine.switchboard.send_text_message(&sent)).await?;
    let (from, heard) = theirs.events.wait_for(said).await?;
    ensure!(from == ALICE && heard == sent, "{from}: {heard:?}");
    within(theirs.switchboard.send_nudge()).await?;
    let nudged = mine.events.wait_for(|event| match event {
        Event::Nudge { email } => Some(email),
        _ => None,
    });
    ensure!(nudged.await? == BOB, "somebody else nudges");
    within(theirs.switchboard.disconnect()).await?;
    let left = mine.events.wait_for(|event| match event {
        Event::ParticipantLeftSwitchboard { email } => Some(email),
        _ => None,
    });
    ensure!(left.await? == BOB, "somebody else leaves");
    Ok(())
}

#[tokio::test]
async fn three_talk() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let mut carol = Person::online(&server, CAROL).await?;
    let alice = Person::online(&server, ALICE).await?;
    let (mut mine, mut theirs) = alice.talk(&mut bob, BOB).await?;
    within(mine.switchboard.invite(CAROL)).await?;
    let mut carols = Talk::new(carol.events.wait_for(answered).await?);
    theirs
        .events
        .wait_for(|event| match event {
            Event::ParticipantInSwitchboard { email } if email == CAROL => Some(()),
            _ => None,
        })
        .await
        .context("Bob sees Carol join")?;
    within(carols.switchboard.send_text_message(&text("hello, you two"))).await?;
    for listener in [&mut mine, &mut theirs] {
        let (from, heard) = listener.events.wait_for(said).await?;
        ensure!(from == CAROL && heard.text == "hello, you two", "{from}: {heard:?}");
    }
    within(mine.switchboard.send_text_message(&text("hello, Carol"))).await?;
    let (from, _) = carols.events.wait_for(said).await?;
    ensure!(from == ALICE, "{from}");
    Ok(())
}

#[tokio::test]
async fn it_talks_with_every_dialect() -> anyhow::Result<()> {
    for dialect in Dialect::ALL {
        let server = server().start().await?;
        let mut bob = Client::sign_in(server.client(BOB, SECRET, dialect)).await?;
        bob.set_status(Status::Online).await?;
        let alice = Person::online(&server, ALICE).await?;
        let mut mine = Talk::new(std::sync::Arc::new(within(alice.client.create_session(BOB)).await?));
        let ring = bob
            .wait_for(|event| if let msnp_client::Event::Ring(ring) = event { Some(ring) } else { None })
            .await?;
        let mut theirs = bob.answer(&ring).await?;
        mine.events
            .wait_for(|event| matches!(event, Event::ParticipantInSwitchboard { .. }).then_some(()))
            .await?;
        within(mine.switchboard.send_text_message(&text("from 2005"))).await?;
        let heard = theirs.next_message().await?;
        ensure!(heard.text().as_deref() == Some("from 2005"), "{dialect}: {heard:?}");
        ensure!(theirs.say("from long ago").await?.is_delivered(), "{dialect}: not delivered");
        let (from, heard) = mine.events.wait_for(said).await?;
        ensure!(from == BOB && heard.text == "from long ago", "{dialect}: {from}: {heard:?}");
    }
    Ok(())
}
