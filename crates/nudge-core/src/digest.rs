//! What is kept of secrets that only have to be recognised again.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::{Entropy, Secret, entropy};

/// SHA-256 of a random secret. From it nobody gets the secret back, so that whoever reads the database gets in nowhere.
///
/// Only for secrets that are drawn (`draw`): what people choose can be guessed, and needs a
/// [`PasswordHash`](crate::PasswordHash).
#[derive(Clone, Copy, Eq, PartialEq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of a secret.
    pub fn of(secret: &Secret) -> Self {
        Self(Sha256::digest(secret.expose().as_bytes()).into())
    }

    /// The one with those bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint")
    }
}

/// Draws a secret for a program to keep: 32 characters, 160 random bits.
pub(crate) fn draw(entropy: &dyn Entropy) -> Secret {
    Secret::new(entropy::draw_text(entropy, 32))
}

/// Draws a secret for a person to type: 10 characters, 50 random bits, for a short time and a few attempts.
pub(crate) fn draw_short(entropy: &dyn Entropy) -> Secret {
    Secret::new(entropy::draw_text(entropy, 10))
}

/// What a person has typed, without the spaces and hyphens that were put in to make it readable, and in lower case.
pub(crate) fn as_typed(text: &str) -> Secret {
    let plain = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(64);
    Secret::new(plain.map(|c| c.to_ascii_lowercase()).collect())
}
