use std::fmt;

use smol_str::SmolStr;

use crate::Refusal;

/// The name of a circle: 1 to 120 bytes of UTF-8 without control characters, and not only blanks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CircleName(SmolStr);

impl CircleName {
    /// The longest name, in bytes.
    pub const MAX_BYTES: usize = 120;

    /// Checks a name. Anything else is [`Refusal::InvalidName`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= Self::MAX_BYTES;
        if fits && !text.contains(char::is_control) {
            Ok(Self(text.into()))
        } else {
            Err(Refusal::InvalidName)
        }
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CircleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_short_line() {
        assert_eq!(CircleName::new(" Book club\n").unwrap().as_str(), "Book club");
        assert!(CircleName::new(&"x".repeat(120)).is_ok());
        for text in ["", " ", "a\u{7}b", &"x".repeat(121)] {
            assert_eq!(CircleName::new(text), Err(Refusal::InvalidName), "{text:?}");
        }
    }
}
