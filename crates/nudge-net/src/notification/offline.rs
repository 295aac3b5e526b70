//! Messages that were left while the principal was away: told to clients that fetch them over HTTP (MSNP11 and later), and said
//! to all others in conversations.

use bytes::Bytes;
use msnp::Cap;
use msnp::command::Uum;
use msnp::payload::mail::{MailMoved, offline_message};
use msnp::payload::mail_data::{self, received};
use msnp::payload::mime::Message;
use msnp::value::{ErrorCode, MessageKind};
use nudge_core::{DisplayName, Error, Guid, Handle, OfflineMessage, OfflinePosition, Refusal};

use super::online::Online;
use super::{Cx, account};
use crate::goodbye::Goodbye;
use crate::out::Out;

impl Online {
    /// Tells the client what waits for it. From then on it hears of every message that comes in.
    pub(super) async fn tell_what_waits(&mut self, cx: &mut Cx<'_>) {
        let mut messages = Vec::new();
        if self.dialect.has(Cap::MailData) {
            match cx.net.core.waiting_messages(self.session.id()).await {
                Ok(waiting) => {
                    let last = waiting.last().map(|message| message.position);
                    self.told = Some(last.unwrap_or(OfflinePosition(0)));
                    messages.extend(waiting.iter().map(told));
                }
                Err(error) => tracing::error!(%error, "the messages that wait could not be read"),
            }
        }
        account::send_mail_notice(&self.session, messages, self.dialect, cx);
    }

    /// Leaves a message for somebody who is not there, as far as the client knows. It is told to them in the way of their client,
    /// also if they are: that way it is durable before it is confirmed (reference 21 §8).
    pub(super) async fn leave(&mut self, uum: &Uum<'_>, to: &Handle, cx: &mut Cx<'_>) -> Result<(), Goodbye> {
        let Some(body) = relayed(&uum.payload) else {
            cx.out.refuse(uum.trid, ErrorCode::BadPeerMessage);
            return Ok(());
        };
        let core = &cx.net.core;
        let (run, so_far) = self.left.unwrap_or_else(|| (Guid::draw(core.entropy()), 0));
        let number = so_far.wrapping_add(1);
        self.left = Some((run, number));
        match core.leave_message(self.session.id(), to, body, Some(run), number).await {
            Ok(()) => {
                self.confirm_message(uum.trid, cx);
                Ok(())
            }
            Err(Error::Refusal(Refusal::SwitchedOff)) => cx.refuse(uum.trid, Refusal::NotOnline),
            Err(error) => cx.fail(uum.trid, error),
        }
    }

    /// Has what waits said to a client that knows no other way to be told.
    pub(super) fn say_what_waits(&self) {
        if !self.dialect.has(Cap::MailData) {
            self.session.hand_over(spoken);
        }
    }

    /// Somebody has left a message just now.
    pub(super) fn message_left(&mut self, message: &OfflineMessage, out: &mut Out) {
        self.say_what_waits();
        // One that was among those that the client was told at first is not told again.
        if self.told.is_some_and(|last| message.position > last) {
            self.told = Some(message.position);
            account::send(offline_message(&told(message)), self.dialect, out);
        }
    }

    /// Messages no longer wait: fetched by this client, or by whatever else the principal has.
    pub(super) fn messages_removed(&self, count: u32, out: &mut Out) {
        if self.told.is_some() {
            account::send(MailMoved::offline_deleted(count).to_bytes(), self.dialect, out);
        }
    }
}

/// The header with which a client says that a message is for somebody who is not there.
const AGENT: &str = "Dest-Agent";

/// The header with the colours of a message.
const FORMAT: &str = "X-MMS-IM-Format";

/// What a message of a conversation is that has nothing but text.
const CHAT: &str = "text/plain; charset=UTF-8";

/// Whether a message outside of conversations is one to be left.
pub(super) fn is_left(uum: &Uum<'_>) -> bool {
    let agent = |message: &Message<'_>| {
        message.header(AGENT).is_some_and(|agent| agent.trim().eq_ignore_ascii_case("client"))
    };
    uum.kind == MessageKind::TEXT && Message::parse(&uum.payload).is_ok_and(|message| agent(&message))
}

/// The message as it would be relayed in a conversation: text and colours, and nothing else of its head. `None` for what is no
/// text, or an empty one.
fn relayed(payload: &[u8]) -> Option<Bytes> {
    let message = Message::parse(payload).ok()?;
    let text = std::str::from_utf8(&message.body).ok()?;
    if !message.content_type().eq_ignore_ascii_case("text/plain") || text.trim().is_empty() {
        return None;
    }
    Some(coloured(text, message.header(FORMAT).map(str::trim)))
}

