//! Proofs: the digests by which a client shows that it knows a password, or that it is a known product.

pub mod circles;
pub mod sso;

use std::fmt;

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use crate::{Cap, Dialect};

/// The answer to a sign-in challenge: MD5 over the challenge and the secret, in lower-case hexadecimal.
///
/// ```
/// assert_eq!(msnp::auth::sign_in_digest("1234567890.123456789", b"password"), "f59af8f2fa91d38aff7c870c17f99903");
/// ```
pub fn sign_in_digest(challenge: &str, secret: &[u8]) -> String {
    hex(&md5(challenge.as_bytes(), secret))
}

/// Compares two digests in a time that does not depend on where they differ; the case of the digits does not matter.
pub fn digests_equal(a: &str, b: &str) -> bool {
    a.to_ascii_lowercase().as_bytes().ct_eq(b.to_ascii_lowercase().as_bytes()).into()
}

/// A client program as it names itself in `QRY`, with the key that its maker built in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Product {
    /// The name in `QRY`.
    pub id: &'static str,
    /// The key.
    pub key: &'static str,
}

impl Product {
    /// The published products (reference 01 §7.1, 20 §7).
    pub const ALL: [Self; 15] = [
        Self { id: "msmsgs@msnmsgr.com", key: "Q1P7W2E4J9R8U3S5" },
        Self { id: "PROD0038W!61ZTF9", key: "VT6PX?UQTM4WM%YR" },
        Self { id: "PROD0058#7IL2{QD", key: "QHDCY@7R1TB6W?5B" },
        Self { id: "PROD0061VRRZH@4F", key: "JXQ6J@TUOGYV@N0M" },
        Self { id: "PROD00504RLUG%WL", key: "I2EBK%PYNLZL5_J4" },
        Self { id: "PROD0076ENE8*@AW", key: "CEQJ8}OE0!WTSWII" },
        Self { id: "PROD0090YUAUV{2B", key: "YMM8C_H7KCQ2S_KL" },
        Self { id: "PROD0101{0RM?UBW", key: "CFHUR$52U_{VIX5T" },
        Self { id: "PROD01065C%ZFN6F", key: "O4BG@C7BWLYQX?5G" },
        Self { id: "PROD0112J1LW7%NB", key: "RH96F{PHI8PPX_TJ" },
        Self { id: "PROD0113H11T8$X_", key: "RG@XY*28Q5QHS%Q5" },
        Self { id: "PROD0114ES4Z%Q5W", key: "PK}_A_0N_K%O?A9S" },
        Self { id: "PROD0118R6%2WYOS", key: "YIXPX@5I2P0UT*LK" },
        Self { id: "PROD0119GSJUC$18", key: "ILTXC!4IXB5FB*PX" },
        Self { id: "PROD0120PW!CCV9@", key: "C1BX{V4W}Q3*10SM" },
    ];

    /// The product of this name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|product| product.id == id)
    }
}

/// The answer to a `CHL` in MSNP6 to MSNP10: MD5 over the challenge and the product's key.
pub fn challenge_answer(challenge: &str, product: Product) -> String {
    hex(&md5(challenge.as_bytes(), product.key.as_bytes()))
}

/// The answer to a `CHL` from MSNP11 on (reference 01 §7.2).
///
/// Where challenge and product id together fill whole blocks of eight bytes, published implementations differ; none
/// does for the twenty-digit challenges that servers send, and then nothing is appended here.
pub fn long_challenge_answer(challenge: &str, product: Product) -> String {
    const MODULUS: u64 = 0x7FFF_FFFF;
    const FACTOR: u64 = 0x0E79_A9C1;

    let digest = words(&md5(challenge.as_bytes(), product.key.as_bytes()));
    let key = digest.map(|word| word & MODULUS);
    let mut text = [challenge.as_bytes(), product.id.as_bytes()].concat();
    text.resize(text.len().next_multiple_of(8), b'0');

    let (mut high, mut low) = (0u64, 0u64);
    for block in text.chunks_exact(8) {
        let (first, second) = block.split_at(4);
        let t = word(first) * FACTOR % MODULUS;
        let t = ((t + high) * key[0] + key[1]) % MODULUS;
        high = ((word(second) + t) % MODULUS * key[2] + key[3]) % MODULUS;
        low = low.wrapping_add(high).wrapping_add(t);
    }
    high = (high + key[1]) % MODULUS;
    low = low.wrapping_add(key[3]) % MODULUS;

    let mut out = Vec::with_capacity(16);
    for (word, mask) in digest.into_iter().zip([high, low, high, low]) {
        // Both fit in 32 bits: a digest word is one, and the masks are below the modulus.
        out.extend((word ^ mask).to_le_bytes().into_iter().take(4));
    }
    hex(&out)
}

/// The answer to a `CHL` in this dialect. Which product a client names does not depend on it.
pub fn challenge_answer_in(dialect: Dialect, challenge: &str, product: Product) -> String {
    if dialect.has(Cap::LongChallenges) {
        long_challenge_answer(challenge, product)
    } else {
        challenge_answer(challenge, product)
    }
}

/// A ticket of the Passport service, as `USR TWN S` and `USR SSO S` show it: `t=ticket&p=profile` (reference 01 §4.3).
///
/// Both are opaque. Its `Debug` shows nothing of them.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Ticket<'a> {
    /// What proves the sign-in.
    pub ticket: &'a str,
    /// May be empty.
    pub profile: &'a str,
}

