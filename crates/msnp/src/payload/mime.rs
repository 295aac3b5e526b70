//! MIME messages: the payload of every `MSG`.
//!
//! Headers `Name: value`, a blank line, the body. Names are compared without regard to case; the first two are always
//! `MIME-Version` and `Content-Type` (reference 03 §3.1). A switchboard never rewrites a message; this reader is for
//! those who must look inside one.

use std::borrow::Cow;

/// At most this many headers are read; era clients send fewer than ten.
pub const MAX_HEADERS: usize = 64;

/// A message, taken apart.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message<'a> {
    /// Headers, in order.
    pub headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What comes after the blank line.
    pub body: Cow<'a, [u8]>,
}

/// The payload is no MIME message.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MimeError {
    /// A header line has no colon.
    #[error("a header line has no colon")]
    NoColon,
    /// No blank line ends the headers.
    #[error("no blank line ends the headers")]
    NoBlankLine,
    /// There are more than [`MAX_HEADERS`].
    #[error("more than {MAX_HEADERS} headers")]
    TooManyHeaders,
}

impl<'a> Message<'a> {
    /// Reads a payload.
    pub fn parse(payload: &'a [u8]) -> Result<Self, MimeError> {
        let mut headers = Vec::new();
        let mut rest = payload;
        loop {
            let end = memchr::memchr(b'\n', rest).ok_or(MimeError::NoBlankLine)?;
            let (line, after) = rest.split_at_checked(end + 1).ok_or(MimeError::NoBlankLine)?;
            rest = after;
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                return Ok(Self { headers, body: rest.into() });
            }
            if headers.len() == MAX_HEADERS {
                return Err(MimeError::TooManyHeaders);
            }
            let colon = memchr::memchr(b':', line).ok_or(MimeError::NoColon)?;
            let (name, value) = line.split_at_checked(colon).ok_or(MimeError::NoColon)?;
            let value = value.strip_prefix(b":").unwrap_or(value);
            headers.push((lossy(name), lossy(value)));
        }
    }

    /// A message of this type with this body, and no other headers yet.
    pub fn new(content_type: &'a str, body: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            headers: vec![
                ("MIME-Version".into(), "1.0".into()),
                ("Content-Type".into(), content_type.into()),
            ],
            body: body.into(),
        }
    }

    /// Chat text, as MSN Messenger 2.0 and later send it.
    pub fn text(text: &'a str) -> Self {
        Self::new("text/plain; charset=UTF-8", text.as_bytes())
            .with("X-MMS-IM-Format", "FN=MS%20Sans%20Serif; EF=; CO=0; CS=0; PF=0")
    }

    /// The notice that somebody is typing: one empty line is its body.
    pub fn typing(handle: &'a str) -> Self {
        Self::new("text/x-msmsgscontrol", &b"\r\n"[..]).with("TypingUser", handle)
    }

    /// The message with one more header.
    #[must_use]
    pub fn with(mut self, name: &'a str, value: &'a str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    }

    /// The type of the content, without parameters, as `text/plain`. Compare it without regard to case.
    pub fn content_type(&self) -> &str {
        self.header("Content-Type").unwrap_or("").split(';').next().unwrap_or("").trim_ascii()
    }

    /// Writes the message.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.body.len() + 128);
        for (name, value) in &self.headers {
            for part in [name.as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                out.extend_from_slice(part);
            }
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(&self.body);
        out
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.trim_ascii())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_typing_notice_has_the_length_of_the_reference() {
        assert_eq!(Message::typing("bob@passport.com").to_bytes().len(), 89);
        assert_eq!(Message::typing("alice@example.com").to_bytes().len(), 90);
    }

    #[test]
    fn chat_text_has_no_end_of_line() {
        let bytes = Message::text("Hello Alice").to_bytes();
        assert_eq!(bytes.len(), 135);
        assert!(bytes.ends_with(b"\r\n\r\nHello Alice"));
    }

    #[test]
    fn header_names_are_compared_without_regard_to_case() {
        let message =
            Message::parse(b"mime-version: 1.0\r\ncontent-TYPE:text/plain ; charset=UTF-8\n\r\nhi").unwrap();
        assert_eq!(message.content_type(), "text/plain");
        assert_eq!(message.body.as_ref(), b"hi");
    }

    #[test]
    fn what_is_no_message_is_refused() {
        assert_eq!(Message::parse(b""), Err(MimeError::NoBlankLine));
        assert_eq!(Message::parse(b"A: b\r\n"), Err(MimeError::NoBlankLine));
        assert_eq!(Message::parse(b"nothing\r\n\r\n"), Err(MimeError::NoColon));
        assert_eq!(Message::parse("A: b\r\n".repeat(65).as_bytes()), Err(MimeError::TooManyHeaders));
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(
            headers in proptest::collection::vec(("[!-9;-~]{1,12}", "([!-~]([ -~]{0,20}[!-~])?)?"), 0..6),
            body in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let mut message = Message::new("text/plain", body);
            for (name, value) in &headers {
                message = message.with(name, value);
            }
            let bytes = message.to_bytes();
            prop_assert_eq!(Message::parse(&bytes).unwrap(), message);
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = Message::parse(&bytes);
        }
    }
}
