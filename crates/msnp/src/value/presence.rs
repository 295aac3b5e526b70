//! Presence: states, what a client can do, its picture.

use std::fmt;

use smol_str::SmolStr;

use super::word::words;
use crate::Problem;
use crate::line::{Args, Field, Line, Word};

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
/// (reference 02 §6.4). A server hands it on as it is.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct ClientCaps(pub u32);

impl fmt::Display for ClientCaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Word for ClientCaps {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).map(Self)
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

    /// A few clients write it where they have no picture.
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
        if let Some(object) = self {
            line.word(object.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_one_word_of_bounded_length() {
        assert_eq!(MsnObject::new("%3Cmsnobj/%3E").unwrap().as_str(), "%3Cmsnobj/%3E");
        assert!(MsnObject::new(&"x".repeat(MsnObject::MAX_BYTES)).is_ok());
        for bad in ["", "0", "a b", "a\r\nOUT", &"x".repeat(MsnObject::MAX_BYTES + 1)] {
            assert_eq!(MsnObject::new(bad), Err(NotAnObject));
        }
    }
}
