//! What is sent.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};

/// A letter to one member. Its text is all that there is: no pictures, no links that tell on its reader.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// The account that it is about, by number: what is logged in place of the address.
    pub account: i64,
    /// One line.
    pub subject: String,
    /// Lines of plain text.
    pub text: String,
}

impl Letter {
    /// As it goes over the wire.
    pub(crate) fn message(&self, from: &Mailbox) -> Result<Message, Unwritable> {
        let to = Mailbox::new(None, self.to.parse()?);
        let written = Message::builder()
            .from(from.clone())
            .to(to)
            .subject(self.subject.as_str())
            .message_id(None)
            .header(Automatic)
            .header(ContentType::TEXT_PLAIN)
            .body(self.text.clone())?;
        Ok(written)
    }
}

/// Why a letter cannot be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unwritable {
    /// What the protocol of the era takes for an address is no address of today's mail.
    #[error("mail cannot be sent to this address")]
    Address(#[from] lettre::address::AddressError),
    /// It has something that no mail can have.
    #[error("the letter cannot be written")]
    Content(#[from] lettre::error::Error),
}

/// Says that no person has written it, so that no holiday answers (RFC 3834 section 5).
#[derive(Clone, Debug)]
struct Automatic;

impl Header for Automatic {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(to: &str, subject: &str, text: &str) -> Letter {
        Letter { to: to.to_owned(), account: 1, subject: subject.to_owned(), text: text.to_owned() }
    }

    fn written(letter: &Letter) -> String {
        let from = "Nudge <nudge@example.net>".parse().unwrap();
        String::from_utf8(letter.message(&from).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_letter_has_what_a_letter_needs() {
        let text = written(&letter("anna@example.org", "A code", "The code is\n\nABCD\n"));
        for line in [
            "From: Nudge <nudge@example.net>\r\n",
            "To: anna@example.org\r\n",
            "Subject: A code\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
        assert!(text.contains("\r\n\r\nThe code is\r\n\r\nABCD\r\n"), "{text}");
        assert!(text.contains("Date: ") && text.contains("Message-ID: <"), "{text}");
    }

    #[test]
    fn nobody_can_write_headers_of_their_own() {
        let text = written(&letter("anna@example.org", "Hi\r\nBcc: eve@example.org", "x\r\n.\r\nQUIT"));
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        for address in
            ["anna@example.org\r\nBcc: eve@example.org", "anna", "a@b, c@d", "<anna@example.org>", ""]
        {
            let from = "nudge@example.net".parse().unwrap();
            assert!(letter(address, "Hi", "x").message(&from).is_err(), "{address:?}");
        }
    }
}
