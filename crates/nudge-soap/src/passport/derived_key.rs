//! Keys that both sides make out of the secret of a token, and what is sealed with them (reference 10 §6.6 and §8.1).

use cbc::Encryptor;
use cbc::cipher::array::Array;
use cbc::cipher::{Block, BlockModeEncrypt as _, KeyIvInit as _};
use des::TdesEde3;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use zeroize::Zeroizing;

/// Bytes of a key, of the secret that it is made from, and of the nonce in its label.
pub const KEY_BYTES: usize = 24;

/// A key that is good for one answer.
#[derive(Clone)]
pub(super) struct DerivedKey(Zeroizing<[u8; KEY_BYTES]>);

impl DerivedKey {
    /// The first 24 bytes of `P_SHA1` (RFC 2246 §5) over `WS-SecureConversation` and the nonce.
    pub(super) fn new(secret: &[u8; KEY_BYTES], nonce: &[u8]) -> Self {
        let label = [b"WS-SecureConversation", nonce].concat();
        let first = hmac_sha1(secret, &[&label]);
        let second = hmac_sha1(secret, &[&first]);
        let blocks = [hmac_sha1(secret, &[&first, &label]), hmac_sha1(secret, &[&second, &label])];
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        for (to, from) in key.iter_mut().zip(blocks.iter().flatten()) {
            *to = *from;
        }
        Self(key)
    }

    /// 3DES-CBC with an initial vector of zeros, of a document that is filled up to whole blocks with spaces. Pidgin takes
    /// nothing off the end, and its reader dies on anything but white space there.
    pub(super) fn encrypt(&self, document: &str) -> Vec<u8> {
        let mut cipher = Encryptor::<TdesEde3>::new(&Array(*self.0), &Block::<TdesEde3>::default());
        let mut sealed = Vec::with_capacity(document.len() + BLOCK);
        for chunk in document.as_bytes().chunks(BLOCK) {
            let mut block = Array([b' '; BLOCK]);
            for (to, from) in block.iter_mut().zip(chunk) {
                *to = *from;
            }
            cipher.encrypt_block(&mut block);
            sealed.extend(block);
        }
        sealed
    }
}

const BLOCK: usize = 8;

fn hmac_sha1(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; 20] {
    // Bytes of a hash's block length are a key as they are, so there is nothing that could fail.
    let mut block = [0; 64];
    let (first, _) = block.split_at_mut(KEY_BYTES);
    first.copy_from_slice(key);
    let mut mac = Hmac::<Sha1>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
pub(super) mod tests {
    use cbc::Decryptor;
    use cbc::cipher::BlockModeDecrypt as _;
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    use super::*;

    /// What a client does with it.
    pub(in crate::passport) fn decrypt(secret: &[u8; KEY_BYTES], nonce: &[u8], sealed: &[u8]) -> String {
        String::from_utf8(decrypt_bytes(secret, nonce, sealed)).unwrap()
    }

    pub(in crate::passport) fn decrypt_bytes(
        secret: &[u8; KEY_BYTES],
        nonce: &[u8],
        sealed: &[u8],
    ) -> Vec<u8> {
        let key = DerivedKey::new(secret, nonce);
        let mut cipher = Decryptor::<TdesEde3>::new(&Array(*key.0), &Block::<TdesEde3>::default());
        let mut plain = Vec::new();
        for chunk in sealed.chunks(BLOCK) {
            let mut block = Array(chunk.try_into().unwrap());
            cipher.decrypt_block(&mut block);
            plain.extend(block);
        }
        plain
    }

    #[test]
    fn the_key_is_that_of_the_reference() {
        // `GBkaGxwdHh8gISIjJCUmJygpKissLS4v` and `gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaX` (reference 10 §6.6).
        let secret = std::array::from_fn(|n| 0x18 + u8::try_from(n).unwrap());
        let nonce: [u8; 24] = std::array::from_fn(|n| 0x80 + u8::try_from(n).unwrap());
        let key = DerivedKey::new(&secret, &nonce);
        assert_eq!(HEXLOWER.encode(key.0.as_slice()), "bb7460de89bfe68e6fb59dc9635c17dd2b8076c73204d440");
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_read_again(secret in any::<[u8; 24]>(), nonce in any::<[u8; 24]>(), text in "\\PC{0,60}") {
            let sealed = DerivedKey::new(&secret, &nonce).encrypt(&text);
            prop_assert_eq!(sealed.len(), text.len().next_multiple_of(8));
            let opened = decrypt(&secret, &nonce, &sealed);
            prop_assert_eq!(opened.trim_end_matches(' '), text.trim_end_matches(' '));
        }
    }
}
