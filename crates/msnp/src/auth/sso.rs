//! Single sign-on: the proof that a client knows the secret which came with its ticket (reference 10 §8, 20 §3.2).
//!
//! The server sends a nonce. The client answers with 128 bytes in Base64, whose numbers are little-endian:
//!
//! | at | bytes | |
//! |---|---|---|
//! | 0 | 28 | seven numbers of four bytes: 28, 1 (CBC), 0x6603 (3DES), 0x8004 (SHA-1), 8, 20, 72 |
//! | 28 | 8 | an initial vector |
//! | 36 | 20 | HMAC-SHA1 with the key for hashing, over the characters of the nonce |
//! | 56 | 72 | 3DES-CBC with the key for encrypting, over the characters of the nonce and eight bytes of 8 |
//!
//! The second and the third prove the same; a server needs but one.

use data_encoding::BASE64;
use des::TdesEde3;
use des::cipher::{BlockCipherEncrypt as _, KeyInit};
use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

/// How many random bytes a nonce is made of. Clients reckon with 64 characters and with nothing else.
pub const NONCE_BYTES: usize = 48;

/// How many bytes the secret of a ticket has.
pub const SECRET_BYTES: usize = 24;

/// Which policy the ticket is of. Clients of MSNP21 have a ticket of another too and take the one that is named.
pub const POLICY: &str = "MBI_KEY_OLD";

/// The seven numbers that a response begins with.
const HEADER: [u32; 7] = [28, 1, 0x6603, 0x8004, 8, 20, 72];

/// In bytes.
const IV: usize = 8;
const HASH: usize = 20;
const KEY: usize = 24;

const FOR_HASHING: &[u8] = b"WS-SecureConversationSESSION KEY HASH";
const FOR_ENCRYPTING: &[u8] = b"WS-SecureConversationSESSION KEY ENCRYPTION";

/// Why a response proves nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum BadResponse {
    /// It is no Base64, too short, or does not begin with the seven numbers.
    #[error("not in the form of a response")]
    Form,
    /// It was made with another secret, or over another nonce.
    #[error("made with another secret or over another nonce")]
    Hash,
}

/// The characters of a nonce.
pub fn nonce(random: &[u8; NONCE_BYTES]) -> String {
    BASE64.encode(random)
}

/// What a client answers: `secret` came with its ticket, `nonce` from the server, `iv` is random.
pub fn response(secret: &[u8; SECRET_BYTES], nonce: &str, iv: [u8; IV]) -> String {
    let mut bytes: Vec<u8> = HEADER.iter().flat_map(|number| number.to_le_bytes()).collect();
    bytes.extend(iv);
    bytes.extend(hmac(&derive(secret, FOR_HASHING), &[nonce.as_bytes()]));
    bytes.extend(encrypt(&derive(secret, FOR_ENCRYPTING), nonce.as_bytes(), iv));
    BASE64.encode(&bytes)
}

/// Checks a client's answer, in a time that does not depend on where it is wrong. The hash alone proves it; what is encrypted
/// is not looked at.
pub fn check(secret: &[u8; SECRET_BYTES], nonce: &str, response: &str) -> Result<(), BadResponse> {
    let bytes = BASE64.decode(response.as_bytes()).map_err(|_| BadResponse::Form)?;
    let numbers: Vec<u8> = HEADER.iter().flat_map(|number| number.to_le_bytes()).collect();
    let rest = bytes.strip_prefix(numbers.as_slice()).ok_or(BadResponse::Form)?;
    let (_iv, rest) = rest.split_first_chunk::<IV>().ok_or(BadResponse::Form)?;
    let (hash, cipher) = rest.split_first_chunk::<HASH>().ok_or(BadResponse::Form)?;
    if cipher.len() != CIPHER {
        return Err(BadResponse::Form);
    }
    let expected = hmac(&derive(secret, FOR_HASHING), &[nonce.as_bytes()]);
    if bool::from(expected.ct_eq(hash)) { Ok(()) } else { Err(BadResponse::Hash) }
}

/// In bytes: the nonce and its padding.
const CIPHER: usize = 72;

/// A key for one purpose, as `P_SHA1` of RFC 2246 §5 makes it.
fn derive(secret: &[u8], purpose: &[u8]) -> [u8; KEY] {
    let first = hmac(secret, &[purpose]);
    let second = hmac(secret, &[&first, purpose]);
    let third = hmac(secret, &[&first]);
    let fourth = hmac(secret, &[&third, purpose]);
    let mut key = [0; KEY];
    for (to, from) in key.iter_mut().zip(second.into_iter().chain(fourth)) {
        *to = from;
    }
    key
}

