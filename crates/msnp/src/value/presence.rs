//! Presence: states, what a client can do, its picture.

use std::fmt;

use smol_str::SmolStr;

use super::word::words;
use crate::line::{Args, Field, Line, Word};
use crate::{Cap, Problem};

words! {
    /// What a principal is doing (reference 02 §6.1).
    Status {
        /// Online.
        Online = "NLN",
        /// Busy.
        Busy = "BSY",
        /// Idle: the client noticed that nobody types.
        Idle = "IDL",
        /// Be right back.
        BeRightBack = "BRB",
        /// Away.
        Away = "AWY",
        /// On the phone.
        OnThePhone = "PHN",
        /// Out to lunch.
        OutToLunch = "LUN",
        /// Hidden: online, and shown to nobody.
        Hidden = "HDN",
        /// Offline. The 1999 text lets a client choose it; the service answered 201.
        Offline = "FLN",
    }
}

/// What a client can do, as a decimal number of bits; the uppermost four say which official client it is as good as
/// (reference 02 §6.4). From MSNP16 on, `c:cx`: two numbers. A server hands them on as they are.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct ClientCaps {
    /// The bits that all dialects have.
    pub bits: u32,
    /// Those of MSNP16 and later (reference 21 §4). Not written in other dialects.
    pub extended: u32,
}

impl ClientCaps {
    /// Those of a client that knows no others.
    pub const fn new(bits: u32) -> Self {
        Self { bits, extended: 0 }
    }

    /// Reads `c` or `c:cx`, in whichever dialect.
    pub fn parse(text: &str) -> Option<Self> {
        let (bits, extended) = text.split_once(':').map_or((text, None), |(bits, rest)| (bits, Some(rest)));
        Some(Self { bits: u32::parse(bits)?, extended: extended.map_or(Some(0), u32::parse)? })
    }
}

/// `c:cx`, as in MSNP16 and later.
impl fmt::Display for ClientCaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.bits, self.extended)
    }
}

impl Field for ClientCaps {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        let word = args.word().ok_or(Problem::Missing(what))?;
        let caps = if args.dialect().has(Cap::ExtendedCaps) {
            Self::parse(word)
        } else {
            u32::parse(word).map(Self::new)
        };
        caps.ok_or(Problem::Malformed(what))
    }

    fn write(&self, line: &mut Line<'_>) {
        if line.dialect().has(Cap::ExtendedCaps) { line.word(self) } else { line.word(self.bits) }
    }
}

impl Field for Option<ClientCaps> {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        if args.is_empty() { Ok(None) } else { ClientCaps::read(args, what).map(Some) }
    }

    fn write(&self, line: &mut Line<'_>) {
        if let Some(caps) = self {
            caps.write(line);
        }
    }
}

/// The description of a picture that a client offers to its contacts: a percent-encoded `<msnobj …/>` (reference 02 §6.5).
///
/// Opaque, and kept exactly as received: one word of at most [`Self::MAX_BYTES`].
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct MsnObject(SmolStr);

/// The text is no word, or too long a one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a picture's description must be one word of at most {} bytes", MsnObject::MAX_BYTES)]
pub struct NotAnObject;

impl MsnObject {
    /// Official clients stay below a third of it.
    pub const MAX_BYTES: usize = 3072;

    /// Written from MSNP13 on, and by a few older clients, where there is no picture.
    const NONE: &str = "0";

    /// Takes the text as it is.
    pub fn new(text: &str) -> Result<Self, NotAnObject> {
        let fits = text.len() <= Self::MAX_BYTES && text != Self::NONE;
        if fits && super::token::is_word(text) { Ok(Self(text.into())) } else { Err(NotAnObject) }
    }

    /// The text, as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Field for Option<MsnObject> {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        match args.word() {
            None | Some(MsnObject::NONE) => Ok(None),
            Some(word) => MsnObject::new(word).map(Some).map_err(|_| Problem::Malformed(what)),
        }
    }

    fn write(&self, line: &mut Line<'_>) {
        match self {
            Some(object) => line.word(object.as_str()),
            None if line.dialect().has(Cap::NoObjectAsZero) => line.word(MsnObject::NONE),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_one_number_or_two() {
        assert_eq!(
            ClientCaps::parse("2789003324:48"),
            Some(ClientCaps { bits: 2_789_003_324, extended: 48 })
        );
        assert_eq!(ClientCaps::parse("5"), Some(ClientCaps::new(5)));
        assert_eq!(ClientCaps::new(5).to_string(), "5:0");
        for bad in ["", ":", "1:", ":1", "1:2:3", "-1", "1:x", "4294967296"] {
            assert_eq!(ClientCaps::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_picture_is_one_word_of_bounded_length() {
        assert_eq!(MsnObject::new("%3Cmsnobj/%3E").unwrap().as_str(), "%3Cmsnobj/%3E");
        assert!(MsnObject::new(&"x".repeat(MsnObject::MAX_BYTES)).is_ok());
        for bad in ["", "0", "a b", "a\r\nOUT", &"x".repeat(MsnObject::MAX_BYTES + 1)] {
            assert_eq!(MsnObject::new(bad), Err(NotAnObject));
        }
    }
}
