//! What clients send each other through a conversation besides words: nudges, and display pictures in pieces.

use anyhow::{Context as _, ensure};
use msnp::Cap;
use msnp::value::AckKind;
use msnp_client::{Client, Conversation, Delivery};
use nudge_testkit::p2p::{self, Kind, Receiver};

/// A picture of so many bytes takes five pieces, the last of which is not full.
const SIZE: usize = 5000;

/// One nudges, if their clients do; the other is shaken, whatever theirs does with it.
pub(crate) async fn nudge(
    speaker: &mut Conversation,
    who: &Client,
    listener: &mut Conversation,
) -> anyhow::Result<()> {
    if who.dialect().has(Cap::Nudges) {
        ensure!(speaker.nudge().await?.is_delivered(), "the nudge is not delivered");
        let heard = listener.next_message().await?;
        ensure!(heard.is_nudge() && heard.from == *who.handle(), "{heard:?} is no nudge");
    }
    Ok(())
}

/// One sends the other a picture, where both their dialects have pictures.
pub(crate) async fn send(
    sender: &mut Conversation,
    who: &Client,
    receiver: &mut Conversation,
    whom: &Client,
) -> anyhow::Result<()> {
    if !(who.dialect().has(Cap::MsnObjects) && whom.dialect().has(Cap::MsnObjects)) {
        return Ok(());
    }
    // Every value of a byte, in an order that does not repeat within a piece.
    let picture: Vec<u8> =
        (0..SIZE).map(|n| (n * n + n / 256).to_le_bytes().first().copied().unwrap_or(0)).collect();
    let to = whom.handle().as_str();
    let mut received = Receiver::default();
    let mut over = false;
    for piece in p2p::pieces(&picture, Kind::Object, to) {
        ensure!(!over, "more pieces than there should be");
        let delivery = sender.send(&piece, AckKind::Data).await?;
        ensure!(delivery == Delivery::Delivered, "a piece is {delivery:?}");
        let heard = receiver.next_message().await?;
        ensure!(heard.payload == piece, "a piece came as {:?}", heard.payload);
        over = received.take(&heard.payload, to).context("a piece")?;
    }
    ensure!(over && received.into_data() == picture, "another picture came");
    Ok(())
}
