//! Settings and switches that are one word.

use std::fmt;

use smol_str::SmolStr;

use super::word::words;
use crate::line::Word;
use crate::{Cap, Dialect};

words! {
    /// `GTC`: what the client does about people who have added its user. Stored by the server, acted on by the client.
    ReversePrompt {
        /// Ask the user.
        Ask = "A",
        /// Allow them silently.
        Silent = "N",
    }
}

words! {
    /// `BLP`: how people are treated who are on neither the allow list nor the block list.
    Privacy {
        /// As if on the allow list.
        AllowByDefault = "AL",
        /// As if on the block list.
        BlockByDefault = "BL",
    }
}

words! {
    /// What the sender of a `MSG` wants to hear back (reference 03 §3).
    AckKind {
        /// Nothing.
        Unacknowledged = "U",
        /// `NAK` on failure.
        Negative = "N",
        /// `ACK` on delivery, `NAK` on failure.
        Always = "A",
        /// As `A`, for peer-to-peer data; from MSNP9, tolerated from everybody.
        Data = "D",
    }
}

words! {
    /// A switch in `IMS`.
    OnOff {
        /// On.
        On = "ON",
        /// Off.
        Off = "OFF",
    }
}

words! {
    /// A switch in `PRP` and `BPR`.
    YesNo {
        /// Yes.
        Yes = "Y",
        /// No.
        No = "N",
    }
}

/// The name of a property of a principal, in `PRP` and `BPR`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum PropertyKey {
    /// `PHH`: home phone.
    HomePhone,
    /// `PHW`: work phone.
    WorkPhone,
    /// `PHM`: mobile phone.
    MobilePhone,
    /// `MOB`: contacts may page the principal.
    Pageable,
    /// `MBE`: the principal has a mobile device that is set up.
    MobileEnabled,
    /// `WWE`: the principal has an MSN Direct watch (MSNP9 and later).
    Direct,
    /// `MFN`: the principal's own name (MSNP10 and later).
    FriendlyName,
    /// `HSB`: the principal has a blog (MSNP11 and later).
    HasBlog,
    /// Some other word of one to three letters: the server answers 715. A longer one is malformed.
    Other(SmolStr),
}

impl PropertyKey {
    /// The keys that have a meaning.
    pub const ALL: [Self; 8] = [
        Self::HomePhone,
        Self::WorkPhone,
        Self::MobilePhone,
        Self::Pageable,
        Self::MobileEnabled,
        Self::Direct,
        Self::FriendlyName,
        Self::HasBlog,
    ];

    /// Whether the dialect has this property. Every dialect that has properties at all reads all of them: one that it
    /// does not have is answered with 715, as an unknown one is.
    pub fn is_in(&self, dialect: Dialect) -> bool {
        match self {
            Self::HomePhone | Self::WorkPhone | Self::MobilePhone | Self::Pageable | Self::MobileEnabled => {
                dialect.has(Cap::Properties)
            }
            Self::Direct => dialect.has(Cap::DirectProperty),
            Self::FriendlyName => dialect.has(Cap::NameProperty),
            Self::HasBlog => dialect.has(Cap::BlogProperty),
            Self::Other(_) => false,
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::HomePhone => "PHH",
            Self::WorkPhone => "PHW",
            Self::MobilePhone => "PHM",
            Self::Pageable => "MOB",
            Self::MobileEnabled => "MBE",
            Self::Direct => "WWE",
            Self::FriendlyName => "MFN",
            Self::HasBlog => "HSB",
            Self::Other(key) => key,
        }
    }
}

impl fmt::Display for PropertyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Word for PropertyKey {
    fn parse(word: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|key| key.as_str() == word);
        known.or_else(|| {
            let letters = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
            letters.then(|| Self::Other(word.into()))
        })
    }
}

/// Where a page goes, in `PGD`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PageDevice {
    /// `1`: the mobile phone.
    Phone,
    /// `2`: the MSN Direct watch.
    Watch,
    /// Some other number: the server answers 201.
    Other(u32),
}

impl fmt::Display for PageDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone => f.write_str("1"),
            Self::Watch => f.write_str("2"),
            Self::Other(number) => number.fmt(f),
        }
    }
}

impl Word for PageDevice {
    fn parse(word: &str) -> Option<Self> {
        u32::parse(word).map(|number| match number {
            1 => Self::Phone,
            2 => Self::Watch,
            number => Self::Other(number),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_exactly() {
        assert_eq!(AckKind::parse("U"), Some(AckKind::Unacknowledged));
        assert_eq!(AckKind::parse("u"), None);
        assert_eq!(Privacy::parse("FL"), None);
    }

    #[test]
    fn a_short_unknown_property_is_known_to_be_unknown() {
        assert_eq!(PropertyKey::parse("PHM"), Some(PropertyKey::MobilePhone));
        assert_eq!(PropertyKey::parse("phm"), Some(PropertyKey::Other("phm".into())));
        assert_eq!(PropertyKey::parse("XYZW"), None);
        assert_eq!(PropertyKey::parse("P1"), None);
    }

    #[test]
    fn later_dialects_have_more_properties() {
        let in_dialect = |dialect| PropertyKey::ALL.into_iter().filter(|key| key.is_in(dialect)).count();
        assert_eq!(Dialect::ALL.map(in_dialect), [0, 0, 0, 5, 5, 5, 5, 6, 7, 8, 8, 8, 8, 8, 8, 8, 8]);
    }
}
