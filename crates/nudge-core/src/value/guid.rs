use std::{fmt, str::FromStr};

use crate::{Entropy, Refusal, entropy};

/// A number of 128 random bits that stands for an account, or for a contact group, for as long as it exists: what later
/// clients name contacts and groups by.
///
/// Written `xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx` in lower case: a UUID of version 4 (RFC 9562 §5.4). Read in any case, and
/// of any version.
#[derive(Clone, Copy, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Guid([u8; 16]);

impl Guid {
    /// Draws a new one.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        Self::version_4(u128::from_be_bytes(entropy::draw_bytes(entropy)))
    }

    /// The one with those random bits, of which six give way to version and variant.
    pub const fn version_4(random: u128) -> Self {
        let bits = random & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
        Self(bits.to_be_bytes())
    }

    /// The one with those bytes, in the order in which they are written.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes, in the order in which they are written.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let dash = if DASHES.contains(&index) { "-" } else { "" };
            write!(f, "{dash}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Guid {
    type Err = Refusal;

    /// Without braces. Anything else is [`Refusal::InvalidGuid`].
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let groups: Vec<&str> = text.split('-').collect();
        if !groups.iter().map(|group| group.len()).eq(GROUPS) {
            return Err(Refusal::InvalidGuid);
        }
        let digits = groups.concat();
        // A sign is a digit to the number parser only.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(Refusal::InvalidGuid);
        }
        let bits = u128::from_str_radix(&digits, 16).map_err(|_| Refusal::InvalidGuid)?;
        Ok(Self(bits.to_be_bytes()))
    }
}

/// Before which bytes a dash is written.
const DASHES: [usize; 4] = [4, 6, 8, 10];

/// How many digits there are between the dashes.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::fixed::Counting;

    #[test]
    fn a_drawn_one_is_a_uuid_of_version_4() {
        let entropy = Counting::from_seed(3);
        for _ in 0..100 {
            let text = Guid::draw(&entropy).to_string();
            assert_eq!((text.len(), &text[14..15]), (36, "4"), "{text}");
            assert!(["8", "9", "a", "b"].contains(&&text[19..20]), "{text}");
        }
        assert_ne!(Guid::draw(&entropy), Guid::draw(&entropy));
    }

    #[test]
    fn it_is_written_in_lower_case_and_read_in_any() {
        let text = "c1f9a363-4ee9-4a33-a434-b056a4c55b98";
        let guid: Guid = text.parse().unwrap();
        assert_eq!(guid.to_string(), text);
        assert_eq!(text.to_uppercase().parse(), Ok(guid));
        assert_eq!(guid.as_bytes()[..4], [0xc1, 0xf9, 0xa3, 0x63]);
    }

    #[test]
    fn what_is_no_guid_is_refused() {
        for text in [
            "",
            "Friends",
            "{c1f9a363-4ee9-4a33-a434-b056a4c55b98}",
            "c1f9a3634ee94a33a434b056a4c55b98",
            "c1f9a363-4ee9-4a33-a434-b056a4c55b9",
            "c1f9a363-4ee9-4a33-a434-b056a4c55b98-",
            "+1f9a363-4ee9-4a33-a434-b056a4c55b98",
            "g1f9a363-4ee9-4a33-a434-b056a4c55b98",
            "c1f9a36-34ee9-4a33-a434-b056a4c55b98",
            "é1f9a36-4ee9-4a33-a434-b056a4c55b98",
        ] {
            assert_eq!(text.parse::<Guid>(), Err(Refusal::InvalidGuid), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_one_is_read_as_it_is_written(bytes: [u8; 16]) {
            let guid = Guid::from_bytes(bytes);
            prop_assert_eq!(guid.to_string().parse(), Ok(guid));
        }

        #[test]
        fn any_text_is_an_answer_not_a_crash(text in "\\PC{0,40}") {
            let _: Result<Guid, Refusal> = text.parse();
        }
    }
}
