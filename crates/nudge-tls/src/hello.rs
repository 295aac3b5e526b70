//! What a client says first, read without taking it from the stack that will answer it.
//!
//! ```text
//! record      = %x16 version length(2) fragment            ; TLS and SSL 3.0, one or more
//! handshake   = %x01 length(3) version random(32) <session id> <suites> <compressions> [<extensions>]
//!
//! v2 record   = length(2, high bit set) %x01 version suites-length(2) id-length(2) challenge-length(2)
//!               suites(3 each) id challenge                 ; Internet Explorer up to 6 with "Use SSL 2.0"
//! ```
//!
//! The forms are those of RFC 8446 section 4.1.2 and RFC 5246 appendix E.2.

use std::fmt;

/// The most bytes that are looked at before it is decided that this is no hello of any client.
///
/// Today's largest, with keys against quantum computers, have two kilobytes.
pub const MAX_HELLO: usize = 16 * 1024;

/// What the first bytes of a connection turned out to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Sniff {
    /// The beginning of a hello. It is not worth looking again before there are this many bytes.
    NeedMore {
        /// More than were given, and at most [`MAX_HELLO`].
        bytes: usize,
    },
    /// No hello, or a broken one, or one that is longer than [`MAX_HELLO`].
    NotTls,
    /// A whole hello.
    Hello(Hello),
}

/// A client's hello, as far as the choice of a face depends on it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hello {
    /// How it came.
    pub framing: Framing,
    /// The newest version that is offered.
    pub newest: Version,
    /// The host that the client wants to reach, in lower case; if it says so, and it is a name.
    pub server_name: Option<String>,
    /// Cipher suites, the client's favourite first. Those of SSL 2.0 itself are left out.
    pub suites: Vec<u16>,
    /// What signatures the client can check. Without the extension SHA-1 is meant.
    pub signatures: Option<Vec<u16>>,
    /// Elliptic curves and other groups for the exchange of keys.
    pub groups: Vec<u16>,
    /// Whether points of curves may come uncompressed.
    pub plain_points: bool,
    /// Protocols within TLS.
    pub protocols: Vec<Vec<u8>>,
}

/// How a hello came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Framing {
    /// In a record of SSL 3.0 or TLS.
    Tls,
    /// In a record of SSL 2.0.
    Ssl2,
}

/// What a cipher suite is called that has no name. Both stacks have names for all that they speak.
pub(crate) const UNNAMED: &str = "?";

/// A version of the protocol, as on the wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Version(pub u16);

impl Version {
    /// SSL 2.0, which is recognised and never spoken.
    pub const SSL2: Self = Self(0x0002);
    /// SSL 3.0.
    pub const SSL3: Self = Self(0x0300);
    /// TLS 1.0.
    pub const TLS10: Self = Self(0x0301);
    /// TLS 1.1.
    pub const TLS11: Self = Self(0x0302);
    /// TLS 1.2.
    pub const TLS12: Self = Self(0x0303);
    /// TLS 1.3.
    pub const TLS13: Self = Self(0x0304);
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SSL2 => f.write_str("SSL 2.0"),
            Self::SSL3 => f.write_str("SSL 3.0"),
            Self::TLS10 => f.write_str("TLS 1.0"),
            Self::TLS11 => f.write_str("TLS 1.1"),
            Self::TLS12 => f.write_str("TLS 1.2"),
            Self::TLS13 => f.write_str("TLS 1.3"),
            Self(other) => write!(f, "version {other:#06x}"),
        }
    }
}

/// Looks at the first bytes of a connection.
pub fn sniff(bytes: &[u8]) -> Sniff {
    let found = match bytes.first() {
        None => Err(Stop::Short(1)),
        Some(&HANDSHAKE_RECORD) => records(bytes),
        Some(first) if first & 0x80 != 0 => ssl2_record(bytes),
        Some(_) => Err(Stop::Broken),
    };
    match found {
        Ok(hello) => Sniff::Hello(hello),
        Err(Stop::Short(bytes)) if bytes <= MAX_HELLO => Sniff::NeedMore { bytes },
        Err(Stop::Short(_) | Stop::Broken) => Sniff::NotTls,
    }
}

/// Why there is no hello.
enum Stop {
    /// There could be one within so many bytes.
    Short(usize),
    /// There will be none.
    Broken,
}

/// Gathers the message from its records, and reads it.
fn records(bytes: &[u8]) -> Result<Hello, Stop> {
    let mut message = Vec::new();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        // What is there already must be right, or plain text would be waited for.
        let known = |index: usize, right: fn(u8) -> bool| rest.get(index).is_none_or(|&byte| right(byte));
        if !known(0, |byte| byte == HANDSHAKE_RECORD) || !known(1, |byte| byte == 3) {
            return Err(Stop::Broken);
        }
        let Some(&[_, _, _, high, low]) = rest.first_chunk() else {
            return Err(Stop::Short(at + RECORD_HEADER));
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if length == 0 {
            return Err(Stop::Broken);
        }
        let end = at + RECORD_HEADER + length;
        message.extend_from_slice(bytes.get(at + RECORD_HEADER..end.min(bytes.len())).unwrap_or_default());
        if message.first().is_some_and(|&kind| kind != CLIENT_HELLO) {
            return Err(Stop::Broken);
        }
        if let Some(&[_, high, middle, low]) = message.first_chunk() {
            let body = usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low);
            if body > MAX_HELLO {
                return Err(Stop::Broken);
            }
            if let Some(body) = message.get(4..4 + body) {
                return client_hello(body).ok_or(Stop::Broken);
            }
        }
        if end >= bytes.len() {
            // If the record is whole, the message goes on in another.
            return Err(Stop::Short(if end > bytes.len() { end } else { end + RECORD_HEADER + 1 }));
        }
        at = end;
    }
}

