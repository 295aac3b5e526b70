//! What somebody says about themselves.

use std::fmt;
use std::str::FromStr;

use nudge_core::Profile;
use serde::{Deserialize, Serialize};

/// One of the texts of a profile: at most 64 characters, none of them a control character. Empty where it is not said.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Particular(String);

/// What cannot be one.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("expected at most 64 characters, and no control characters")]
pub struct NoParticular;

impl FromStr for Particular {
    type Err = NoParticular;

    fn from_str(text: &str) -> Result<Self, NoParticular> {
        if Profile::takes(text) { Ok(Self(text.to_owned())) } else { Err(NoParticular) }
    }
}

impl TryFrom<String> for Particular {
    type Error = NoParticular;

    fn try_from(text: String) -> Result<Self, NoParticular> {
        text.parse()
    }
}

impl From<Particular> for String {
    fn from(particular: Particular) -> Self {
        particular.0
    }
}

impl fmt::Display for Particular {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_header_can_be_smuggled_in() {
        assert!("Zürich".parse::<Particular>().is_ok());
        assert!("".parse::<Particular>().is_ok());
        for text in ["a\r\nkids: 3", "a\0", &"x".repeat(65)] {
            assert!(text.parse::<Particular>().is_err(), "{text:?}");
        }
    }
}
