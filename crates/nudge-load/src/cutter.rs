//! Where one thing that the server says ends and the next begins, in each protocol.

use anyhow::{Context as _, bail};
use memchr::{memchr, memmem};
use msnp::frame::{Framer, Limits, Step, Vocabulary};
use msnp::{Dialect, notification, switchboard};
use quick_xml::Reader;
use quick_xml::events::Event;

/// What a connection speaks, as far as its borders are concerned.
#[derive(Debug)]
pub(crate) enum Cutter {
    /// To a notification server.
    Notification(Framer, Dialect),
    /// To a switchboard, or through the bare relay.
    Switchboard(Framer, Dialect),
    /// IRC (RFC 1459).
    Irc,
    /// A stream of XMPP (RFC 6120).
    Xmpp,
}

/// One thing that was said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit<'a> {
    /// The line; in XMPP the whole stanza.
    pub(crate) line: &'a [u8],
    /// What was said in a conversation, or followed the line.
    pub(crate) payload: Option<&'a [u8]>,
}

/// Generous: what is too long is for the receiver to find.
const LIMITS: Limits = Limits { line: 64 * 1024, payload: 1 << 20, data: 1 << 20, list: 1 << 20 };

impl Cutter {
    pub(crate) fn notification(dialect: Dialect) -> Self {
        Self::Notification(Framer::new(LIMITS), dialect)
    }

    pub(crate) fn switchboard(dialect: Dialect) -> Self {
        Self::Switchboard(Framer::new(LIMITS), dialect)
    }

    /// The first thing that is whole, if there is one, and how many bytes are spent.
    pub(crate) fn step<'a>(&mut self, bytes: &'a [u8]) -> anyhow::Result<(Option<Unit<'a>>, usize)> {
        match self {
            Self::Notification(framer, dialect) => {
                framed::<notification::FromServer<'_>>(framer, *dialect, bytes)
            }
            Self::Switchboard(framer, dialect) => {
                framed::<switchboard::FromServer<'_>>(framer, *dialect, bytes)
            }
            Self::Irc => Ok(line(bytes)),
            Self::Xmpp => stanza(bytes),
        }
    }

    /// Whether the server complains.
    pub(crate) fn is_complaint(&self, unit: Unit<'_>) -> bool {
        let line = unit.line;
        match self {
            Self::Notification(..) | Self::Switchboard(..) => line.first().is_some_and(u8::is_ascii_digit),
            // Replies from 400 on are errors; 422 says that there is no message of the day.
            Self::Irc => {
                let code = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
                let is_error = matches!(code, [b'4' | b'5', b'0'..=b'9', b'0'..=b'9']);
                line.starts_with(b"ERROR") || (is_error && code != b"422")
            }
            Self::Xmpp => {
                let head = line.split(|byte| *byte == b'>').next().unwrap_or_default();
                line.starts_with(b"<failure") || memmem::find(head, b"error").is_some()
            }
        }
    }
}

fn framed<'a, V: Vocabulary>(
    framer: &mut Framer,
    dialect: Dialect,
    bytes: &'a [u8],
) -> anyhow::Result<(Option<Unit<'a>>, usize)> {
    Ok(match framer.step::<V>(bytes, dialect)? {
        Step::Frame { frame, used } => (Some(Unit { line: frame.line, payload: frame.payload }), used),
        Step::Partial { used } => (None, used),
    })
}

/// `:nick!user@host PRIVMSG target :text`.
fn line(bytes: &[u8]) -> (Option<Unit<'_>>, usize) {
    let Some(end) = memchr(b'\n', bytes) else { return (None, 0) };
    let line = bytes.get(..end).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let is_message = line.split(|byte| *byte == b' ').nth(1) == Some(b"PRIVMSG");
    let payload = memmem::find(line, b" :").filter(|_| is_message).and_then(|at| line.get(at + 2..));
    (Some(Unit { line, payload }), end + 1)
}

