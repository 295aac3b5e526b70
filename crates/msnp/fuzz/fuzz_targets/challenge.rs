//! Answers to challenges: any challenge has one, of 32 digits.

#![no_main]

use libfuzzer_sys::fuzz_target;
use msnp::auth::{Product, challenge_answer, digests_equal, long_challenge_answer, sign_in_digest};

fuzz_target!(|challenge: &str| {
    for product in Product::ALL {
        let answers = [
            challenge_answer(challenge, product),
            long_challenge_answer(challenge, product),
            sign_in_digest(challenge, challenge.as_bytes()),
        ];
        for answer in answers {
            assert_eq!(answer.len(), 32);
            assert!(digests_equal(&answer, &answer.to_uppercase()));
        }
    }
});
