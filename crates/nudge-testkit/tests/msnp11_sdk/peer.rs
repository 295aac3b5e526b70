//! Somebody with a client of that crate, and somebody with a peer of our own, in one conversation.

use std::sync::Arc;

use anyhow::Context as _;
use msnp::Dialect;
use msnp11_sdk::Event;
use nudge_testkit::cast::{self, ALICE, BOB};
use nudge_testkit::p2p::{Chunk, Peer};
use nudge_testkit::{Raw, TestServer};

use crate::person::{Person, Talk, answered, within};

/// The dialects of clients that send files and pictures by MSNP2P, but for the crate's own.
pub(crate) const DIALECTS: [Dialect; 3] = [Dialect::Msnp9, Dialect::Msnp10, Dialect::Msnp12];

/// Both ends of a conversation.
pub(crate) struct Meeting {
    /// Alice's end, of the crate.
    pub(crate) alice: Talk,
    /// Bob's, of ours.
    pub(crate) bob: Peer,
}

/// Alice calls Bob.
pub(crate) async fn alice_calls(
    server: &TestServer,
    alice: &Person,
    bob: &mut Raw,
) -> anyhow::Result<Meeting> {
    let mut mine = Talk::new(Arc::new(within(alice.client.create_session(BOB)).await?));
    let switchboard = cast::answer(server, BOB, &cast::invitation(bob).await?).await?;
    mine.events
        .wait_for(|event| matches!(event, Event::ParticipantInSwitchboard { .. }).then_some(()))
        .await
        .context("Bob joins")?;
    Ok(Meeting { alice: mine, bob: Peer::new(switchboard, BOB, ALICE) })
}

/// Bob calls Alice.
pub(crate) async fn bob_calls(
    server: &TestServer,
    alice: &mut Person,
    bob: &mut Raw,
) -> anyhow::Result<Meeting> {
    let mut switchboard = cast::conversation(server, bob, BOB).await?;
    switchboard.send(&format!("CAL 80 {ALICE}")).await?;
    let ringing = switchboard.line().await?;
    anyhow::ensure!(ringing.starts_with("CAL 80 RINGING "), "{ringing}");
    let talk = Talk::new(alice.events.wait_for(answered).await.context("an invitation")?);
    let joined = switchboard.line().await?;
    anyhow::ensure!(joined.starts_with(&format!("JOI {ALICE} ")), "{joined}");
    Ok(Meeting { alice: talk, bob: Peer::new(switchboard, BOB, ALICE) })
}

/// Sends data to the crate, at its pace: what it reads at once and ends within the first line of a message, it loses. So a
/// notice of typing goes with each piece, and the next piece when that is seen.
pub(crate) async fn feed(meeting: &mut Meeting, data: &[Chunk]) -> anyhow::Result<()> {
    for chunk in data {
        meeting.bob.send_chunk(chunk).await?;
        meeting.bob.types().await?;
        let seen = meeting.alice.events.wait_for(|event| match event {
            Event::TypingNotification { email } => Some(email),
            _ => None,
        });
        let seen = seen.await.with_context(|| format!("at {}", chunk.header.offset))?;
        anyhow::ensure!(seen == BOB, "{seen} types");
    }
    Ok(())
}

/// Bytes that repeat late.
pub(crate) fn bytes(count: usize) -> Vec<u8> {
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
