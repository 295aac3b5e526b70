//! Messages that tell whether they arrived: once, in order, and as they were sent.
//!
//! Every byte of a payload follows from the conversation and the number of the message. The receiver therefore knows what
//! has to come next and compares all of it, which finds any change and costs less than a checksum.

use std::fmt;

/// Writes the messages of one conversation, in order.
#[derive(Clone, Debug)]
pub(crate) struct Stamper {
    pattern: Pattern,
    next: u64,
}

/// Checks the messages of one conversation at their receiver.
#[derive(Debug)]
pub(crate) struct Verifier {
    pattern: Pattern,
    expected: u64,
    scratch: Vec<u8>,
}

/// What is wrong with a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wrong {
    /// Messages before it are missing: lost, or overtaken.
    Missing { expected: u64, came: u64 },
    /// It was there before.
    Again { expected: u64, came: u64 },
    /// It belongs to another conversation.
    Foreign { conversation: u32 },
    /// Its bytes are not those that were sent.
    Altered { expected: u64 },
}

/// The payload of a message: `head conversation(8 hex) number(16 hex) check(8 hex) filler`.
///
/// The check tells a message of another number from one whose number was altered. The filler is a piece of the alphabet
/// that starts elsewhere in each message.
#[derive(Clone, Debug)]
struct Pattern {
    conversation: u32,
    size: usize,
    style: Style,
}

/// What a payload looks like. Both are equally long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Style {
    /// A message as clients of the era send it, with a head.
    Mime,
    /// A text of one line, for protocols that know nothing else. It has no character that XML would escape.
    Line,
}

impl Style {
    const fn head(self) -> &'static [u8] {
        match self {
            Self::Mime => HEAD,
            Self::Line => b"",
        }
    }
}

/// What clients of the era put before a typed text.
const HEAD: &[u8] = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n";

const CONVERSATION: usize = 8;
const NUMBER: usize = 16;
const CHECK: usize = 8;

/// The smallest payload that a stamp fits in, in bytes.
pub(crate) const SMALLEST: usize = HEAD.len() + CONVERSATION + NUMBER + CHECK;

impl Stamper {
    /// The first message of a conversation, with payloads of `size` bytes; at least [`SMALLEST`].
    pub(crate) fn new(conversation: u32, size: usize, style: Style) -> Self {
        Self { pattern: Pattern { conversation, size: size.max(SMALLEST), style }, next: 0 }
    }

    /// Appends the next message as `MSG trid ack length` with its payload.
    pub(crate) fn message(&mut self, ack: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(b"MSG ");
        // A transaction id is positive and below 2³².
        put_decimal(out, self.next % u64::from(u32::MAX) + 1);
        out.push(b' ');
        out.extend_from_slice(ack.as_bytes());
        out.push(b' ');
        put_decimal(out, self.pattern.size as u64);
        out.extend_from_slice(b"\r\n");
        self.payload(out);
    }

    /// Appends the next payload alone.
    pub(crate) fn payload(&mut self, out: &mut Vec<u8>) {
        self.pattern.put(self.next, out);
        self.next += 1;
    }
}

impl Verifier {
    /// Expects what [`Stamper::new`] with the same arguments writes.
    pub(crate) fn new(conversation: u32, size: usize, style: Style) -> Self {
        let pattern = Pattern { conversation, size: size.max(SMALLEST), style };
        Self { pattern, expected: 0, scratch: Vec::new() }
    }

    /// How many messages have come.
    pub(crate) fn count(&self) -> u64 {
        self.expected
    }

    /// Checks the payload that came next.
    pub(crate) fn check(&mut self, payload: &[u8]) -> Result<(), Wrong> {
        self.scratch.clear();
        self.pattern.put(self.expected, &mut self.scratch);
        if self.scratch == payload {
            self.expected += 1;
            Ok(())
        } else {
            Err(self.explain(payload))
        }
    }

    #[cold]
    fn explain(&self, payload: &[u8]) -> Wrong {
        let expected = self.expected;
        let hex = |from: usize, digits: usize| {
            let digits = payload.get(from..from + digits).and_then(|digits| std::str::from_utf8(digits).ok());
            digits.and_then(|digits| u64::from_str_radix(digits, 16).ok())
        };
        let Pattern { size, style, .. } = self.pattern;
        let head = style.head().len();
        let conversation = hex(head, CONVERSATION).and_then(|number| u32::try_from(number).ok());
        let (Some(conversation), Some(came)) = (conversation, hex(head + CONVERSATION, NUMBER)) else {
            return Wrong::Altered { expected };
        };
        // Only a message that is whole has a number worth believing.
        let mut whole = Vec::new();
        Pattern { conversation, size, style }.put(came, &mut whole);
        if whole != payload {
            Wrong::Altered { expected }
        } else if conversation != self.pattern.conversation {
            Wrong::Foreign { conversation }
        } else if came < expected {
            Wrong::Again { expected, came }
        } else {
            Wrong::Missing { expected, came }
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { expected, came } => {
                write!(f, "message {came} came where {expected} was due: some were lost or overtaken")
            }
            Self::Again { expected, came } => {
                write!(f, "message {came} came again where {expected} was due")
            }
            Self::Foreign { conversation } => write!(f, "a message of conversation {conversation} came"),
            Self::Altered { expected } => write!(f, "message {expected} was altered on its way"),
        }
    }
}

impl std::error::Error for Wrong {}

