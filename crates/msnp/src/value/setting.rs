//! Settings and switches that are one word.

use std::fmt;

use smol_str::SmolStr;

use super::word::words;
use crate::line::Word;

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
    /// Some other word of one to three letters: the server answers 715. A longer one is malformed.
    Other(SmolStr),
}

impl PropertyKey {
    /// The keys that MSNP5 to MSNP7 have, in the order in which the server lists them.
    pub const ALL: [Self; 5] =
        [Self::HomePhone, Self::WorkPhone, Self::MobilePhone, Self::Pageable, Self::MobileEnabled];

    fn as_str(&self) -> &str {
        match self {
            Self::HomePhone => "PHH",
            Self::WorkPhone => "PHW",
            Self::MobilePhone => "PHM",
            Self::Pageable => "MOB",
            Self::MobileEnabled => "MBE",
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
}
