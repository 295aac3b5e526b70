//! Numbers.

use std::fmt;

use crate::line::Word;

/// A transaction id: chosen by the client, repeated in every reply to the request. `0` in what the server sends on its
/// own account. Decimal, 0 to 4,294,967,295 (reference 01 §2.3).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Trid(pub u32);

impl Trid {
    /// What stands in its place in what the server says unasked.
    pub const UNASKED: Self = Self(0);
}

/// The number of a switchboard session. Below 2³¹: third-party clients read it with `atoi` (reference 50).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SessionId(pub u32);

/// The number of a contact group: 0 to 29; 0 is "Other Contacts" and always exists.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct GroupNumber(u8);

impl GroupNumber {
    /// "Other Contacts".
    pub const OTHER: Self = Self(0);

    /// `None` above 29.
    pub const fn new(number: u8) -> Option<Self> {
        if number < 30 { Some(Self(number)) } else { None }
    }

    /// The number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// The network that a contact belongs to, in `LST` (MSNP12), in lists and in presence (MSNP14 and later). Any number is kept:
/// the service gave out new ones until 2012 (reference 20 §5).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Network(pub u32);

impl Network {
    /// This one.
    pub const MESSENGER: Self = Self(1);
    /// None: the answer to `FQY` for an address that has no account.
    pub const NONE: Self = Self(0);
    /// A telephone.
    pub const TELEPHONE: Self = Self(4);
    /// Circles.
    pub const CIRCLE: Self = Self(9);
    /// Yahoo! Messenger.
    pub const YAHOO: Self = Self(32);
}

impl Default for Network {
    /// In dialects that do not tell, there is only this one.
    fn default() -> Self {
        Self::MESSENGER
    }
}

/// `0` or `1`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Flag(pub bool);

impl fmt::Display for Trid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for GroupNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "1" } else { "0" })
    }
}

impl Word for Trid {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).map(Self)
    }

    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
}

impl Word for SessionId {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).map(Self)
    }

    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
}

impl Word for GroupNumber {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).and_then(|n| u8::try_from(n).ok()).and_then(Self::new)
    }

    fn put(&self, out: &mut Vec<u8>) {
        u32::from(self.0).put(out);
    }
}

impl Word for Network {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).map(Self)
    }

    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
}

impl Word for Flag {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "0" => Some(Self(false)),
            "1" => Some(Self(true)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_id_is_a_plain_32_bit_number() {
        assert_eq!(Trid::parse("4294967295"), Some(Trid(u32::MAX)));
        for bad in ["4294967296", "-1", "+1", "1a", "", "0x1"] {
            assert_eq!(Trid::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn there_are_thirty_groups() {
        assert_eq!(GroupNumber::parse("29").map(GroupNumber::number), Some(29));
        assert_eq!(GroupNumber::parse("30"), None);
        assert_eq!(GroupNumber::parse("256"), None);
    }
}
