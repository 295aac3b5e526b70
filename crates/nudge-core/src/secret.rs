//! Secrets in memory, and secrets that must be readable again, at rest.

use std::fmt;

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{AccountId, Entropy, Fault, entropy};

/// A text nobody may see by accident: wiped when dropped, and `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over a text. Copies made before are the caller's to wipe.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the two are equal, in a time that depends only on their lengths.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What a sealed secret is for. One sealed for something else does not open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// An access token.
    Token,
    /// A real password, kept because the operator allowed it.
    LegacyPassword,
    /// A ticket: not at rest here, but in the hands of its holder.
    Ticket,
    /// What an authenticator shares with the server.
    SecondFactor,
}

/// A secret as it lies in the store: `version(1) nonce(24) ciphertext tag(16)`, XChaCha20-Poly1305.
///
/// The account's number and the [`Purpose`] are authenticated with it, so that a row copied to another account is
/// worthless there.
#[derive(Clone, Eq, PartialEq)]
pub struct Sealed(Box<[u8]>);

impl Sealed {
    /// Takes the bytes that [`Sealed::as_bytes`] gave; whether they are any good shows when they are opened.
    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// The server's key for secrets at rest.
#[derive(Clone)]
pub struct Keyring {
    cipher: XChaCha20Poly1305,
    key: Zeroizing<[u8; Self::KEY_BYTES]>,
}

impl Keyring {
    /// How many bytes a key has.
    pub const KEY_BYTES: usize = 32;

    /// A ring with that key. The same key must come back after a restart, or nothing opens any more.
    pub fn new(key: &[u8; Self::KEY_BYTES]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), key: Zeroizing::new(*key) }
    }

    /// A key for something else, which tells nothing of this one or of others: HMAC-SHA-256 of the label. It is the same after
    /// a restart.
    pub fn derive(&self, label: &str) -> [u8; Self::KEY_BYTES] {
        // Bytes of a hash's block length are a key as they are, so there is nothing that could fail.
        let mut block = [0; 64];
        let (key, _) = block.split_at_mut(Self::KEY_BYTES);
        key.copy_from_slice(self.key.as_slice());
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(label.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Seals a secret for one account and one purpose.
    pub fn seal(
        &self,
        secret: &Secret,
        account: AccountId,
        purpose: Purpose,
        entropy: &dyn Entropy,
    ) -> Result<Sealed, Fault> {
        let aad = associated_data(account, purpose);
        Ok(Sealed(self.seal_bytes(secret.expose().as_bytes(), &aad, entropy)?.into()))
    }

    /// Opens what [`Keyring::seal`] made. [`Fault::Unsealable`] if the key, the account or the purpose is another, or if
    /// a bit has changed.
    pub fn unseal(&self, sealed: &Sealed, account: AccountId, purpose: Purpose) -> Result<Secret, Fault> {
        let plain = self.unseal_bytes(&sealed.0, &associated_data(account, purpose))?;
        String::from_utf8(plain).map(Secret::new).map_err(|_| Fault::Unsealable)
    }

    /// Seals what a ticket says. Whose it is stands in it.
    pub(crate) fn seal_ticket(&self, claims: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, Fault> {
        self.seal_bytes(claims, &associated_data(HOLDER, Purpose::Ticket), entropy)
    }

    /// Opens what [`Keyring::seal_ticket`] made.
    pub(crate) fn unseal_ticket(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        self.unseal_bytes(sealed, &associated_data(HOLDER, Purpose::Ticket)).map(Zeroizing::new)
    }

    fn seal_bytes(&self, plain: &[u8], aad: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, Fault> {
        let nonce = entropy::draw_bytes::<NONCE_BYTES>(entropy);
        let payload = Payload { msg: plain, aad };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Fault::Unsealable)?;
        Ok([&[VERSION], nonce.as_slice(), &sealed].concat())
    }

    fn unseal_bytes(&self, sealed: &[u8], aad: &[u8]) -> Result<Vec<u8>, Fault> {
        let (&version, rest) = sealed.split_first().ok_or(Fault::Unsealable)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Fault::Unsealable)?;
        if version != VERSION {
            return Err(Fault::Unsealable);
        }
        let payload = Payload { msg: ciphertext, aad };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| Fault::Unsealable)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")
    }
}