impl<'a> Ticket<'a> {
    /// Takes a proof apart. Some clients leave the `t=` away, or the profile.
    pub fn of(proof: &'a str) -> Self {
        let proof = proof.strip_prefix("t=").unwrap_or(proof);
        let (ticket, profile) = proof.split_once("&p=").unwrap_or((proof, ""));
        Self { ticket, profile }
    }
}

impl fmt::Display for Ticket<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t={}&p={}", self.ticket, self.profile)
    }
}

impl fmt::Debug for Ticket<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(..)")
    }
}

fn md5(first: &[u8], second: &[u8]) -> [u8; 16] {
    let mut digest = Md5::new();
    digest.update(first);
    digest.update(second);
    digest.finalize().into()
}

/// A little-endian number of up to four bytes.
fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))
}

fn words(digest: &[u8; 16]) -> [u64; 4] {
    let mut words = [0; 4];
    for (to, from) in words.iter_mut().zip(digest.chunks_exact(4)) {
        *to = word(from);
    }
    words
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _infallible = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sign_in_vectors() {
        for (challenge, secret, digest) in [
            ("1234567890.123456789", "password", "f59af8f2fa91d38aff7c870c17f99903"),
            ("1013928519.693957190", "Password1", "51e3a75e2f9fcb9ea2f7ee349c9caaa2"),
            ("989048851.1851137130", "secret", "ed6a0736ddeaab153b2cb2644096e327"),
            ("1234567890.123456789", "", "09d774df9a4c8b38ce81d851dde3550e"),
        ] {
            assert_eq!(sign_in_digest(challenge, secret.as_bytes()), digest);
        }
    }

    #[test]
    fn challenge_vectors() {
        let messenger = Product::named("msmsgs@msnmsgr.com").unwrap();
        for (challenge, answer) in [
            ("20881396011366812350", "0212eaad0876afb8505859ca75d21a78"),
            ("29409134351025259292", "d0c1178c689350104350d99f8c36ed9c"),
            ("15570131571988941333", "8f2f5a91b72102cd28355e9fc9000d6e"),
            ("11111111111111111111", "3b6666b60157322b6fc6e41a115968f5"),
            ("12345678901234567890", "8ba1bb9d6dbf624fee31a2053af5fdd0"),
            ("22299241447072743325", "20dba7e6e9817826b9cd5240cc8add99"),
        ] {
            assert_eq!(challenge_answer(challenge, messenger), answer);
        }
        let six = Product::named("PROD0038W!61ZTF9").unwrap();
        assert_eq!(challenge_answer("15570131571988941333", six), "ca90e6a7c94a14aae7b3ae0f6018433e");
    }

    #[test]
    fn long_challenge_vectors() {
        for (challenge, product, answer) in [
            ("22210219642164014968", "PROD0090YUAUV{2B", "85ecb0db8f32113df79ce0892b9a102c"),
            ("36819795137093047918", "PROD0090YUAUV{2B", "e7ad3cb09d3e9e4e7c720175984809e9"),
            ("21948129323261853323", "PROD0090YUAUV{2B", "59bcf63ed21f44906c3d3e121ddbed65"),
            ("15570131571988941333", "PROD0090YUAUV{2B", "d8d8cb2c2043a603d8286a3343143ee1"),
            ("22210219642164014968", "PROD0101{0RM?UBW", "64812169fe9717715f03c678fa4ab938"),
            ("15570131571988941333", "PROD0101{0RM?UBW", "a2bcaf5dec2e7407282d443a8e38abd8"),
            ("00000000000000000000", "PROD0101{0RM?UBW", "feab8274516a32fa385ca036547998bd"),
            ("15570131571988941333", "PROD01065C%ZFN6F", "47d2b1e24f85947bdd29b3bfe29f027b"),
            ("93662730714769834295", "PROD01065C%ZFN6F", "1fd1345b59d9e2c1af131e00b51ddb96"),
        ] {
            assert_eq!(long_challenge_answer(challenge, Product::named(product).unwrap()), answer);
        }
    }

    #[test]
    fn the_long_answer_begins_with_msnp11() {
        let (challenge, product) = ("15570131571988941333", Product::named("PROD0090YUAUV{2B").unwrap());
        for dialect in Dialect::ALL {
            let is_long = dialect >= Dialect::Msnp11;
            let expected = if is_long {
                "d8d8cb2c2043a603d8286a3343143ee1".to_owned()
            } else {
                challenge_answer(challenge, product)
            };
            assert_eq!(challenge_answer_in(dialect, challenge, product), expected);
        }
    }

    #[test]
    fn a_ticket_is_read_with_and_without_its_letters() {
        for proof in ["t=abc*$!+&p=xyz", "abc*$!+&p=xyz"] {
            assert_eq!(Ticket::of(proof), Ticket { ticket: "abc*$!+", profile: "xyz" });
        }
        assert_eq!(Ticket::of("t=abc&p=").to_string(), "t=abc&p=");
        assert_eq!(Ticket::of("abc").to_string(), "t=abc&p=");
        assert_eq!(format!("{:?}", Ticket::of("t=secret&p=")), "Ticket(..)");
    }

    #[test]
    fn digests_compare_without_regard_to_case() {
        assert!(digests_equal("AB12", "ab12"));
        assert!(!digests_equal("AB12", "ab13"));
        assert!(!digests_equal("AB12", "ab1"));
    }

    proptest! {
        #[test]
        fn any_challenge_has_an_answer(challenge in ".{0,64}", product in proptest::sample::select(&Product::ALL[..])) {
            prop_assert_eq!(long_challenge_answer(&challenge, product).len(), 32);
        }
    }
}
