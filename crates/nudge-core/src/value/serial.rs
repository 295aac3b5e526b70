use std::fmt;

use serde::{Deserialize, Serialize};

/// The version of an account's lists, groups, settings and own name.
///
/// Starts at 1 (0 is how a client says that it has no copy) and rises by one with every change, also with those that
/// others cause on the reverse list. A client that still has this number needs no new copy.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Serial(u32);

impl Serial {
    /// The version of an account nobody has touched yet.
    pub const FIRST: Self = Self(1);

    /// The version with that number.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number itself.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The version after one more change.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
