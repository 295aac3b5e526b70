//! The task that owns a seat in a conversation.

use std::collections::HashMap;

use msnp::command::Rng;
use msnp::payload::mime;
use msnp::value::{AckKind, Address, Cookie, Trid};
use msnp_client::{Conversation, ConversationEvent, Error, Message};
use tokio::sync::mpsc;

use super::{Doing, Me, MessageId, News, Person, SeatId, SeatNews};
use crate::chat::{clean, trouble};

/// Between the user interface and one conversation.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) seat: SeatId,
    pub(super) orders: mpsc::Receiver<Doing>,
    pub(super) news: mpsc::Sender<News>,
}

/// Opens a conversation, calls people, and takes part until everything is said.
pub(super) async fn open(address: Address, cookie: Cookie, people: Vec<String>, me: Me, mut line: Line) {
    match Conversation::enter(&address, cookie, &me.handle, me.dialect, me.patience).await {
        Ok(mut conversation) => {
            line.tell(SeatNews::Seated(Vec::new())).await;
            for who in people {
                if let Err(error) = line.call(&mut conversation, who).await {
                    return line.lost(&error).await;
                }
            }
            line.take_part(conversation).await;
        }
        Err(error) => line.lost(&error).await,
    }
}

/// Answers a call, and takes part until everything is said.
pub(super) async fn answer(ring: Rng, me: Me, mut line: Line) {
    match Conversation::join(&ring, &me.handle, me.dialect, me.patience).await {
        Ok(conversation) => {
            let present = conversation.participants().iter().map(Person::from).collect();
            line.tell(SeatNews::Seated(present)).await;
            line.take_part(conversation).await;
        }
        Err(error) => line.lost(&error).await,
    }
}

impl Line {
    async fn take_part(&mut self, mut conversation: Conversation) {
        // As many as the model lets be under way.
        let mut sent = HashMap::new();
        loop {
            let outcome = tokio::select! {
                event = conversation.next_event() => match event {
                    Ok(ConversationEvent::Ended(_)) => Err(Error::Closed),
                    Ok(event) => {
                        if let Some(item) = report(event, &mut sent) {
                            self.tell(item).await;
                        }
                        Ok(())
                    }
                    Err(error) => Err(error),
                },
                doing = self.orders.recv() => {
                    let Some(doing) = doing else {
                        // The server closes the connection; if it does not, it is dropped.
                        let _ = conversation.leave().await;
                        return;
                    };
                    self.obey(&mut conversation, doing, &mut sent).await
                }
            };
            if let Err(error) = outcome {
                return self.lost(&error).await;
            }
        }
    }

    async fn obey(
        &self,
        conversation: &mut Conversation,
        doing: Doing,
        sent: &mut HashMap<Trid, MessageId>,
    ) -> Result<(), Error> {
        match doing {
            Doing::Say(id, text) => {
                // Clients of the era put both characters at the end of a line.
                let text = text.replace('\n', "\r\n");
                let payload = mime::Message::text(&text).to_bytes();
                sent.insert(conversation.post(&payload, AckKind::Always).await?, id);
                Ok(())
            }
            Doing::Nudge(id) => {
                sent.insert(
                    conversation.post(&mime::Message::nudge().to_bytes(), AckKind::Always).await?,
                    id,
                );
                Ok(())
            }
            Doing::Typing => conversation.typing().await,
            Doing::Call(who) => self.call(conversation, who).await,
        }
    }

