//! The proof of single sign-on: nothing makes the check panic, and nothing but the right response passes it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::auth::sso;

fuzz_target!(|input: (&str, [u8; 24], [u8; 8])| {
    let (text, secret, iv) = input;
    let nonce = sso::nonce(&[7; sso::NONCE_BYTES]);
    let right = sso::response(&secret, &nonce, iv);
    assert_eq!(sso::check(&secret, &nonce, &right), Ok(()));
    assert!(sso::check(&secret, &nonce, text).is_err());
});