/// An element directly in the stream, or the beginning of the stream itself.
fn stanza(bytes: &[u8]) -> anyhow::Result<(Option<Unit<'_>>, usize)> {
    let mut reader = Reader::from_reader(bytes);
    // The end of the stream ends nothing that we have seen begin.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let (mut depth, mut start) = (0_usize, 0);
    loop {
        let before = usize::try_from(reader.buffer_position())?;
        let event = match reader.read_event() {
            Ok(event) => event,
            // What ends within a tag is not whole yet.
            Err(quick_xml::Error::Syntax(_)) => return Ok((None, start)),
            Err(error) => return Err(error).context("a stanza that is none"),
        };
        let after = usize::try_from(reader.buffer_position())?;
        let is_whole = match event {
            Event::Eof => return Ok((None, if depth == 0 { before } else { start })),
            Event::Start(tag) if depth == 0 && tag.name().as_ref() == "stream:stream" => true,
            Event::Start(_) => {
                depth += 1;
                false
            }
            Event::Empty(_) => depth == 0,
            Event::End(_) if depth == 0 => bail!("the server ended the stream"),
            Event::End(_) => {
                depth -= 1;
                depth == 0
            }
            // Between stanzas there is white space, and before the stream its declaration.
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {
                if depth == 0 {
                    start = after;
                }
                false
            }
        };
        if is_whole {
            let line = bytes.get(start..after).unwrap_or_default();
            return Ok((Some(Unit { line, payload: body(line) }), after));
        }
    }
}

/// What is in the body of a message.
fn body(stanza: &[u8]) -> Option<&[u8]> {
    let open = b"<body>";
    let begin = memmem::find(stanza, open).filter(|_| stanza.starts_with(b"<message"))? + open.len();
    let rest = stanza.get(begin..)?;
    rest.get(..memmem::find(rest, b"</body>")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All units, however the bytes are cut.
    fn cut(mut cutter: Cutter, text: &str) -> Vec<(String, Option<String>)> {
        let mut units = Vec::new();
        let (mut buffer, mut start) = (Vec::new(), 0);
        for byte in text.bytes() {
            buffer.push(byte);
            loop {
                let (unit, used) = cutter.step(&buffer[start..]).unwrap();
                let Some(unit) = unit else {
                    start += used;
                    break;
                };
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                units.push((text(unit.line), unit.payload.map(text)));
                start += used;
            }
        }
        units
    }

    #[test]
    fn lines_of_irc() {
        let units = cut(Cutter::Irc, ":a!b@c PRIVMSG d :hello, you\r\n:s 001 a :Welcome\nPING :x\r\nPRIV");
        assert_eq!(units[0], (":a!b@c PRIVMSG d :hello, you".to_owned(), Some("hello, you".to_owned())));
        assert_eq!((units.len(), &units[1].1, units[2].0.as_str()), (3, &None, "PING :x"));
    }

    #[test]
    fn stanzas_of_xmpp() {
        let stream = "<?xml version='1.0'?><stream:stream id='1' xmlns='jabber:client'>";
        let message = "<message from='a>b' type='chat'><body>hello</body><x><y/></x></message>";
        let text = format!("{stream}<stream:features><a/></stream:features>{message}\n <presence/><iq><b>");
        let units = cut(Cutter::Xmpp, &text);
        let lines: Vec<&str> = units.iter().map(|unit| unit.0.as_str()).collect();
        assert_eq!(
            lines,
            [
                "<stream:stream id='1' xmlns='jabber:client'>",
                "<stream:features><a/></stream:features>",
                message,
                "<presence/>"
            ]
        );
        assert_eq!(units[2].1.as_deref(), Some("hello"));
        assert!(Cutter::Xmpp.step(b"</stream:stream>").is_err());
    }

    #[test]
    fn complaints_are_told_from_answers() {
        let complains =
            |cutter: Cutter, line: &str| cutter.is_complaint(Unit { line: line.as_bytes(), payload: None });
        assert!(complains(Cutter::notification(Dialect::Msnp7), "911 4"));
        assert!(!complains(Cutter::notification(Dialect::Msnp7), "USR 4 OK"));
        assert!(
            complains(Cutter::Irc, ":s 433 * a :in use") && complains(Cutter::Irc, "ERROR :Closing link")
        );
        assert!(!complains(Cutter::Irc, ":s 422 a :no motd") && !complains(Cutter::Irc, ":s 001 a :4 hello"));
        assert!(
            complains(Cutter::Xmpp, "<failure xmlns='x'/>") && complains(Cutter::Xmpp, "<iq type='error'>")
        );
        assert!(!complains(Cutter::Xmpp, "<message type='chat'><body>error</body></message>"));
    }
}
