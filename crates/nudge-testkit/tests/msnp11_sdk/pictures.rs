//! Display pictures, by MSNP2P through the switchboard.

use anyhow::{Context as _, ensure};
use msnp::{Dialect, percent};
use msnp11_sdk::{Event, MsnpStatus};
use nudge_testkit::cast::{self, ALICE, BOB, server};
use nudge_testkit::p2p::{Kind, OBJECT, body, display_picture, flag, object_context};
use nudge_testkit::{Raw, TestServer};

use crate::peer::{DIALECTS, alice_calls, bob_calls, bytes, feed};
use crate::person::{Person, within};

/// Alice with the crate's client, showing a picture.
async fn alice_with(server: &TestServer, picture: &[u8]) -> anyhow::Result<Person> {
    let alice = Person::online(server, ALICE).await?;
    within(alice.client.set_display_picture(picture.to_vec())).await?;
    // The same state again: only the picture is new.
    within(alice.client.set_presence(MsnpStatus::Online)).await?;
    Ok(alice)
}

/// The picture in somebody's presence, as the crate sees it.
async fn shown(watcher: &mut Person, of: &str) -> anyhow::Result<String> {
    let object = watcher.events.wait_for(|event| match event {
        Event::PresenceUpdate { email, presence, .. }
        | Event::InitialPresenceUpdate { email, presence, .. }
            if email == of =>
        {
            presence.msn_object_string
        }
        _ => None,
    });
    object.await.context("a picture in the presence")
}

/// The picture in Alice's presence, as it is on the wire.
async fn shown_on_wire(watcher: &mut Raw) -> anyhow::Result<String> {
    let lines = watcher.settle().await?;
    let line = lines.iter().rfind(|line| line.starts_with(&format!("NLN NLN {ALICE} ")));
    let object = line.and_then(|line| line.rsplit(' ').next());
    Ok(percent::decode(object.with_context(|| format!("no picture in {lines:?}"))?))
}

#[tokio::test]
async fn one_of_that_crate_is_fetched_by_another() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let picture = bytes(15_000);
    let mut alice = alice_with(&server, &picture).await?;
    let object = shown(&mut bob, ALICE).await?;
    let (mut bobs, _alices) = bob.talk(&mut alice, ALICE).await?;
    bobs.events
        .wait_for(|event| matches!(event, Event::ParticipantInSwitchboard { .. }).then_some(()))
        .await?;
    within(bobs.switchboard.request_contact_display_picture(ALICE, &object)).await?;
    let fetched = bobs
        .events
        .wait_for(|event| match event {
            Event::DisplayPicture { data, .. } => Some(data),
            _ => None,
        })
        .await?;
    ensure!(fetched == picture, "{} bytes came", fetched.len());
    Ok(())
}

#[tokio::test]
async fn one_of_ours_is_fetched_by_that_crate() -> anyhow::Result<()> {
    for dialect in DIALECTS {
        serve(dialect).await.with_context(|| format!("in {dialect}"))?;
    }
    Ok(())
}

async fn serve(dialect: Dialect) -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut alice = Person::online(&server, ALICE).await?;
    let mut bob = cast::online(&server, BOB, dialect).await?;
    let picture = bytes(25_620);
    let object = display_picture(BOB, &picture);
    let chg = format!("CHG 5 NLN 268435456 {}", percent::encode(&object));
    bob.asks(&chg, &chg).await?;
    let seen = shown(&mut alice, BOB).await?;
    ensure!(seen == object, "{seen}");

    let mut meeting = alice_calls(&server, &alice, &mut bob).await?;
    let fetching = tokio::spawn({
        let switchboard = meeting.alice.switchboard.clone();
        async move { within(switchboard.request_contact_display_picture(BOB, &seen)).await }
    });
    let invite = meeting.bob.receive_request("INVITE", body::SESSION).await?;
    ensure!(invite.field("EUF-GUID")? == OBJECT.0, "{invite:?}");
    ensure!(invite.field("Context")? == object_context(&object), "{invite:?}");
    meeting.bob.accept(&invite).await?;
    meeting.bob.prepare_data(&invite, Kind::Object).await?;
    meeting.bob.acknowledged().await.context("the preparation")?;
    let data = meeting.bob.data(&invite, Kind::Object, &picture)?;
    feed(&mut meeting, &data).await?;
    meeting.bob.acknowledged().await.context("the picture")?;
    let bye = meeting.bob.receive_request("BYE", body::CLOSE).await?;
    ensure!(bye.header("Call-ID").is_ok(), "{bye:?}");
    fetching.await??;
    let fetched = meeting.alice.events.wait_for(|event| match event {
        Event::DisplayPicture { email, data } => Some((email, data)),
        _ => None,
    });
    let (of, fetched) = fetched.await?;
    ensure!(of == BOB && fetched == picture, "{} bytes of {of}", fetched.len());
    Ok(())
}

#[tokio::test]
async fn one_of_that_crate_is_fetched_by_ours() -> anyhow::Result<()> {
    for dialect in DIALECTS {
        fetch(dialect).await.with_context(|| format!("in {dialect}"))?;
    }
    Ok(())
}

async fn fetch(dialect: Dialect) -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = cast::online(&server, BOB, dialect).await?;
    let picture = bytes(25_620);
    let mut alice = alice_with(&server, &picture).await?;
    let object = shown_on_wire(&mut bob).await?;
    ensure!(object.starts_with("<msnobj "), "{object}");

    let mut meeting = bob_calls(&server, &mut alice, &mut bob).await?;
    let invite = meeting.bob.invite(OBJECT, &object_context(&object)).await?;
    let (status, _) = meeting.bob.receive_answer(&invite).await?;
    ensure!(status == "200 OK", "{status}");
    let preparation = meeting.bob.receive_data(&invite, flag::NONE).await.context("the preparation")?;
    ensure!(preparation == [0; 4], "{preparation:?}");
    let fetched = meeting.bob.receive_data(&invite, flag::OBJECT).await.context("the picture")?;
    ensure!(fetched == picture, "{} bytes came", fetched.len());
    meeting.bob.hang_up(&invite).await?;
    meeting.bob.acknowledged().await.context("the end")
}
