//! The key that shows that a program is one (reference 12 §3): the answer to a challenge as of `QRY` since MSNP11.

use msnp::auth::{Product, long_challenge_answer};

/// The key of a product to a challenge; `None` where the product is not known.
pub fn lock_key(challenge: &str, product_id: &str) -> Option<String> {
    Product::named(product_id).map(|product| long_challenge_answer(challenge, product))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_reference() {
        for (challenge, product, key) in [
            ("22210219642164014968", "PROD0090YUAUV{2B", Some("85ecb0db8f32113df79ce0892b9a102c")),
            ("1850937852", "PROD0119GSJUC$18", Some("844559b18ac25f3affb9281fd729203c")),
            ("1850937852", "PROD0000", None),
        ] {
            assert_eq!(lock_key(challenge, product).as_deref(), key, "{product}");
        }
    }
}
