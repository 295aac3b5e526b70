//! What is said, gathered and written.
//!
//! Everything that one read brings in is one utterance: it takes one place in each listener's outbox, and is written once
//! for all who read the same form.

use bytes::{BufMut, Bytes, BytesMut};
use msnp::payload::mime;
use msnp::value::{AckKind, Trid};
use nudge_core::{Capabilities, Encodings, Handle, Participant, Saying, Utterance};

use crate::names;

/// What has been said since the last time it was sent on.
#[derive(Debug, Default)]
pub(super) struct Said {
    bodies: BytesMut,
    sayings: Vec<Saying>,
    /// What the speaker wants to hear back.
    pub(super) receipts: Vec<(Trid, AckKind)>,
}

impl Said {
    pub(super) fn add(&mut self, body: &[u8], chat: bool, trid: Trid, ack: AckKind) {
        self.bodies.extend_from_slice(body);
        self.sayings.push(Saying { end: self.bodies.len(), chat });
        if ack != AckKind::Unacknowledged {
            self.receipts.push((trid, ack));
        }
    }

    /// How much it is when it is written, with so many bytes before each message.
    pub(super) fn written_len(&self, head: usize) -> usize {
        self.bodies.len() + self.sayings.len() * head
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sayings.is_empty()
    }

    /// What was said, for the domain to hand round.
    pub(super) fn take(&mut self, speaker: &Handle) -> Utterance {
        Utterance {
            // The domain fills in the rest.
            speaker: Participant {
                handle: speaker.clone(),
                name: None,
                capabilities: Capabilities::NONE,
                endpoint: None,
            },
            sayings: std::mem::take(&mut self.sayings),
            bodies: self.bodies.split().freeze(),
            named: Encodings::default(),
            nameless: Encodings::default(),
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
    let name = names::friendly_or_handle(speaker.name.as_ref().filter(|_| named), &speaker.handle);
    let head = format!("MSG {} {name} ", names::handle(&speaker.handle));
    // The longest length, and the end of the line.
    let line = head.len() + 12;
    let mut out = BytesMut::with_capacity(utterance.bodies.len() + utterance.sayings.len() * line);
    let mut start = 0;
    for saying in &utterance.sayings {
        let body = utterance.bodies.get(start..saying.end).unwrap_or_default();
        out.put_slice(head.as_bytes());
        put_decimal(&mut out, body.len());
        out.put_slice(b"\r\n");
        out.put_slice(body);
        start = saying.end;
    }
    out.freeze()
}

/// A number without the detour through the formatting machinery, which costs more than all the rest of the line.
fn put_decimal(out: &mut BytesMut, mut number: usize) {
    let mut digits = [b'0'; 20];
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        // A remainder of ten fits.
        *digit += u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        used += 1;
        if number == 0 {
            break;
        }
    }
    out.put_slice(digits.get(digits.len() - used..).unwrap_or_default());
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
            let mut said = Said::default();
            for body in &bodies {
                said.add(body, false, Trid(1), AckKind::Negative);
            }
            let mut utterance = said.take(&handle);
            utterance.speaker.name = Some(DisplayName::new("Bob B").unwrap());
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
