//! Find the borders first: cut a stream of bytes into lines and payloads before any grammar runs.
//!
//! A line ends in CR LF; a lone LF is tolerated, as the original servers did. Blank lines and leading spaces are
//! skipped. A payload command's last argument is the length of the payload in bytes, and the payload follows the line
//! without an end of its own (reference 01 §2).

use crate::Dialect;

/// How long a line and a payload may be, in bytes. What is longer is refused before it is buffered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// A line without its end.
    pub line: usize,
    /// A payload that is a message.
    pub payload: usize,
    /// A payload that is a document: a personal message, a file of the configuration, a change of a circle.
    pub data: usize,
    /// A payload that lists contacts, which grows with their number.
    pub list: usize,
}

impl Default for Limits {
    /// What the reference chooses for a server: 8,192 for a line, 1,664 (the original's limit of `MSG`) for a payload,
    /// 8,192 for a document (20 §6), 65,536 for a list (20 §2).
    fn default() -> Self {
        Self { line: 8192, payload: 1664, data: 8192, list: 65_536 }
    }
}

impl Limits {
    fn of(self, kind: PayloadKind) -> usize {
        match kind {
            PayloadKind::Message => self.payload,
            PayloadKind::Data => self.data,
            PayloadKind::List => self.list,
        }
    }
}

/// What a payload is, as far as its limit is concerned.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PayloadKind {
    /// Of which [`Limits::payload`] is the limit.
    Message,
    /// Of which [`Limits::data`] is the limit.
    Data,
    /// Of which [`Limits::list`] is the limit.
    List,
}

/// Which commands of a vocabulary carry a payload. The same three letters may in one direction and not in the other:
/// `QRY` does from the client and does not from the server. And they may do so only sometimes: `ADL 5 OK` has none, and
/// `ADL 0 74` has.
pub trait Vocabulary {
    /// What follows this line, if something does. The line has no end and no spaces before it.
    fn payload(line: &[u8], dialect: Dialect) -> Option<PayloadKind>;
}

/// Whether the last of at least three words is a number: the length of a payload, in commands that have one only sometimes.
pub(crate) fn ends_in_length(line: &[u8]) -> bool {
    let mut words = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let last = words.next_back();
    last.is_some_and(|word| word.iter().all(u8::is_ascii_digit)) && words.count() >= 2
}

/// One command, whole: the line without its end and, for a payload command, the payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Frame<'a> {
    /// The line, without CR LF and without leading spaces. Never empty. For a payload command, the length is taken off.
    pub line: &'a [u8],
    /// The payload, for the commands that have one.
    pub payload: Option<&'a [u8]>,
}

/// What the bytes at hand hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step<'a> {
    /// A command; `used` bytes of the buffer are spent.
    Frame {
        /// The command.
        frame: Frame<'a>,
        /// How many bytes to drop from the front of the buffer before the next step.
        used: usize,
    },
    /// Nothing whole yet; `used` bytes (blank lines) are spent all the same.
    Partial {
        /// How many bytes to drop from the front of the buffer.
        used: usize,
    },
}

/// The stream cannot be cut into commands any more; all that is left is to close the connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FrameError {
    /// A line is longer than [`Limits::line`].
    #[error("a line is longer than {limit} bytes")]
    LineTooLong {
        /// The limit in force.
        limit: usize,
    },
    /// A payload is stated to be longer than its kind may be.
    #[error("a payload of {stated} bytes is announced, at most {limit} are accepted")]
    PayloadTooLong {
        /// What the peer announced.
        stated: usize,
        /// The limit in force.
        limit: usize,
    },
    /// The length of a payload is missing, negative, or no number that can be meant.
    #[error("the length of a payload is missing or not a number")]
    BadLength,
}

/// Cuts a stream into frames.
///
/// It holds no bytes itself, only how far the buffer has been searched, so that a line that arrives byte by byte is
/// not searched again from its start each time.
#[derive(Clone, Debug)]
pub struct Framer {
    limits: Limits,
    searched: usize,
}

impl Framer {
    /// A framer at the start of a stream.
    pub fn new(limits: Limits) -> Self {
        Self { limits, searched: 0 }
    }