fn coloured(text: &str, format: Option<&str>) -> Bytes {
    let message = Message::new(CHAT, text.as_bytes());
    match format {
        Some(format) => message.with(FORMAT, format).to_bytes().into(),
        None => message.to_bytes().into(),
    }
}

/// What a client is told of a message before it fetches it.
fn told(message: &OfflineMessage) -> mail_data::OfflineMessage {
    let (id, from) = (message.id.to_string(), message.sender.as_str());
    let name = message.name.as_ref().map(DisplayName::as_str);
    let row = mail_data::OfflineMessage::row(id, message.at.millis(), from, name, message.body.len());
    mail_data::OfflineMessage { read: message.read, ..row }
}

/// How much text is said at once. Clients take messages of 1664 bytes, the head included.
const PIECE: usize = 1200;

/// A message as it is said in a conversation: below the day and the time, in UTC, at which it was left. A long one is said in
/// pieces.
fn spoken(message: &OfflineMessage) -> Vec<Bytes> {
    let at = received(message.at.millis()).replace('T', " ");
    let at = at.get(..16).unwrap_or_default();
    let (format, text) = match Message::parse(&message.body) {
        Ok(read) => (read.header(FORMAT).map(|value| value.trim().to_owned()), read.body.into_owned()),
        Err(_) => (None, message.body.to_vec()),
    };
    let said = format!("[{at} UTC]\r\n{}", String::from_utf8_lossy(&text));
    let mut rest = said.as_str();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at_checked(rest.floor_char_boundary(PIECE)).unwrap_or((rest, ""));
        pieces.push(coloured(piece, format.as_deref()));
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use nudge_core::Timestamp;

    use super::*;

    fn left(body: &[u8]) -> OfflineMessage {
        OfflineMessage {
            position: OfflinePosition(7),
            id: Guid::version_4(1),
            sender: Handle::new("bob@example.com").unwrap(),
            name: None,
            body: Bytes::copy_from_slice(body),
            run: Guid::version_4(2),
            sequence: 3,
            at: Timestamp::from_millis(1_767_323_045_007),
            read: true,
        }
    }

    #[test]
    fn it_is_said_with_its_date_and_in_its_colours() {
        let body = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Arial; CO=ff\r\n\
                     Dest-Agent: client\r\n\r\nHello";
        let said = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nX-MMS-IM-Format: FN=Arial; CO=ff\r\n\r\n\
                    [2026-01-02 03:04 UTC]\r\nHello";
        assert_eq!(spoken(&left(body)), [said]);
    }

    #[test]
    fn a_long_one_is_said_in_pieces_that_clients_take() {
        let text = "\u{e9}a".repeat(1500);
        let pieces = spoken(&left(format!("MIME-Version: 1.0\r\n\r\n{text}").as_bytes()));
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.len() < 1664), "{}", pieces.len());
        let bodies = pieces.iter().map(|piece| Message::parse(piece).unwrap().body.into_owned());
        let said = String::from_utf8(bodies.flatten().collect()).unwrap();
        assert_eq!(said, format!("[2026-01-02 03:04 UTC]\r\n{text}"));
        assert_eq!(spoken(&left(b"no head")).len(), 1);
    }

    #[test]
    fn what_is_left_keeps_its_text_and_its_colours_and_no_other_head() {
        let sent = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nFrom: bill\r\n\
                     X-MMS-IM-Format: FN=Segoe%20UI; EF=; CO=0; CS=0; PF=22\r\nDest-Agent: client\r\n\r\nHello";
        let kept = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
                    X-MMS-IM-Format: FN=Segoe%20UI; EF=; CO=0; CS=0; PF=22\r\n\r\nHello";
        assert_eq!(relayed(sent).unwrap(), kept);
        for none in [
            &b""[..],
            b"hello",
            b"Content-Type: text/html\r\n\r\nhi",
            b"Content-Type: text/plain\r\n\r\n \r\n",
        ] {
            assert_eq!(relayed(none), None, "{none:?}");
        }
    }

    #[test]
    fn it_is_told_by_what_is_on_its_outside() {
        let told = told(&left(b"Hello"));
        assert_eq!((told.received.as_str(), told.read, told.size), ("2026-01-02T03:04:05.007Z", true, 5));
        assert_eq!((told.from.as_str(), told.name.as_str()), ("bob@example.com", "bob@example.com"));
        assert_eq!(told.id, Guid::version_4(1).to_string());
    }
}
