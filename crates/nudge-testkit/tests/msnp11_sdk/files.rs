//! Files, by MSNP2P through the switchboard: one end is the crate's, the other ours, because two of the crate's cannot send each
//! other any (docs/protocol-notes.md).

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp11_sdk::{Event, P2pError};
use nudge_testkit::cast::{self, ALICE, BOB, server};
use nudge_testkit::p2p::{FILE, FileContext, Kind, Slp, body, flag};
use tokio::task::JoinHandle;

use crate::peer::{DIALECTS, Meeting, alice_calls, bob_calls, bytes, feed};
use crate::person::{Person, within};

const NAME: &str = "grüße.bin";
const SIZE: usize = 200_000;

/// What the crate makes of sending a file. It waits for ever by itself.
type Sending = JoinHandle<anyhow::Result<Result<(), P2pError>>>;

/// Alice offers a file.
fn alice_offers(meeting: &Meeting, file: &[u8]) -> Sending {
    let (switchboard, file) = (meeting.alice.switchboard.clone(), file.to_vec());
    tokio::spawn(async move {
        within(async { Ok::<_, std::convert::Infallible>(switchboard.send_file(BOB, NAME, &file).await) })
            .await
    })
}

/// Bob reads the offer.
async fn bob_is_offered(meeting: &mut Meeting, size: usize) -> anyhow::Result<Slp> {
    let invite = meeting.bob.receive_request("INVITE", body::SESSION).await?;
    ensure!((invite.field("EUF-GUID")?, invite.field("AppID")?) == FILE, "{invite:?}");
    let offered = FileContext::read(invite.field("Context")?)?;
    let expected = FileContext { name: NAME.to_owned(), size: u64::try_from(size)? };
    ensure!(offered == expected, "{offered:?}");
    Ok(invite)
}

/// Bob offers a file. The event comes back in which Alice has it, for the crate has no name for what is in it.
async fn bob_offers(meeting: &mut Meeting, size: usize) -> anyhow::Result<(Slp, Event)> {
    let file = FileContext { name: NAME.to_owned(), size: u64::try_from(size)? };
    let invite = meeting.bob.invite(FILE, &file.to_text()).await?;
    let offered = meeting.alice.events.wait_for(|event| match &event {
        Event::FileTransferRequest { email, file_name, file_size, .. } => {
            Some((email.clone(), FileContext { name: file_name.clone(), size: *file_size }, event))
        }
        _ => None,
    });
    let (from, offered, event) = offered.await.context("an offer")?;
    ensure!(from == BOB && offered == file, "{offered:?} from {from}");
    meeting.bob.acknowledged().await.context("the offer")?;
    Ok((invite, event))
}

#[tokio::test]
async fn that_crate_sends_one() -> anyhow::Result<()> {
    for dialect in DIALECTS {
        sends(dialect).await.with_context(|| format!("to {dialect}"))?;
    }
    Ok(())
}

async fn sends(dialect: Dialect) -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = cast::online(&server, BOB, dialect).await?;
    let alice = Person::online(&server, ALICE).await?;
    let mut meeting = alice_calls(&server, &alice, &mut bob).await?;
    let file = bytes(SIZE);
    let sending = alice_offers(&meeting, &file);
    let invite = bob_is_offered(&mut meeting, SIZE).await?;
    meeting.bob.accept(&invite).await?;
    let transport = meeting.bob.receive_request("INVITE", body::TRANSPORT).await?;
    ensure!(transport.header("Call-ID")? == invite.header("Call-ID")?, "{transport:?}");
    ensure!(transport.field("Bridges")? == "TCPv1", "{transport:?}");
    meeting.bob.do_not_listen(&transport).await?;
    let received = meeting.bob.receive_data(&invite, flag::FILE_OF_2009).await?;
    ensure!(received == file, "{} bytes came", received.len());
    let bye = meeting.bob.receive_request("BYE", body::CLOSE).await?;
    ensure!(bye.header("Call-ID")? == invite.header("Call-ID")?, "{bye:?}");
    meeting.bob.acknowledged().await.context("the answers")?;
    sending.await??.map_err(|error| anyhow::anyhow!("the sender: {error:?}"))
}

#[tokio::test]
async fn that_crate_receives_one() -> anyhow::Result<()> {
    for dialect in DIALECTS {
        receives(dialect).await.with_context(|| format!("from {dialect}"))?;
    }
    Ok(())
}

async fn receives(dialect: Dialect) -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut alice = Person::online(&server, ALICE).await?;
    let mut bob = cast::online(&server, BOB, dialect).await?;
    let mut meeting = bob_calls(&server, &mut alice, &mut bob).await?;
    let file = bytes(SIZE);
    let (invite, offer) = bob_offers(&mut meeting, SIZE).await?;
    let Event::FileTransferRequest { request, .. } = offer else { anyhow::bail!("{offer:?}") };
    let receiving = tokio::spawn({
        let switchboard = meeting.alice.switchboard.clone();
        async move { within(switchboard.accept_file_request(request)).await }
    });
    let (status, _) = meeting.bob.receive_answer(&invite).await?;
    ensure!(status == "200 OK", "{status}");
    let transport = meeting.bob.invite_to_connect(&invite).await?;
    let (status, answer) = meeting.bob.receive_answer(&transport).await?;
    ensure!(status == "200 OK" && answer.field("Listening")? == "false", "{answer:?}");
    let data = meeting.bob.data(&invite, Kind::FileOf2009, &file)?;
    feed(&mut meeting, &data).await?;
    meeting.bob.acknowledged().await.context("the file")?;
    let received = receiving.await??;
    ensure!(received == file, "{} bytes came", received.len());
    // Not sooner: an end that the crate reads together with the acknowledgement, it takes for the sender's giving up.
    meeting.bob.hang_up(&invite).await?;
    meeting.bob.acknowledged().await.context("the end")
}

#[tokio::test]
async fn one_of_that_crate_is_declined() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
    let alice = Person::online(&server, ALICE).await?;
    let mut meeting = alice_calls(&server, &alice, &mut bob).await?;
    let sending = alice_offers(&meeting, b"unwanted");
    let invite = bob_is_offered(&mut meeting, 8).await?;
    meeting.bob.decline(&invite).await?;
    meeting.bob.acknowledged().await.context("the refusal")?;
    let sent = sending.await??;
    ensure!(matches!(sent, Err(P2pError::FileTransferDeclined)), "{sent:?}");
    Ok(())
}

#[tokio::test]
async fn one_of_ours_is_declined() -> anyhow::Result<()> {
    let server = server().start().await?;
    let mut alice = Person::online(&server, ALICE).await?;
    let mut bob = cast::online(&server, BOB, Dialect::Msnp12).await?;
    let mut meeting = bob_calls(&server, &mut alice, &mut bob).await?;
    let (invite, offer) = bob_offers(&mut meeting, SIZE).await?;
    let Event::FileTransferRequest { request, .. } = offer else { anyhow::bail!("{offer:?}") };
    within(meeting.alice.switchboard.decline_file_request(request)).await?;
    let (status, _) = meeting.bob.receive_answer(&invite).await?;
    ensure!(status == "603 Decline", "{status}");
    Ok(())
}