    /// Calls somebody; a refusal is told and does not end the conversation.
    async fn call(&self, conversation: &mut Conversation, who: String) -> Result<(), Error> {
        match conversation.call(&who).await {
            Ok(_) => Ok(()),
            Err(error @ (Error::Refused(_) | Error::Argument(_))) => {
                let why = trouble::call(&error, &who);
                self.tell(SeatNews::NotCalled(who, why)).await;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn lost(&self, error: &Error) {
        // To close a quiet conversation is the server's right, and no trouble.
        let why = (!matches!(error, Error::Closed)).then(|| trouble::plainly(error));
        self.tell(SeatNews::Ended(why)).await;
    }

    async fn tell(&self, item: SeatNews) {
        // Nobody listens where the program is ending.
        let _ = self.news.send(News::Seat(self.seat, item)).await;
    }
}

/// An event, as far as there is something to tell about it.
fn report(event: ConversationEvent, sent: &mut HashMap<Trid, MessageId>) -> Option<SeatNews> {
    match event {
        ConversationEvent::Joined(who) => Some(SeatNews::Joined(Person::from(&who))),
        ConversationEvent::Left { handle, idle } => {
            Some(SeatNews::Left { handle: clean::name(handle.as_str()), idle })
        }
        ConversationEvent::Message(message) => read(&message),
        ConversationEvent::Delivered(trid) => sent.remove(&trid).map(SeatNews::Delivered),
        ConversationEvent::Undelivered(trid) => sent.remove(&trid).map(|id| SeatNews::Undelivered(id, None)),
        ConversationEvent::Refused(refused) => {
            let id = sent.remove(&refused.trid?)?;
            Some(SeatNews::Undelivered(id, Some(trouble::refusal(refused.code))))
        }
        ConversationEvent::PlaceJoined(_)
        | ConversationEvent::PlaceLeft(_)
        | ConversationEvent::Ended(_)
        | ConversationEvent::Stray(_) => None,
    }
}

/// A message, by the type of its content. Types that have nothing to show are passed over.
fn read(message: &Message) -> Option<SeatNews> {
    let from = Person::new(message.from.as_str(), &message.name);
    if let Some(text) = message.text() {
        return Some(SeatNews::Said(from, clean::text(&text)));
    }
    let mime = message.mime().ok()?;
    let body = String::from_utf8_lossy(&mime.body);
    let line = |name: &str| {
        body.lines()
            .find_map(|line| line.split_once(':').filter(|(n, _)| n.trim() == name))
            .map(|(_, v)| v.trim())
    };
    match mime.content_type().to_ascii_lowercase().as_str() {
        "text/x-msmsgscontrol" => mime.header("TypingUser").map(|who| SeatNews::Typing(clean::name(who))),
        "text/x-msnmsgr-datacast" if line("ID") == Some("1") => Some(SeatNews::Nudged(from)),
        "text/x-msmsgsinvite" if line("Invitation-Command") == Some("INVITE") => {
            let what = line("Application-Name").unwrap_or("something");
            Some(SeatNews::Offered(from, clean::name(what)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use msnp::value::Handle;

    use super::*;

    fn message(payload: &[u8]) -> Message {
        let from = Handle::new("bob@example.com").unwrap();
        Message { from, name: "Bob\x1b[1m".into(), payload: payload.to_vec() }
    }

    fn bob() -> Person {
        Person { handle: "bob@example.com".into(), name: "Bob\u{FFFD}[1m".into() }
    }

    #[test]
    fn what_comes_from_the_wire_is_cleaned() {
        let said = read(&message(&mime::Message::text("hi\x1b[2J\r\nyou").to_bytes()));
        assert_eq!(said, Some(SeatNews::Said(bob(), "hi\u{FFFD}[2J\nyou".into())));
    }

    #[test]
    fn each_type_of_content_is_told_apart() {
        let typing = mime::Message::typing("bob@example.com").to_bytes();
        assert_eq!(read(&message(&typing)), Some(SeatNews::Typing("bob@example.com".into())));
        let nudge = mime::Message::new("text/x-msnmsgr-datacast", &b"ID: 1\r\n\r\n"[..]).to_bytes();
        assert_eq!(read(&message(&nudge)), Some(SeatNews::Nudged(bob())));
        let wink = mime::Message::new("text/x-msnmsgr-datacast", &b"ID: 2\r\n\r\n"[..]).to_bytes();
        assert_eq!(read(&message(&wink)), None);
        let body = &b"Application-Name: File Transfer\r\nInvitation-Command: INVITE\r\n\r\n"[..];
        let offer = mime::Message::new("text/x-msmsgsinvite; charset=UTF-8", body).to_bytes();
        assert_eq!(read(&message(&offer)), Some(SeatNews::Offered(bob(), "File Transfer".into())));
        assert_eq!(read(&message(b"nothing of the kind")), None);
    }
}