    /// Looks at the front of `buffer`, which must begin where the last step's `used` bytes ended.
    pub fn step<'a, V: Vocabulary>(
        &mut self,
        buffer: &'a [u8],
        dialect: Dialect,
    ) -> Result<Step<'a>, FrameError> {
        let mut start = 0;
        loop {
            let rest = buffer.get(start..).unwrap_or_default();
            let Some((line, after)) = self.line(rest)? else { return Ok(Step::Partial { used: start }) };
            let line = line.trim_ascii_start();
            if line.is_empty() {
                start += after;
                self.searched = 0;
                continue;
            }
            let Some(kind) = V::payload(line, dialect) else {
                self.searched = 0;
                return Ok(Step::Frame { frame: Frame { line, payload: None }, used: start + after });
            };
            let (line, length) = payload_length(line, self.limits.of(kind))?;
            let Some(payload) = rest.get(after..after + length) else {
                return Ok(Step::Partial { used: start });
            };
            self.searched = 0;
            return Ok(Step::Frame {
                frame: Frame { line, payload: Some(payload) },
                used: start + after + length,
            });
        }
    }

    /// The first line of `rest` and where the next begins.
    fn line<'a>(&mut self, rest: &'a [u8]) -> Result<Option<(&'a [u8], usize)>, FrameError> {
        let too_long = FrameError::LineTooLong { limit: self.limits.line };
        // Where the line's end was seen in an earlier step, a payload is still awaited: look at the same place again.
        let from = self.searched.min(rest.len());
        match memchr::memchr(b'\n', rest.get(from..).unwrap_or_default()) {
            Some(at) => {
                let end = from + at;
                self.searched = end;
                let line = rest.get(..end).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                if line.len() > self.limits.line { Err(too_long) } else { Ok(Some((line, end + 1))) }
            }
            // One more than the limit may be waiting: the CR before a LF that has not come yet.
            None if rest.len() > self.limits.line + 1 => Err(too_long),
            None => {
                self.searched = rest.len();
                Ok(None)
            }
        }
    }
}

