//! Somebody else in a transcript, with a client of their own.

use anyhow::{Context as _, bail};
use msnp::payload::mime::Message;
use msnp::value::{AckKind, ClientCaps};
use msnp_client::{Client, Conversation, Event};
use tokio::task::JoinHandle;

use super::Act;
use super::play::Stage;

/// A peer.
#[derive(Debug)]
pub(super) enum Peer {
    Online {
        client: Box<Client>,
        conversation: Option<Box<Conversation>>,
    },
    /// Waits for a call; the transcript goes on meanwhile.
    Answering(JoinHandle<anyhow::Result<(Client, Conversation)>>),
}

/// As the clients of the era sent it.
const FORMAT: &str = "FN=Microsoft%20Sans%20Serif; EF=; CO=0; CS=0; PF=22";

impl Peer {
    /// Does that, and is how it is then; `None` is signed out.
    pub(super) async fn act(
        peer: Option<Self>,
        who: &str,
        act: &Act,
        stage: &Stage<'_>,
    ) -> anyhow::Result<Option<Self>> {
        let (mut client, mut conversation) = match peer {
            Some(peer) => peer.ready().await?,
            None => (Box::new(stage.sign_in(who).await?), None),
        };
        match act {
            Act::Is { status, capabilities, name } => {
                if let Some(name) = name {
                    client.rename_self(name).await?;
                }
                client.set_presence(*status, capabilities.map(ClientCaps::new), None).await?;
            }
            Act::SignsOut => {
                client.sign_out().await?;
                return Ok(None);
            }
            Act::Answers => {
                return Ok(Some(Self::Answering(tokio::spawn(async move {
                    let ring = client
                        .wait_for(|event| if let Event::Ring(ring) = event { Some(ring) } else { None });
                    let ring = ring.await?;
                    let conversation = client.answer(&ring).await?;
                    Ok((*client, conversation))
                }))));
            }
            Act::Types => in_it(&mut conversation)?.typing().await?,
            Act::Says(text) => {
                let message = Message::new("text/plain; charset=UTF-8", text.as_bytes())
                    .with("X-MMS-IM-Format", FORMAT);
                in_it(&mut conversation)?.post(&message.to_bytes(), AckKind::Negative).await?;
            }
            Act::Calls(whom) => {
                let mut opened = client.open_conversation().await?;
                opened.call(stage.handle(whom)?).await?;
                conversation = Some(Box::new(opened));
            }
        }
        Ok(Some(Self::Online { client, conversation }))
    }

    async fn ready(self) -> anyhow::Result<(Box<Client>, Option<Box<Conversation>>)> {
        match self {
            Self::Online { client, conversation } => Ok((client, conversation)),
            Self::Answering(answering) => {
                let (client, conversation) = answering.await?.context("no call that could be answered")?;
                Ok((Box::new(client), Some(Box::new(conversation))))
            }
        }
    }
}

fn in_it(conversation: &mut Option<Box<Conversation>>) -> anyhow::Result<&mut Conversation> {
    match conversation {
        Some(conversation) => Ok(conversation),
        None => bail!("the peer is in no conversation"),
    }
}
