use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::Refusal;

/// The name a principal shows to others, decoded: 1 to 387 bytes of UTF-8.
///
/// Control characters are allowed, since add-ons of the era colour names with them.
#[derive(Clone, Debug, Eq, PartialEq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(SmolStr);

impl DisplayName {
    /// The longest name, in bytes. Clients hold as much, but of the encoded form: see to that at the wire.
    pub const MAX_BYTES: usize = 387;

    /// Checks a name. Anything else is [`Refusal::InvalidName`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let fits = text.len() <= Self::MAX_BYTES;
        if fits && !text.is_empty() { Ok(Self(SmolStr::new(text))) } else { Err(Refusal::InvalidName) }
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DisplayName {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::new(text)
    }
}

impl TryFrom<String> for DisplayName {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        Self::new(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0.into()
    }
}

/// An address is also a name: the one of somebody who has not chosen any.
impl From<&super::Handle> for DisplayName {
    fn from(handle: &super::Handle) -> Self {
        Self(SmolStr::new(handle.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count() {
        assert!(DisplayName::new(&"x".repeat(387)).is_ok());
        assert!(DisplayName::new(&"€".repeat(129)).is_ok());
        for text in [String::new(), "x".repeat(388), "\u{1f600}".repeat(97)] {
            assert_eq!(DisplayName::new(&text), Err(Refusal::InvalidName), "{} bytes", text.len());
        }
    }
}
