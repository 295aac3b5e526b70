//! Access tokens: random passwords for single devices.
//!
//! The challenges of the early dialects need a secret that the server can read back. That is never the real password
//! but a token: named after the device, shown once, sealed at rest, and revoked alone.

use std::fmt;

use smol_str::SmolStr;

use crate::{AccountId, Entropy, Refusal, Sealed, Secret, Timestamp, entropy};

/// How many tokens an account has at most.
pub const MAX_TOKENS: usize = 32;

/// How many characters a token has. Clients of the era take passwords of at most 16.
pub const TOKEN_CHARS: usize = 16;

/// Draws a new token: 16 characters of lower-case base 32 without look-alikes, 80 random bits.
pub fn generate(entropy: &dyn Entropy) -> Secret {
    Secret::new(entropy::draw_text(entropy, TOKEN_CHARS))
}

/// The number of a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct TokenId(i64);

impl TokenId {
    /// The token with that number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number itself.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// What a token is called, usually after its device: 1 to 64 characters without control characters, unique within the
/// account.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct TokenName(SmolStr);

impl TokenName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 64;

    /// Checks a name. Anything else is [`Refusal::InvalidTokenName`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let chars = text.chars().count();
        if (1..=Self::MAX_CHARS).contains(&chars) && !text.chars().any(char::is_control) {
            Ok(Self(SmolStr::new(text)))
        } else {
            Err(Refusal::InvalidTokenName)
        }
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A token to be kept.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose it is.
    pub account: AccountId,
    /// What it is called.
    pub name: TokenName,
    /// The token, sealed for that account and [`Purpose::Token`](crate::Purpose::Token).
    pub sealed: Sealed,
}

/// A token as its owner sees it. The secret itself is only in [`Credentials`](crate::Credentials).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Token {
    /// Its number.
    pub id: TokenId,
    /// Whose it is.
    pub account: AccountId,
    /// What it is called.
    pub name: TokenName,
    /// When it was made.
    pub created: Timestamp,
    /// When somebody last signed in with it.
    pub last_used: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::fixed::Counting;

    #[test]
    fn a_token_fits_old_clients_and_never_repeats() {
        let entropy = Counting::from_seed(3);
        let (one, two) = (generate(&entropy), generate(&entropy));
        assert_eq!(one.expose().len(), TOKEN_CHARS);
        assert_ne!(one.expose(), two.expose());
    }

    #[test]
    fn names_are_short_and_printable() {
        assert!(TokenName::new(&"ü".repeat(64)).is_ok());
        for text in ["", "a\tb", &"x".repeat(65)] {
            assert_eq!(TokenName::new(text), Err(Refusal::InvalidTokenName));
        }
    }
}
