use std::fmt;

use smol_str::{SmolStr, format_smolstr};

use crate::Refusal;

/// A telephone as somebody's address: `"tel:" ["+"] 1*20DIGIT`, as in `tel:15551111222`.
///
/// Clients write the number with the country's prefix, some with a `+` before it and some without. Both are the same
/// telephone, so the `+` is read and not kept. The longest numbers of the public network have 15 digits (E.164); the rest
/// is for what is dialled before them.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct Telephone(SmolStr);

impl Telephone {
    /// The most digits that a number may have.
    pub const MAX_DIGITS: usize = 20;

    /// Checks an address. Anything else is [`Refusal::InvalidAddress`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let number = text.strip_prefix(SCHEME).ok_or(Refusal::InvalidAddress)?;
        let digits = number.strip_prefix('+').unwrap_or(number);
        let is_number = (1..=Self::MAX_DIGITS).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_number { Ok(Self(format_smolstr!("{SCHEME}{digits}"))) } else { Err(Refusal::InvalidAddress) }
    }

    /// The address, without a `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the address begins with.
const SCHEME: &str = "tel:";

impl fmt::Display for Telephone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn with_and_without_a_plus_it_is_the_same_telephone() {
        let telephone = Telephone::new("tel:15551111222").unwrap();
        assert_eq!(Telephone::new("tel:+15551111222"), Ok(telephone.clone()));
        assert_eq!(telephone.to_string(), "tel:15551111222");
    }

    #[test]
    fn what_cannot_be_dialled_is_refused() {
        for text in [
            "",
            "tel:",
            "tel:+",
            "tel:++1",
            "tel:1+1",
            "tel:1 2",
            "tel:1-2",
            "tel:x",
            "tel:٣",
            "TEL:1",
            "15551111222",
            "tel:123456789012345678901",
        ] {
            assert_eq!(Telephone::new(text), Err(Refusal::InvalidAddress), "{text:?}");
        }
        assert!(Telephone::new("tel:+12345678901234567890").is_ok());
    }

    proptest! {
        #[test]
        fn every_number_is_read_as_it_is_written(plus: bool, digits in "[0-9]{1,20}") {
            let text = format!("tel:{}{digits}", if plus { "+" } else { "" });
            let telephone = Telephone::new(&text).unwrap();
            prop_assert_eq!(telephone.as_str(), format!("tel:{digits}"));
            prop_assert_eq!(Telephone::new(telephone.as_str()), Ok(telephone));
        }

        #[test]
        fn any_text_is_an_answer_not_a_crash(text in "(tel:)?\\+?\\PC{0,30}") {
            if let Ok(telephone) = Telephone::new(&text) {
                prop_assert!(telephone.as_str().len() <= SCHEME.len() + Telephone::MAX_DIGITS);
            }
        }
    }
}