fn hmac(key: &[u8], pieces: &[&[u8]]) -> [u8; HASH] {
    #[expect(clippy::expect_used, reason = "a key of any length will do for HMAC")]
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    for piece in pieces {
        mac.update(piece);
    }
    mac.finalize().into_bytes().into()
}

fn encrypt(key: &[u8; KEY], text: &[u8], iv: [u8; IV]) -> Vec<u8> {
    let cipher = TdesEde3::new(&(*key).into());
    let missing = IV - text.len() % IV;
    // As many bytes as are missing, each saying how many.
    let padding = std::iter::repeat_n(u8::try_from(missing).unwrap_or(0), missing);
    let text: Vec<u8> = text.iter().copied().chain(padding).collect();
    let (mut out, mut last) = (Vec::with_capacity(text.len()), iv);
    for block in text.chunks_exact(IV) {
        for (to, from) in last.iter_mut().zip(block) {
            *to ^= from;
        }
        let mut block = last.into();
        cipher.encrypt_block(&mut block);
        last = block.into();
        out.extend(last);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bytes that count from a first one.
    fn counting<const N: usize>(from: u8) -> [u8; N] {
        std::array::from_fn(|at| from + u8::try_from(at).unwrap())
    }

    /// The vectors of reference 10 §8.4 and 20 §3.2.
    #[test]
    fn responses_are_those_of_the_reference() {
        let secret = counting(0);
        for (random, iv, expected) in [
            (
                counting(0x40),
                [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7],
                "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAKChoqOkpaanN5TN0hgKE54C2LDxK1jvVwUpWK1nLdOqJnQHnA5LIocSx4QZfZWntm\
                 dzxQEvULso0NXzZzYuu2PsgtJw+z8UH3BfUzw7nFWZaBpVSUi0A4PWkdsGBq4/E1XHjS8=",
            ),
            (
                counting(0),
                [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77],
                "HAAAAAEAAAADZgAABIAAAAgAAAAUAAAASAAAAAARIjNEVWZ35/b6UPUTyMkbVgyWJivzLXG/cLmP5JhL5BMRwFQfHrApGu0gv1HPhP\
                 xn94SUAUqMNbnL5X6IR1lU9SL5rzNkBAK7NkLXBeeqN/Brj+OuwGM1nS9WU7mDGtT89Eg=",
            ),
        ] {
            let nonce = nonce(&random);
            assert_eq!(nonce.len(), 64);
            assert_eq!(response(&secret, &nonce, iv), expected);
            assert_eq!(check(&secret, &nonce, expected), Ok(()));
        }
    }

    #[test]
    fn keys_are_those_of_the_reference() {
        let key = |purpose| data_encoding::HEXLOWER.encode(&derive(&counting::<24>(0), purpose));
        assert_eq!(key(FOR_HASHING), "06af2ac1f46df3fde6e65fef60a13bd21eabb69f09a542c0");
        assert_eq!(key(FOR_ENCRYPTING), "2dd0114b936beb17cc1d7fa10191010bb4b7b487404c43e3");
    }

    #[test]
    fn another_secret_or_nonce_is_found_out() {
        let (secret, nonce) = (counting(0), nonce(&counting(7)));
        let right = response(&secret, &nonce, [9; 8]);
        assert_eq!(check(&counting(1), &nonce, &right), Err(BadResponse::Hash));
        assert_eq!(check(&secret, &super::nonce(&counting(8)), &right), Err(BadResponse::Hash));
        for bad in
            ["", "???", "none", "AAAA", &right[..120], &format!("{right}AAAA"), &right.replacen('H', "I", 1)]
        {
            assert_eq!(check(&secret, &nonce, bad), Err(BadResponse::Form), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_response_is_right_for_its_secret_and_nonce_only(secret: [u8; 24], random: [[u8; 24]; 2], iv: [u8; 8], at in 36usize..56) {
            let mut bytes = [0; NONCE_BYTES];
            bytes.iter_mut().zip(random.concat()).for_each(|(to, from)| *to = from);
            let nonce = nonce(&bytes);
            let right = response(&secret, &nonce, iv);
            prop_assert_eq!(check(&secret, &nonce, &right), Ok(()));
            let mut wrong = BASE64.decode(right.as_bytes()).unwrap();
            wrong[at] ^= 1;
            prop_assert_eq!(check(&secret, &nonce, &BASE64.encode(&wrong)), Err(BadResponse::Hash));
        }

        #[test]
        fn nothing_makes_it_panic(response in "[A-Za-z0-9+/=]{0,200}") {
            prop_assert!(check(&counting(0), "nonce", &response).is_err());
        }
    }
}