impl Pattern {
    fn put(&self, number: u64, out: &mut Vec<u8>) {
        let end = out.len() + self.size;
        out.extend_from_slice(self.style.head());
        put_hex::<CONVERSATION>(out, u64::from(self.conversation));
        put_hex::<NUMBER>(out, number);
        put_hex::<CHECK>(out, check(self.conversation, number));
        let start = usize::try_from(number % ALPHABET.len() as u64).unwrap_or(0);
        let mut piece = ALPHABET.get(start..).unwrap_or_default();
        while out.len() < end {
            out.extend_from_slice(piece.get(..end - out.len()).unwrap_or(piece));
            piece = ALPHABET;
        }
    }
}

/// Long enough that a usual filler is two copies at most.
const ALPHABET: &[u8; 128] =
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA9876543210,.";

/// Some bits that depend on every bit of both: the last step of splitmix64.
fn check(conversation: u32, number: u64) -> u64 {
    let mut z = number ^ u64::from(conversation).rotate_left(40) ^ 0x9e37_79b9_7f4a_7c15;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn put_hex<const DIGITS: usize>(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdef".get((number & 15) as usize).copied().unwrap_or(b'0');
        number >>= 4;
    }
    out.extend_from_slice(&digits);
}

fn put_decimal(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
        used += 1;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(digits.len() - used..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use msnp::Dialect;
    use msnp::frame::{Framer, Limits, Step};
    use msnp::switchboard::FromClient;
    use proptest::prelude::*;

    use super::*;

    const SIZE: usize = 200;

    /// The payloads of the first messages of a conversation, cut by the framer as a server would.
    fn payloads(conversation: u32, size: usize, count: usize) -> Vec<Vec<u8>> {
        let (mut stamper, mut bytes) = (Stamper::new(conversation, size, Style::Mime), Vec::new());
        (0..count).for_each(|_| stamper.message("N", &mut bytes));
        let (mut framer, mut payloads, mut at) = (Framer::new(Limits::default()), Vec::new(), 0);
        while let Step::Frame { frame, used } =
            framer.step::<FromClient<'_>>(&bytes[at..], Dialect::Msnp7).unwrap()
        {
            assert_eq!(frame.line, format!("MSG {} N", payloads.len() + 1).as_bytes());
            payloads.push(frame.payload.unwrap().to_vec());
            at += used;
        }
        assert_eq!(at, bytes.len());
        payloads
    }

    fn first_complaint<'a>(came: impl IntoIterator<Item = &'a Vec<u8>>) -> Option<Wrong> {
        let mut verifier = Verifier::new(7, SIZE, Style::Mime);
        came.into_iter().find_map(|payload| verifier.check(payload).err())
    }

    #[test]
    fn what_was_sent_is_what_is_expected() {
        for size in [0, SMALLEST, SIZE, 1600] {
            let payloads = payloads(7, size, 300);
            assert!(payloads.iter().all(|payload| payload.len() == size.max(SMALLEST)));
            let mut verifier = Verifier::new(7, size, Style::Mime);
            for payload in &payloads {
                verifier.check(payload).unwrap();
            }
            assert_eq!(verifier.count(), 300);
        }
    }

    #[test]
    fn a_text_of_one_line_is_as_long_and_needs_no_escape() {
        for size in [0, SIZE, 400] {
            let (mut stamper, mut verifier) =
                (Stamper::new(3, size, Style::Line), Verifier::new(3, size, Style::Line));
            for _ in 0..300 {
                let mut text = Vec::new();
                stamper.payload(&mut text);
                assert_eq!(text.len(), size.max(SMALLEST));
                assert!(text.iter().all(|byte| byte.is_ascii_alphanumeric() || b".,".contains(byte)));
                verifier.check(&text).unwrap();
            }
        }
    }

    #[test]
    fn a_lost_message_is_found() {
        let mut came = payloads(7, SIZE, 5);
        came.remove(2);
        assert_eq!(first_complaint(&came), Some(Wrong::Missing { expected: 2, came: 3 }));
    }

    #[test]
    fn a_doubled_message_is_found() {
        let mut came = payloads(7, SIZE, 5);
        came.insert(3, came[2].clone());
        assert_eq!(first_complaint(&came), Some(Wrong::Again { expected: 3, came: 2 }));
    }

    #[test]
    fn an_overtaken_message_is_found() {
        let mut came = payloads(7, SIZE, 5);
        came.swap(1, 2);
        assert_eq!(first_complaint(&came), Some(Wrong::Missing { expected: 1, came: 2 }));
    }

    #[test]
    fn a_message_of_another_conversation_is_found() {
        assert_eq!(first_complaint(&payloads(8, SIZE, 1)), Some(Wrong::Foreign { conversation: 8 }));
    }

    proptest! {
        #[test]
        fn any_altered_byte_is_found(at in 0..SIZE, flip in 1u8..) {
            let mut came = payloads(7, SIZE, 3);
            came[1][at] ^= flip;
            prop_assert_eq!(first_complaint(&came), Some(Wrong::Altered { expected: 1 }));
        }

        #[test]
        fn any_other_length_is_found(length in 0..2 * SIZE) {
            prop_assume!(length != SIZE);
            let mut came = payloads(7, SIZE, 3);
            came[1].resize(length, b'x');
            prop_assert_eq!(first_complaint(&came), Some(Wrong::Altered { expected: 1 }));
        }
    }
}
