use std::{fmt, str::FromStr};

use crate::{Entropy, Refusal, entropy};

/// The number of a circle: 48 random bits, so that knowing some of them says nothing of others.
///
/// Written as the id of an address book, `00000000-0000-0000-0009-xxxxxxxxxxxx` (reference 21 §7): 9 is the network that
/// circles are on.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CircleId(u64);

/// What stands before the digits of every circle.
const NETWORK: &str = "00000000-0000-0000-0009-";

/// The highest number.
const HIGHEST: u64 = (1 << 48) - 1;

impl CircleId {
    /// Draws a new one.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        // Zero would be nobody's.
        Self((entropy::draw_u64(entropy) & HIGHEST).max(1))
    }

    /// The circle with that number, if it is one: 1 to 2⁴⁸ - 1.
    pub const fn new(number: u64) -> Option<Self> {
        if number > 0 && number <= HIGHEST { Some(Self(number)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for CircleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NETWORK}{:012x}", self.0)
    }
}

impl FromStr for CircleId {
    type Err = Refusal;

    /// In any case. Anything else is [`Refusal::NoSuchCircle`].
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let digits = text.strip_prefix(NETWORK).filter(|digits| {
            // A sign is a digit to the number parser only.
            digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        });
        let number = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
        number.and_then(Self::new).ok_or(Refusal::NoSuchCircle)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_one_is_read_as_it_is_written(number in 1..=HIGHEST) {
            let id = CircleId::new(number).unwrap();
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        }

        #[test]
        fn any_text_is_an_answer_not_a_crash(text in "(00000000-0000-0000-0009-)?\\PC{0,13}") {
            let _: Result<CircleId, Refusal> = text.parse();
        }
    }

    #[test]
    fn what_is_no_circle_is_refused() {
        for text in [
            "",
            "00000000-0000-0000-0000-000000000000",
            "00000000-0000-0000-0009-000000000000",
            "00000000-0000-0000-0009-00000000001",
            "00000000-0000-0000-0009-+00000000001",
            "00000000-0000-0000-0009-0000000000011",
        ] {
            assert_eq!(text.parse::<CircleId>(), Err(Refusal::NoSuchCircle), "{text}");
        }
        assert_eq!((CircleId::new(0), CircleId::new(1 << 48)), (None, None));
    }
}