/// `purpose(1) account(8, little endian)`.
fn associated_data(account: AccountId, purpose: Purpose) -> [u8; 9] {
    let mut data = [0; 9];
    let [first, number @ ..] = &mut data;
    *first = match purpose {
        Purpose::Token => 1,
        Purpose::LegacyPassword => 2,
        Purpose::Ticket => 3,
        Purpose::SecondFactor => 4,
    };
    *number = account.get().to_le_bytes();
    data
}

/// Nobody's number: a ticket is opened before it is known whose it is.
const HOLDER: AccountId = AccountId::new(0);

/// Of the layout, not of the key.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::fixed::Counting;

    const ALICE: AccountId = AccountId::new(7);
    const BOB: AccountId = AccountId::new(8);

    fn sealed() -> (Keyring, Sealed) {
        let ring = Keyring::new(&[42; 32]);
        let secret = Secret::new("correct horse".to_owned());
        let sealed = ring.seal(&secret, ALICE, Purpose::Token, &Counting::from_seed(1)).unwrap();
        (ring, sealed)
    }

    #[test]
    fn opens_again() {
        let (ring, sealed) = sealed();
        let stored = Sealed::from_bytes(sealed.as_bytes());
        assert_eq!(ring.unseal(&stored, ALICE, Purpose::Token).unwrap().expose(), "correct horse");
    }

    #[test]
    fn a_derived_key_follows_from_key_and_label() {
        let ring = Keyring::new(&[42; 32]);
        assert_eq!(ring.derive("site"), Keyring::new(&[42; 32]).derive("site"));
        assert_ne!(ring.derive("site"), ring.derive("sites"));
        assert_ne!(ring.derive("site"), Keyring::new(&[43; 32]).derive("site"));
        assert_ne!(ring.derive(""), [42; 32]);
    }

    #[test]
    fn does_not_open_for_another_account_purpose_or_key() {
        let (ring, sealed) = sealed();
        assert!(ring.unseal(&sealed, BOB, Purpose::Token).is_err());
        assert!(ring.unseal(&sealed, ALICE, Purpose::LegacyPassword).is_err());
        assert!(Keyring::new(&[43; 32]).unseal(&sealed, ALICE, Purpose::Token).is_err());
    }

    #[test]
    fn any_changed_or_missing_byte_is_noticed() {
        let (ring, sealed) = sealed();
        for at in 0..sealed.as_bytes().len() {
            let mut bytes = sealed.as_bytes().to_vec();
            bytes[at] ^= 1;
            assert!(ring.unseal(&Sealed::from_bytes(bytes), ALICE, Purpose::Token).is_err(), "byte {at}");
            assert!(
                ring.unseal(&Sealed::from_bytes(&sealed.as_bytes()[..at]), ALICE, Purpose::Token).is_err()
            );
        }
    }

    #[test]
    fn the_same_secret_never_looks_the_same_twice() {
        let (ring, entropy) = (Keyring::new(&[1; 32]), Counting::from_seed(9));
        let secret = Secret::new("x".to_owned());
        let seal = || ring.seal(&secret, ALICE, Purpose::Token, &entropy).unwrap();
        assert_ne!(seal(), seal());
    }

    #[test]
    fn debug_shows_nothing() {
        let (ring, sealed) = sealed();
        let shown = format!("{:?} {ring:?} {sealed:?}", Secret::new("hunter2".to_owned()));
        assert!(!shown.contains("hunter2") && !shown.contains("42"), "{shown}");
    }
}
