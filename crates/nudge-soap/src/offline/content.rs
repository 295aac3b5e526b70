//! What is in a message that somebody leaves: MIME in the element `Content` (reference 12 §2).
//!
//! ```text
//! MIME-Version: 1.0
//! Content-Type: text/plain; charset=UTF-8
//! Content-Transfer-Encoding: base64
//! X-OIM-Message-Type: OfflineMessage
//! X-OIM-Run-Id: {3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}
//! X-OIM-Sequence-Num: 1
//!
//! SGVsbG8gZnJvbSBBbGljZQ==
//! ```
//!
//! The lines may end in CR LF or LF, and any may be indented: papyon indents the whole, others the Base64. Only what is named
//! above is read. What says who wrote it, to whom and when is the server's to say, and refused where a client says it.

use data_encoding::{BASE64, BASE64_NOPAD};
use msnp::payload::mime::Message;

/// What somebody says to one who is not there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Content {
    /// The text; never empty.
    pub text: String,
    /// The run of the sender's program, as it stands there but for the braces. Not every program says one.
    pub run: Option<String>,
    /// Where the message stands in that run.
    pub sequence: Option<u32>,
}

/// Why something is no [`Content`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum InvalidContent {
    /// A line of the head has no colon, or nothing ends the head.
    #[error("that is no MIME")]
    NotMime,
    /// The head says what only the server may say.
    #[error("the head says what only the server may say")]
    Forged,
    /// Something else than text, in an encoding that is not known, or not in the one it says.
    #[error("that is no text, or not in the encoding that it says")]
    NotText,
    /// There is nothing in it.
    #[error("the message is empty")]
    Empty,
    /// The sequence number is no number.
    #[error("the sequence number is none")]
    NotANumber,
}

/// What a client may not say (reference 12 §2).
const FORGED: [&str; 8] =
    ["From", "To", "Sender", "Received", "Date", "Message-ID", "Return-Path", "X-OIM-originatingSource"];

/// More lines of a head are not read; clients send six.
const MAX_HEADERS: usize = 32;

/// What a message of a conversation is that has nothing but text.
const CHAT: &str = "text/plain; charset=UTF-8";

impl Content {
    /// Reads it.
    pub fn parse(content: &str) -> Result<Self, InvalidContent> {
        let mut lines = content.trim().lines().map(str::trim);
        let (mut run, mut sequence, mut is_base64) = (None, None, false);
        for count in 0.. {
            let line = lines.next().filter(|_| count <= MAX_HEADERS).ok_or(InvalidContent::NotMime)?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or(InvalidContent::NotMime)?;
            let (name, value) = (name.trim(), value.trim());
            let is = |known: &str| name.eq_ignore_ascii_case(known);
            if FORGED.into_iter().any(is) {
                return Err(InvalidContent::Forged);
            } else if is("Content-Type") {
                check_type(value)?;
            } else if is("Content-Transfer-Encoding") {
                is_base64 = encoding(value)?;
            } else if is("X-OIM-Run-Id") {
                let bare = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
                run = Some(bare.unwrap_or(value).to_owned());
            } else if is("X-OIM-Sequence-Num") {
                sequence = Some(value.parse().map_err(|_| InvalidContent::NotANumber)?);
            }
        }
        let text = if is_base64 { decoded(lines)? } else { lines.collect::<Vec<_>>().join("\r\n") };
        if text.trim().is_empty() {
            return Err(InvalidContent::Empty);
        }
        Ok(Self { text, run, sequence })
    }

    /// The text as a message of a conversation.
    pub fn relayed(&self) -> Vec<u8> {
        Message::new(CHAT, self.text.as_bytes()).to_bytes()
    }
}

fn check_type(value: &str) -> Result<(), InvalidContent> {
    let mut parts = value.split(';').map(str::trim);
    let is_text = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("text/plain"));
    let is_known = |charset: &str| {
        ["utf-8", "utf8", "us-ascii"]
            .iter()
            .any(|known| charset.trim_matches('"').eq_ignore_ascii_case(known))
    };
    let mut charsets = parts.filter_map(|part| {
        let (name, charset) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| charset.trim())
    });
    if is_text && charsets.all(is_known) { Ok(()) } else { Err(InvalidContent::NotText) }
}

/// Whether it is Base64.
fn encoding(value: &str) -> Result<bool, InvalidContent> {
    let is = |known: &str| value.eq_ignore_ascii_case(known);
    if is("base64") {
        Ok(true)
    } else if is("7bit") || is("8bit") || is("binary") {
        Ok(false)
    } else {
        Err(InvalidContent::NotText)
    }
}