/// Takes the last argument off a payload command's line. Every message of a conversation comes through here.
fn payload_length(line: &[u8], limit: usize) -> Result<(&[u8], usize), FrameError> {
    let line = line.trim_ascii_end();
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, digits) = line.split_at_checked(line.len() - digits).ok_or(FrameError::BadLength)?;
    let head = head.strip_suffix(b" ").filter(|_| !digits.is_empty()).ok_or(FrameError::BadLength)?;
    // A number that does not fit is just a very large one.
    let stated = digits
        .iter()
        .fold(0_usize, |number, digit| number.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
    if stated > limit { Err(FrameError::PayloadTooLong { stated, limit }) } else { Ok((head, stated)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A vocabulary in which `MSG` has a payload, `UUX` a longer one, and `ADL` a long one sometimes.
    struct OnlyMsg;

    impl Vocabulary for OnlyMsg {
        fn payload(line: &[u8], _: Dialect) -> Option<PayloadKind> {
            match line.get(..3)? {
                b"MSG" => Some(PayloadKind::Message),
                b"UUX" => Some(PayloadKind::Data),
                b"ADL" => ends_in_length(line).then_some(PayloadKind::List),
                _ => None,
            }
        }
    }

    const LIMITS: Limits = Limits { line: 32, payload: 16, data: 24, list: 40 };

    type Cut = (Vec<(Vec<u8>, Option<Vec<u8>>)>, Option<FrameError>);

    /// Feeds the bytes in pieces and returns what came out, as a connection would.
    fn cut(pieces: &[&[u8]]) -> Cut {
        let mut framer = Framer::new(LIMITS);
        let (mut buffer, mut frames) = (Vec::new(), Vec::new());
        for piece in pieces {
            buffer.extend_from_slice(piece);
            loop {
                let used = match framer.step::<OnlyMsg>(&buffer, Dialect::Msnp2) {
                    Ok(Step::Frame { frame, used }) => {
                        frames.push((frame.line.to_vec(), frame.payload.map(<[u8]>::to_vec)));
                        used
                    }
                    Ok(Step::Partial { used }) => {
                        buffer.drain(..used);
                        break;
                    }
                    Err(e) => return (frames, Some(e)),
                };
                buffer.drain(..used);
            }
        }
        (frames, None)
    }

    fn lines(bytes: &[u8]) -> Vec<String> {
        cut(&[bytes]).0.into_iter().map(|(line, _)| String::from_utf8(line).unwrap()).collect()
    }

    #[test]
    fn lines_end_in_crlf_or_lf_and_never_in_cr() {
        assert_eq!(lines(b"PNG\r\nOUT\nA\rB\r\n"), ["PNG", "OUT", "A\rB"]);
    }

    #[test]
    fn blank_lines_and_leading_blanks_are_ignored() {
        assert_eq!(lines(b"\r\n\n   \r\n  PNG\r\n"), ["PNG"]);
    }

    #[test]
    fn the_next_command_starts_on_the_byte_after_a_payload() {
        let (frames, error) = cut(&[b"MSG 1 N 5\r\nhelloPNG\r\nMSG 2 N 0\r\nOUT\r\n"]);
        assert_eq!(error, None);
        let hello: (Vec<u8>, _) = (b"MSG 1 N".to_vec(), Some(b"hello".to_vec()));
        assert_eq!(frames[0], hello);
        assert_eq!(frames[1], (b"PNG".to_vec(), None));
        assert_eq!(frames[2], (b"MSG 2 N".to_vec(), Some(Vec::new())));
        assert_eq!(frames[3], (b"OUT".to_vec(), None));
    }

    #[test]
    fn a_length_that_is_none_is_refused() {
        for line in ["MSG 1 N x\r\n", "MSG 1 N -1\r\n", "MSG\r\n", "MSG 1 N +5\r\n"] {
            assert_eq!(cut(&[line.as_bytes()]).1, Some(FrameError::BadLength), "{line}");
        }
        let huge = FrameError::PayloadTooLong { stated: usize::MAX, limit: 16 };
        assert_eq!(cut(&[b"MSG 1 N 99999999999999999999999\r\n"]).1, Some(huge));
        let longer = FrameError::PayloadTooLong { stated: 17, limit: 16 };
        assert_eq!(cut(&[b"MSG 1 N 17\r\n"]).1, Some(longer));
        assert_eq!(cut(&[b"UUX 1 24\r\n"]).1, None);
        let longer = FrameError::PayloadTooLong { stated: 25, limit: 24 };
        assert_eq!(cut(&[b"UUX 1 25\r\n"]).1, Some(longer));
        assert_eq!(cut(&[b"ADL 0 40\r\n"]).1, None);
        let longest = FrameError::PayloadTooLong { stated: 41, limit: 40 };
        assert_eq!(cut(&[b"ADL 0 41\r\n"]).1, Some(longest));
    }

    #[test]
    fn a_payload_that_comes_only_sometimes_is_known_by_its_length() {
        assert_eq!(
            lines(b"ADL 1 OK\r\nADL 0 3\r\nabcADL 2 OK\r\nADL 5\r\n"),
            ["ADL 1 OK", "ADL 0", "ADL 2 OK", "ADL 5"]
        );
    }

    #[test]
    fn a_line_may_have_its_limit_and_not_one_more() {
        let limit = "x".repeat(32);
        assert_eq!(lines(format!("{limit}\r\n").as_bytes()), [limit.as_str()]);
        let too_long = Some(FrameError::LineTooLong { limit: 32 });
        assert_eq!(cut(&[format!("{limit}x\r\n").as_bytes()]).1, too_long);
        assert_eq!(
            cut(&["x".repeat(34).as_bytes()]).1,
            too_long,
            "without waiting for an end that may never come"
        );
        assert_eq!(cut(&["x".repeat(33).as_bytes()]).1, None, "its CR may be the last byte");
    }

    proptest! {
        #[test]
        fn any_split_of_the_bytes_gives_the_same_frames(
            commands in proptest::collection::vec(
                prop_oneof![
                    "[A-Z]{3}( [a-z0-9]{1,4}){0,3}\r\n", "\n", " \r\n", "MSG [0-9]{1,3} N 3\r\n[a-z\r\n]{3}", "[\0-\u{7f}]{0,8}",
                ],
                0..8,
            ),
            cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..12),
        ) {
            let bytes = commands.concat().into_bytes();
            let mut borders: Vec<usize> = cuts.iter().map(|i| i.index(bytes.len() + 1)).collect();
            borders.extend([0, bytes.len()]);
            borders.sort_unstable();
            let pieces: Vec<&[u8]> = borders.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            let singles: Vec<&[u8]> = bytes.chunks(1).collect();
            let whole = cut(&[&bytes]);
            prop_assert_eq!(&cut(&pieces), &whole);
            prop_assert_eq!(&cut(&singles), &whole);
        }
    }
}
