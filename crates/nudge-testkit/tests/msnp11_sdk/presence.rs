//! States and personal messages.

use anyhow::ensure;
use msnp11_sdk::{Event, MsnpStatus, PersonalMessage};
use nudge_testkit::cast::{ALICE, BOB, server};

use crate::person::{Person, within};

#[tokio::test]
async fn every_state_is_seen() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let mut alice = Person::online(&server, ALICE).await?;
    let there = alice.events.wait_for(|event| match event {
        Event::InitialPresenceUpdate { email, presence, .. } => Some((email, presence.status)),
        _ => None,
    });
    ensure!(there.await? == (BOB.to_owned(), MsnpStatus::Online), "Bob is not there");
    let states = [
        MsnpStatus::Busy,
        MsnpStatus::Away,
        MsnpStatus::Idle,
        MsnpStatus::OutToLunch,
        MsnpStatus::OnThePhone,
        MsnpStatus::BeRightBack,
        MsnpStatus::Online,
    ];
    for state in states {
        within(alice.client.set_presence(state.clone())).await?;
        bob.events
            .wait_for(|event| match event {
                Event::PresenceUpdate { email, presence, .. } => {
                    (email == ALICE && presence.status == state).then_some(())
                }
                _ => None,
            })
            .await?;
    }
    within(alice.client.set_presence(MsnpStatus::AppearOffline)).await?;
    let gone = bob.events.wait_for(|event| match event {
        Event::ContactOffline { email } => Some(email),
        _ => None,
    });
    ensure!(gone.await? == ALICE, "somebody else went");
    Ok(())
}

#[tokio::test]
async fn a_personal_message_is_seen_at_once_and_by_who_comes_later() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let alice = Person::online(&server, ALICE).await?;
    let message = PersonalMessage {
        psm: "fish & <chips>".to_owned(),
        current_media: r"\0Music\01\0{0} - {1}\0Title\0Artist\0Album\0\0".to_owned(),
    };
    within(alice.client.set_personal_message(&message)).await?;
    let seen = |event| match event {
        Event::PersonalMessageUpdate { email, personal_message } if email == ALICE => Some(personal_message),
        _ => None,
    };
    let mut bobs = bob.events.wait_for(seen).await?;
    while bobs.psm.is_empty() {
        bobs = bob.events.wait_for(seen).await?;
    }
    ensure!(bobs == message, "{bobs:?}");
    within(bob.client.disconnect()).await?;
    let mut bob = Person::online(&server, BOB).await?;
    let later = bob.events.wait_for(seen).await?;
    ensure!(later == message, "{later:?}");
    Ok(())
}
