//! A kept message as a person reads it.

use msnp::payload::mime::Message;
use nudge_core::HistoryRecord;

/// What was said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptMessage {
    /// Of what type it is, as `text/plain`; empty for what cannot be taken apart.
    pub content_type: String,
    /// What it says. What cannot be taken apart is there as it is.
    pub text: String,
}

impl From<&HistoryRecord> for KeptMessage {
    fn from(record: &HistoryRecord) -> Self {
        Self::read(&record.body)
    }
}

impl KeptMessage {
    /// A message as it was relayed, or would be.
    pub fn read(body: &[u8]) -> Self {
        let (content_type, body) = match Message::parse(body) {
            Ok(message) => (message.content_type().to_owned(), message.body.into_owned()),
            Err(_) => (String::new(), body.to_vec()),
        };
        Self { content_type, text: String::from_utf8_lossy(&body).into_owned() }
    }
}

#[cfg(test)]
mod tests {
    use nudge_core::{AccountId, ConversationId, Handle, Timestamp};

    use super::*;

    fn read(body: &'static [u8]) -> KeptMessage {
        KeptMessage::from(&HistoryRecord {
            owner: AccountId::new(1),
            conversation: ConversationId(1),
            sender: Handle::new("a@b.c").unwrap(),
            recipients: Vec::new(),
            body: body.into(),
            at: Timestamp::from_millis(0),
        })
    }

    #[test]
    fn the_text_is_told_from_its_head() {
        let said = read(b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nol\xc3\xa9");
        assert_eq!((said.content_type.as_str(), said.text.as_str()), ("text/plain", "ol\u{e9}"));
    }

    #[test]
    fn what_is_no_message_is_shown_as_it_is() {
        let said = read(b"no head \xff");
        assert_eq!((said.content_type.as_str(), said.text.as_str()), ("", "no head \u{fffd}"));
    }
}
