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

    /// A nudge: the receiver's window shakes (MSN Messenger 7.0).
    pub fn nudge() -> Self {
        Self::new("text/x-msnmsgr-datacast", &b"ID: 1\r\n\r\n"[..])
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

/// Whether a message has content of this type, without taking the message apart: for those who look at every one.
///
/// Of a payload that [`Message::parse`] reads, it says what [`Message::content_type`] does.
///
/// ```
/// use msnp::payload::mime::{Message, is_of_type};
///
/// assert!(is_of_type(&Message::text("hello").to_bytes(), "text/plain"));
/// assert!(!is_of_type(&Message::typing("bob@example.com").to_bytes(), "text/plain"));
/// ```
pub fn is_of_type(payload: &[u8], content_type: &str) -> bool {
    const NAME: &[u8] = b"content-type";
    let mut rest = payload;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let (line, after) = rest.split_at_checked(end + 1).unwrap_or((rest, b""));
        rest = after;
        let line = line.trim_ascii();
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_at_checked(NAME.len()) else { continue };
        let value = value.trim_ascii_start().strip_prefix(b":");
        if let Some(value) = value.filter(|_| name.eq_ignore_ascii_case(NAME)) {
            let found = value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
            return found.eq_ignore_ascii_case(content_type.as_bytes());
        }
    }
    false
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
        fn the_short_way_to_the_type_leads_to_the_same(
            lines in proptest::collection::vec(
                prop_oneof![
                    "[cC]ontent-[tT]ype ?: ?(text/plain|TEXT/plain|text/x-mms)( ?; ?charset=UTF-8)?",
                    "[a-zA-Z-]{1,14}: ?[ -~]{0,16}",
                ],
                0..6,
            ),
            end in prop_oneof![Just("\r\n"), Just("\n")],
        ) {
            let headers: Vec<&str> = lines.iter().flat_map(|line| [line.as_str(), end]).collect();
            let payload = [&headers.concat(), end, "body"].concat();
            let message = Message::parse(payload.as_bytes()).unwrap();
            let expected = message.content_type().eq_ignore_ascii_case("text/plain");
            prop_assert_eq!(is_of_type(payload.as_bytes(), "text/plain"), expected);
        }

        #[test]
        fn nothing_makes_the_short_way_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            is_of_type(&bytes, "text/plain");
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = Message::parse(&bytes);
        }
    }
}
