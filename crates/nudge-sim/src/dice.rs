//! Chance that can be had again.

use std::env;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

/// Numbers that follow from a seed (splitmix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Those that follow from the seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Others, that follow from these.
    #[must_use]
    pub fn split(&mut self) -> Self {
        Self(self.draw())
    }

    /// The next one.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of the numbers from 0 to below that one; 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.draw() % end).unwrap_or(0)
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several; there must be one.
    pub fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let index = self.below(things.len());
        #[expect(clippy::indexing_slicing, reason = "a test that asks for one of none has failed")]
        &things[index]
    }

    /// Some time, shorter than that.
    pub fn shorter_than(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_micros()).unwrap_or(u64::MAX).max(1);
        Duration::from_micros(self.draw() % most)
    }
}

/// What a variable of the environment asks for. One that is no number asks for nothing.
pub fn asked(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

/// The seed that is asked for, or one that nobody knows.
pub fn seed() -> u64 {
    asked("NUDGE_SEED").unwrap_or_else(|| RandomState::new().build_hasher().finish())
}
