use std::fmt;

use smol_str::SmolStr;

use crate::Refusal;

/// What somebody says to whom they add, for when that one is asked about it: 1 to 2000 bytes of UTF-8.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct Greeting(SmolStr);

impl Greeting {
    /// The longest one, in bytes. Clients offer less room.
    pub const MAX_BYTES: usize = 2000;

    /// Checks a text. Anything else is [`Refusal::InvalidText`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        if (1..=Self::MAX_BYTES).contains(&text.len()) {
            Ok(Self(SmolStr::new(text)))
        } else {
            Err(Refusal::InvalidText)
        }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Greeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_1_to_2000_bytes() {
        assert!(Greeting::new(&"x".repeat(2000)).is_ok());
        for text in [String::new(), "x".repeat(2001)] {
            assert_eq!(Greeting::new(&text), Err(Refusal::InvalidText));
        }
    }
}
