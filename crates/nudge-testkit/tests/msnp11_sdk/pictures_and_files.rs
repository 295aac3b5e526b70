//! Display pictures and files, by MSNP2P through the switchboard.

use anyhow::{Context as _, ensure};
use msnp11_sdk::{Event, MsnpStatus};
use nudge_testkit::cast::{ALICE, BOB, server};

use crate::person::{Person, within};

/// Bytes that repeat late.
fn bytes(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}

#[tokio::test]
async fn a_display_picture_is_fetched() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let mut alice = Person::online(&server, ALICE).await?;
    let picture = bytes(15_000);
    within(alice.client.set_display_picture(picture.clone())).await?;
    // The same state again: only the picture is new.
    within(alice.client.set_presence(MsnpStatus::Online)).await?;
    let object = bob
        .events
        .wait_for(|event| match event {
            Event::PresenceUpdate { email, presence, .. } if email == ALICE => presence.msn_object_string,
            _ => None,
        })
        .await
        .context("Alice's picture in her presence")?;
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
async fn a_file_is_sent() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = Person::online(&server, BOB).await?;
    let alice = Person::online(&server, ALICE).await?;
    let (mut mine, mut theirs) = alice.talk(&mut bob, BOB).await?;
    mine.events
        .wait_for(|event| matches!(event, Event::ParticipantInSwitchboard { .. }).then_some(()))
        .await?;
    let file = bytes(120_000);
    let sending = tokio::spawn({
        let (switchboard, file) = (mine.switchboard.clone(), file.clone());
        async move { within(switchboard.send_file(BOB, "grüße.bin", &file)).await }
    });
    let (name, size, request) = theirs
        .events
        .wait_for(|event| match event {
            Event::FileTransferRequest { file_name, file_size, request, .. } => {
                Some((file_name, file_size, request))
            }
            _ => None,
        })
        .await?;
    ensure!(name.trim_end_matches('\0') == "grüße.bin" && size == 120_000, "{name:?} of {size} bytes");
    let received = within(theirs.switchboard.accept_file_request(request)).await?;
    ensure!(received == file, "{} bytes came", received.len());
    sending.await?.context("the sender")
}
