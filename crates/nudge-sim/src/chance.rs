//! Randomness and time that can be had again.

use std::sync::atomic::{AtomicU64, Ordering};

use nudge_core::{Clock, Entropy, Timestamp};
use tokio::time::Instant;

use crate::dice::Dice;
use crate::people::NOON;

/// Randomness that follows from a seed.
#[derive(Debug)]
pub(crate) struct Chance(AtomicU64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        let mut dice = Dice::new(self.0.fetch_add(0x5851_F42D_4C95_7F2D, Ordering::Relaxed));
        for chunk in bytes.chunks_mut(8) {
            for (byte, drawn) in chunk.iter_mut().zip(dice.draw().to_le_bytes()) {
                *byte = drawn;
            }
        }
    }
}

/// The time of the runtime, which begins at noon.
#[derive(Debug)]
pub(crate) struct Clockwork(pub(crate) Instant);

impl Clock for Clockwork {
    fn now(&self) -> Timestamp {
        NOON.plus_millis(i64::try_from(self.0.elapsed().as_millis()).unwrap_or(i64::MAX))
    }
}
