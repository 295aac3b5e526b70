//! What is said, gathered and written.
//!
//! Everything that one read brings in is one utterance: it takes one place in each listener's outbox, and is written once
//! for all who read the same form.

use std::sync::OnceLock;

use bytes::{BufMut, Bytes, BytesMut};
use msnp::payload::mime;
use msnp::value::{AckKind, Trid};
use nudge_core::{Capabilities, DisplayName, Handle, Participant, Saying, Utterance};

use crate::names;

/// What has been said since the last time it was sent on, as listeners read it who may know the speaker's name: as good as always
/// that is all of them, and so each message is copied once.
#[derive(Debug)]
pub(super) struct Said {
    /// What stands before the length of each message.
    head: Box<[u8]>,
    written: BytesMut,
    sayings: Vec<Saying>,
    /// What the speaker wants to hear back.
    pub(super) receipts: Vec<(Trid, AckKind)>,
    /// How much it was the last time, in bytes and in messages. Who speaks in bulk goes on so.
    usual: (usize, usize),
}

/// The digits of a length, and the end of the line.
const REST_OF_LINE: usize = 12;

impl Said {
    /// Nothing yet, of that speaker.
    pub(super) fn by(handle: &Handle, name: &DisplayName) -> Self {
        let head = head(handle, Some(name)).into_bytes().into();
        Self { head, written: BytesMut::new(), sayings: Vec::new(), receipts: Vec::new(), usual: (0, 0) }
    }

    pub(super) fn add(&mut self, body: &[u8], chat: bool, trid: Trid, ack: AckKind) {
        let length = self.head.len() + REST_OF_LINE + body.len();
        if self.sayings.is_empty() {
            let (bytes, sayings) = self.usual;
            self.written.reserve(bytes.max(length));
            self.sayings.reserve_exact(sayings.max(1));
        } else {
            self.written.reserve(length);
        }
        begin(&mut self.written, &self.head, body.len());
        let start = self.written.len();
        self.written.put_slice(body);
        self.sayings.push(Saying { start, end: self.written.len(), chat });
        if ack != AckKind::Unacknowledged {
            self.receipts.push((trid, ack));
        }
    }

    /// How much it is for a listener.
    pub(super) fn written_len(&self) -> usize {
        self.written.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sayings.is_empty()
    }

    /// What was said, for the domain to hand round. Nothing of the memory is kept: most speak rarely.
    pub(super) fn take(&mut self, speaker: &Handle) -> Utterance {
        // With room for what is asked for before a line and not needed by it, or the last one would have all of it moved.
        self.usual = (self.written.len() + REST_OF_LINE, self.sayings.len());
        let written = std::mem::take(&mut self.written).freeze();
        Utterance {
            // The domain fills in the rest.
            speaker: Participant {
                handle: speaker.clone(),
                name: None,
                capabilities: Capabilities::NONE,
                endpoint: None,
            },
            sayings: std::mem::take(&mut self.sayings),
            named: OnceLock::from(written.clone()),
            nameless: OnceLock::new(),
            bodies: written,
        }
    }
}

/// Whether a message is chat: what a person typed, and not a typing notice, an invitation or a piece of a file.
pub(super) fn is_chat(payload: &[u8]) -> bool {
    mime::is_of_type(payload, "text/plain")
}

/// An utterance as `MSG handle name length` lines, each with its payload.
pub(super) fn encode(utterance: &Utterance, named: bool) -> Bytes {
    let speaker = &utterance.speaker;
    let head = head(&speaker.handle, speaker.name.as_ref().filter(|_| named));
    let line = head.len() + REST_OF_LINE;
    let mut out = BytesMut::with_capacity(utterance.body_len() + utterance.sayings.len() * line);
    for saying in &utterance.sayings {
        let body = utterance.bodies.get(saying.start..saying.end).unwrap_or_default();
        begin(&mut out, head.as_bytes(), body.len());
        out.put_slice(body);
    }
    out.freeze()
}

fn head(handle: &Handle, name: Option<&DisplayName>) -> String {
    format!("MSG {} {} ", names::handle(handle), names::friendly_or_handle(name, handle))
}

/// A line, to be followed by so many bytes.
fn begin(out: &mut BytesMut, head: &[u8], length: usize) {
    out.put_slice(head);
    out.put_slice(itoa::Buffer::new().format(length).as_bytes());
    out.put_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use msnp::command::MsgDelivery;
    use msnp::payload::mime::Message;
    use msnp::switchboard::FromServer;
    use nudge_core::DisplayName;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The short cut writes what the protocol crate would.
        #[test]
        fn an_utterance_is_its_messages_in_a_row(
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..1700), 1..6),
            named in any::<bool>(),
        ) {
            let handle = Handle::new("bob@example.com").unwrap();
            let name = DisplayName::new("Bob B").unwrap();
            let mut said = Said::by(&handle, &name);
            for body in &bodies {
                said.add(body, false, Trid(1), AckKind::Negative);
            }
            let mut utterance = said.take(&handle);
            utterance.speaker.name = Some(name);
            prop_assert!(utterance.messages().map(|(_, body)| body).eq(bodies.iter().cloned()));
            prop_assert_eq!(utterance.named.get(), Some(&encode(&utterance, true)));
            let mut expected = Vec::new();
            for body in &bodies {
                let name = names::friendly(if named { "Bob B" } else { "bob@example.com" });
                let command = MsgDelivery { handle: names::handle(&handle), name, payload: body.into() };
                FromServer::from(command).encode(msnp::Dialect::Msnp7, &mut expected);
            }
            prop_assert_eq!(encode(&utterance, named), expected);
        }
    }

    #[test]
    fn only_typed_text_is_chat() {
        assert!(is_chat(&Message::text("hello").to_bytes()));
        assert!(!is_chat(&Message::typing("bob@example.com").to_bytes()));
        assert!(!is_chat(b"no message at all"));
    }
}
