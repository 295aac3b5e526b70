//! Randomness as an argument.

/// A source of unpredictable bytes. The program gives the operating system's, tests a repeatable one.
pub trait Entropy: Send + Sync {
    /// Overwrites all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Sixty-four random bits.
pub fn draw_u64(entropy: &dyn Entropy) -> u64 {
    u64::from_le_bytes(draw_bytes(entropy))
}

/// `N` random bytes.
pub fn draw_bytes<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// `length` characters that survive being read aloud and typed: digits and lower-case letters without `i`, `l`, `o`
/// and `u`, five random bits each.
pub fn draw_text(entropy: &dyn Entropy, length: usize) -> String {
    let mut bytes = vec![0; length];
    entropy.fill(&mut bytes);
    // The mask keeps every index inside the alphabet, so nothing is filtered out.
    bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31))).copied().map(char::from).collect()
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

#[cfg(test)]
pub(crate) mod fixed {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::Entropy;

    /// Repeatable bytes for tests: splitmix64 over a counter.
    pub(crate) struct Counting(pub(crate) AtomicU64);

    impl Counting {
        pub(crate) fn from_seed(seed: u64) -> Self {
            Self(AtomicU64::new(seed))
        }
    }

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for chunk in bytes.chunks_mut(8) {
                let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
                z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{fixed::Counting, *};

    #[test]
    fn text_has_the_length_asked_for_and_no_look_alikes() {
        let text = draw_text(&Counting::from_seed(7), 4000);
        assert_eq!(text.len(), 4000);
        assert!(text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase()));
        assert!(!text.contains(['i', 'l', 'o', 'u']));
        assert_eq!(text.chars().collect::<std::collections::BTreeSet<_>>().len(), 32);
    }

    #[test]
    fn draws_differ() {
        let entropy = Counting::from_seed(1);
        assert_ne!(draw_u64(&entropy), draw_u64(&entropy));
    }
}
