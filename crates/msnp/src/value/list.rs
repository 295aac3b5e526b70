//! The contact lists.

use std::fmt;

use super::word::word_enum;
use crate::line::{Args, Field, Line, Word};
use crate::{Cap, Dialect, Problem};

word_enum! {
    /// A contact list (reference 02 §0).
    List {
        /// The forward list: the principal's contacts.
        Forward = "FL",
        /// The allow list: who may see the principal and call.
        Allow = "AL",
        /// The block list: who may not.
        Block = "BL",
        /// The reverse list: who has the principal on the forward list. Only the server writes it.
        Reverse = "RL",
        /// The pending list: who is on the reverse list and waits for a decision (MSNP10 and later).
        Pending = "PL",
    }
}

impl Field for List {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        let word = args.word().ok_or(Problem::Missing(what))?;
        let list = Self::named(word).filter(|list| list.is_in(args.dialect()));
        list.ok_or(Problem::Malformed(what))
    }

    fn write(&self, line: &mut Line<'_>) {
        line.text(self.as_str());
    }
}

impl List {
    /// The list's bit in the number that MSNP8 and later write for all lists of a contact.
    pub const fn bit(self) -> ListBits {
        match self {
            Self::Forward => ListBits::FORWARD,
            Self::Allow => ListBits::ALLOW,
            Self::Block => ListBits::BLOCK,
            Self::Reverse => ListBits::REVERSE,
            Self::Pending => ListBits::PENDING,
        }
    }

    /// Whether the dialect has this list.
    pub fn is_in(self, dialect: Dialect) -> bool {
        self != Self::Pending || dialect.has(Cap::PendingList)
    }

    /// The list of this name, in whichever dialect.
    pub(crate) fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|list| list.as_str() == word)
    }
}

/// The lists that a contact is on, as bits: FL 1, AL 2, BL 4, RL 8, and 16 for the pending list of MSNP10 and later.
/// Written as a decimal number.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct ListBits(u8);

impl ListBits {
    /// On no list.
    pub const NONE: Self = Self(0);
    /// FL.
    pub const FORWARD: Self = Self(1);
    /// AL.
    pub const ALLOW: Self = Self(2);
    /// BL.
    pub const BLOCK: Self = Self(4);
    /// RL.
    pub const REVERSE: Self = Self(8);
    /// PL.
    pub const PENDING: Self = Self(16);

    /// `None` if a bit is set that is no list.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits < 32 { Some(Self(bits)) } else { None }
    }

    /// The number on the wire.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl fmt::Display for ListBits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Word for ListBits {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).and_then(|bits| u8::try_from(bits).ok()).and_then(Self::from_bits)
    }

    fn put(&self, out: &mut Vec<u8>) {
        u32::from(self.0).put(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_those_of_the_reference() {
        let bob = List::Forward.bit().with(List::Allow.bit()).with(List::Reverse.bit());
        assert_eq!(bob.bits(), 11);
        assert!(bob.contains(ListBits::REVERSE) && !bob.contains(ListBits::BLOCK));
        assert_eq!(ListBits::from_bits(11), Some(bob));
        assert_eq!(ListBits::from_bits(32), None);
    }
}
