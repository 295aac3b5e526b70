use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of an account: positive, given by the store, never given again after a deletion.
///
/// Fits in 59 bits, so that a list entry packs it together with its list bits (see [`Relations`](crate::Relations)).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(i64);

impl AccountId {
    /// The account with that number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number itself, for storing and for the wire's `MemberId` fields.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
