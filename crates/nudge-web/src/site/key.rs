//! The site's own key: what it signs is handed to browsers and believed when it comes back.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A key for HMAC-SHA-256. Whoever draws another one makes open forms and notices that are on their way invalid, and nothing
/// else.
#[derive(Clone)]
pub struct SiteKey([u8; Self::BYTES]);

/// What something is signed for. What was signed for something else is not believed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Use {
    /// A token in a form.
    Form,
    /// A notice for the page after this one.
    Flash,
}

impl SiteKey {
    /// How many bytes it has.
    pub const BYTES: usize = 32;

    /// The key of these bytes, which nobody else may know.
    pub const fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// The signature, in letters that may stand in a form or a cookie.
    pub(super) fn sign(&self, purpose: Use, content: &[u8]) -> String {
        BASE64URL_NOPAD.encode(&self.mac(purpose, content).finalize().into_bytes())
    }

    /// Whether it is the signature, in a time that tells nothing of where it differs.
    pub(super) fn is_signed(&self, purpose: Use, content: &[u8], signature: &str) -> bool {
        let bytes = BASE64URL_NOPAD.decode(signature.as_bytes());
        bytes.is_ok_and(|bytes| self.mac(purpose, content).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, purpose: Use, content: &[u8]) -> Hmac<Sha256> {
        // Bytes of a hash's block length are a key as they are, so there is nothing that could fail.
        let mut block = [0; 64];
        let (key, _) = block.split_at_mut(Self::BYTES);
        key.copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(&[match purpose {
            Use::Form => 1,
            Use::Flash => 2,
        }]);
        mac.update(content);
        mac
    }
}

impl fmt::Debug for SiteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SiteKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_words_for_the_same_purpose_under_the_same_key_are_believed() {
        let key = SiteKey::new([7; SiteKey::BYTES]);
        let signature = key.sign(Use::Form, b"session");
        assert!(key.is_signed(Use::Form, b"session", &signature));
        assert!(!key.is_signed(Use::Form, b"sessioN", &signature));
        assert!(!key.is_signed(Use::Flash, b"session", &signature));
        assert!(!SiteKey::new([8; SiteKey::BYTES]).is_signed(Use::Form, b"session", &signature));
        for other in ["", "!", &signature[1..], &format!("{signature}A")] {
            assert!(!key.is_signed(Use::Form, b"session", other), "{other}");
        }
    }

    #[test]
    fn it_is_hmac_sha_256() {
        // As Python's hmac module computes it for the mark of purpose and these words.
        let key = SiteKey::new([0x0b; SiteKey::BYTES]);
        let expected = "1fp3f7c5nvmVs3deEleAgxj_HSl7oJ_1NrgQB-OZhgU";
        assert_eq!(key.sign(Use::Form, b"Hi There"), expected);
    }
}