fn decoded<'a>(lines: impl Iterator<Item = &'a str>) -> Result<String, InvalidContent> {
    let digits: String = lines.flat_map(str::split_ascii_whitespace).collect();
    let bytes = BASE64.decode(digits.as_bytes()).or_else(|_| BASE64_NOPAD.decode(digits.as_bytes()));
    String::from_utf8(bytes.map_err(|_| InvalidContent::NotText)?).map_err(|_| InvalidContent::NotText)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\
                        X-OIM-Message-Type: OfflineMessage\nX-OIM-Run-Id: {3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}\n\
                        X-OIM-Sequence-Num: 7\n";

    fn hello() -> Content {
        let run = Some("3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD".to_owned());
        Content { text: "Hello from Alice".to_owned(), run, sequence: Some(7) }
    }

    #[test]
    fn it_is_read_however_its_lines_end_and_are_indented() {
        let unix = format!("{HEAD}\nSGVsbG8gZnJvbSBBbGljZQ==\n");
        for content in [
            unix.clone(),
            unix.replace('\n', "\r\n"),
            unix.trim_end().to_owned(),
            format!("\n            {}\n        ", unix.replace('\n', "\n            ")),
            format!("{HEAD}\n      SGVsbG8gZnJvbSBBbGljZQ==  "),
            format!("{HEAD}\nSGVsbG8g\r\nZnJvbSBB\nbGljZQ==\n\n"),
            format!("{HEAD}\nSGVsbG8gZnJvbSBBbGljZQ"),
            HEAD.to_ascii_uppercase().replace("BASE64", "Base64") + "\nSGVsbG8gZnJvbSBBbGljZQ==",
        ] {
            assert_eq!(Content::parse(&content), Ok(hello()), "{content}");
        }
    }

    #[test]
    fn what_is_not_said_is_left_open() {
        let bare = Content::parse("MIME-Version: 1.0\n\nol\u{e9}\nand bye").unwrap();
        assert_eq!(bare, Content { text: "ol\u{e9}\r\nand bye".to_owned(), run: None, sequence: None });
        let unbraced = Content::parse("X-OIM-Run-Id: abc\n\nhi").unwrap();
        assert_eq!(unbraced.run.as_deref(), Some("abc"));
    }

    #[test]
    fn what_the_server_says_no_client_says() {
        for name in FORGED {
            for name in [name.to_owned(), name.to_ascii_lowercase(), format!("  {name} ")] {
                let forged = format!("{HEAD}{name}: bill@example.com\n\nSGk=");
                assert_eq!(Content::parse(&forged), Err(InvalidContent::Forged), "{name}");
            }
        }
        // What is below the empty line is text.
        assert!(Content::parse("MIME-Version: 1.0\n\nFrom: me").is_ok());
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let with = |line: &str, body: &str| Content::parse(&format!("{line}\n\n{body}"));
        for (line, body, why) in [
            ("Content-Type: text/html", "hi", InvalidContent::NotText),
            ("Content-Type: text/plain; charset=utf-7", "hi", InvalidContent::NotText),
            ("Content-Type:", "hi", InvalidContent::NotText),
            ("Content-Transfer-Encoding: quoted-printable", "hi", InvalidContent::NotText),
            ("Content-Transfer-Encoding: base64", "h!", InvalidContent::NotText),
            ("Content-Transfer-Encoding: base64", "/w==", InvalidContent::NotText),
            ("Content-Transfer-Encoding: base64", "DQo=", InvalidContent::Empty),
            ("X-OIM-Sequence-Num: -1", "hi", InvalidContent::NotANumber),
            ("X-OIM-Sequence-Num: 4294967296", "hi", InvalidContent::NotANumber),
            ("no colon", "hi", InvalidContent::NotMime),
        ] {
            assert_eq!(with(line, body), Err(why), "{line} {body}");
        }
        for nothing in ["", "\r\n", "MIME-Version: 1.0", "hello", &"a: b\n".repeat(50)] {
            assert_eq!(Content::parse(nothing), Err(InvalidContent::NotMime), "{nothing:?}");
        }
    }

    #[test]
    fn it_is_relayed_as_chat() {
        let expected = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nHello from Alice";
        assert_eq!(hello().relayed(), expected.as_bytes());
    }

    proptest! {
        #[test]
        fn every_text_comes_through(text in "\\PC{1,80}|[\r\n\t -~]{1,80}", sequence: u32) {
            prop_assume!(!text.trim().is_empty());
            let digits = BASE64.encode(text.as_bytes());
            let content = format!("Content-Transfer-Encoding: base64\r\nX-OIM-Sequence-Num: {sequence}\r\n\r\n{digits}");
            let read = Content::parse(&content).unwrap();
            prop_assert_eq!((read.text, read.sequence), (text, Some(sequence)));
        }

        #[test]
        fn nothing_makes_it_panic(content in "(([a-zA-Z-]{0,8}:? ?|From: |\r|\n|base64|\u{e9}){0,20})") {
            if let Ok(read) = Content::parse(&content) {
                prop_assert!(!read.text.trim().is_empty());
            }
        }
    }
}