/// The body of a hello. `None` if it is broken.
fn client_hello(body: &[u8]) -> Option<Hello> {
    let mut body = Reader(body);
    let legacy = body.number()?;
    let _random = body.take(32)?;
    let _session = body.list8()?;
    let suites = body.list16()?.numbers()?;
    let _compressions = body.list8()?;
    if legacy >> 8 != 3 {
        return None;
    }
    let mut hello = Hello {
        framing: Framing::Tls,
        // TLS 1.3 is offered by an extension alone.
        newest: Version(legacy).min(Version::TLS12),
        server_name: None,
        suites,
        signatures: None,
        groups: Vec::new(),
        plain_points: true,
        protocols: Vec::new(),
    };
    // Before TLS 1.0 had extensions, whatever followed was to be ignored.
    if body.is_empty() {
        return Some(hello);
    }
    let mut extensions = body.list16()?;
    while !extensions.is_empty() {
        let kind = extensions.number()?;
        let content = extensions.list16()?;
        hello.extension(kind, content)?;
    }
    Some(hello)
}

impl Hello {
    fn extension(&mut self, kind: u16, mut content: Reader<'_>) -> Option<()> {
        match kind {
            SERVER_NAME => {
                let mut names = content.list16()?;
                while !names.is_empty() {
                    let kind = names.take(1)?;
                    let name = names.list16()?;
                    if kind == [0] && self.server_name.is_none() {
                        self.server_name = host_name(name.0);
                    }
                }
            }
            SUPPORTED_GROUPS => self.groups = content.list16()?.numbers()?,
            POINT_FORMATS => self.plain_points = content.list8()?.0.contains(&0),
            SIGNATURES => self.signatures = Some(content.list16()?.numbers()?),
            PROTOCOLS => {
                let mut protocols = content.list16()?;
                while !protocols.is_empty() {
                    self.protocols.push(protocols.list8()?.0.to_vec());
                }
            }
            SUPPORTED_VERSIONS => {
                let versions = content.list8()?.numbers()?;
                // Values that mean nothing are mixed in on purpose (RFC 8701).
                let known = versions.into_iter().map(Version).filter(|version| *version <= Version::TLS13);
                self.newest = known.max()?;
            }
            _ => {}
        }
        Some(())
    }
}

/// A hello in a record of SSL 2.0.
fn ssl2_record(bytes: &[u8]) -> Result<Hello, Stop> {
    let Some(&[high, low, kind]) = bytes.first_chunk() else {
        return Err(Stop::Short(3));
    };
    let length = usize::from(u16::from_be_bytes([high & 0x7F, low]));
    if kind != CLIENT_HELLO || !(SSL2_FIXED..=MAX_HELLO - 2).contains(&length) {
        return Err(Stop::Broken);
    }
    match bytes.get(2..2 + length) {
        Some(message) => ssl2_hello(message).ok_or(Stop::Broken),
        None => Err(Stop::Short(2 + length)),
    }
}

fn ssl2_hello(message: &[u8]) -> Option<Hello> {
    let mut message = Reader(message);
    let _kind = message.take(1)?;
    let newest = Version(message.number()?);
    if newest != Version::SSL2 && newest.0 >> 8 != 3 {
        return None;
    }
    let (suites, session, challenge) = (message.number()?, message.number()?, message.number()?);
    let suites = message.take(usize::from(suites))?;
    let _session = message.take(usize::from(session))?;
    let _challenge = message.take(usize::from(challenge))?;
    let (suites, odd) = suites.as_chunks::<3>();
    if !message.is_empty() || !odd.is_empty() {
        return None;
    }
    Some(Hello {
        framing: Framing::Ssl2,
        newest: newest.min(Version::TLS12),
        server_name: None,
        suites: suites
            .iter()
            .filter(|[family, ..]| *family == 0)
            .map(|[_, high, low]| u16::from_be_bytes([*high, *low]))
            .collect(),
        signatures: None,
        groups: Vec::new(),
        plain_points: true,
        protocols: Vec::new(),
    })
}

/// A name as it may stand in a certificate, in lower case.
fn host_name(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    crate::names::is_host_name(&name).then_some(name)
}

/// Reads from the front of a slice.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        self.0.split_off(..count)
    }

    fn number(&mut self) -> Option<u16> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u16::from_be_bytes(*number))
    }

    /// What follows a length of one byte.
    fn list8(&mut self) -> Option<Self> {
        let length = *self.0.split_off_first()?;
        self.take(usize::from(length)).map(Self)
    }

    /// What follows a length of two bytes.
    fn list16(&mut self) -> Option<Self> {
        let length = self.number()?;
        self.take(usize::from(length)).map(Self)
    }

    /// All the rest as numbers of two bytes.
    fn numbers(self) -> Option<Vec<u16>> {
        let (numbers, odd) = self.0.as_chunks::<2>();
        odd.is_empty().then(|| numbers.iter().map(|number| u16::from_be_bytes(*number)).collect())
    }
}

const HANDSHAKE_RECORD: u8 = 22;
const RECORD_HEADER: usize = 5;
const CLIENT_HELLO: u8 = 1;
/// The fields of an SSL 2.0 hello that every one has.
const SSL2_FIXED: usize = 9;

const SERVER_NAME: u16 = 0;
const SUPPORTED_GROUPS: u16 = 10;
const POINT_FORMATS: u16 = 11;
const SIGNATURES: u16 = 13;
const PROTOCOLS: u16 = 16;
const SUPPORTED_VERSIONS: u16 = 43;

#[cfg(test)]
mod tests;
