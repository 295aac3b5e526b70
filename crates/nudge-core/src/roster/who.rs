//! Who is on a list: a principal of this server, or somebody without an account.

use std::fmt;

use crate::{AccountId, Handle, Refusal, Telephone};

/// Who is on a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Who {
    /// Somebody with an account.
    Account {
        /// Its number.
        id: AccountId,
        /// Its address, spelled as registered.
        handle: Handle,
    },
    /// Somebody without one.
    Outsider(Outsider),
}

impl Who {
    /// The number of the account, of somebody who has one.
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account { id, .. } => Some(*id),
            Self::Outsider(_) => None,
        }
    }

    /// The address.
    pub fn address(&self) -> &str {
        match self {
            Self::Account { handle, .. } => handle.as_str(),
            Self::Outsider(outsider) => outsider.address(),
        }
    }
}

/// Somebody without an account here, by the address that they have elsewhere. Never online, and on nobody's lists but those
/// of the principals who put them there, of whom none learns of the others.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub enum Outsider {
    /// A telephone.
    Telephone(Telephone),
}

impl Outsider {
    /// Checks an address. One that is nobody's outside is [`Refusal::InvalidAddress`].
    pub fn new(address: &str) -> Result<Self, Refusal> {
        Telephone::new(address).map(Self::Telephone)
    }

    /// The address, in the one form that it is kept in.
    pub fn address(&self) -> &str {
        match self {
            Self::Telephone(telephone) => telephone.as_str(),
        }
    }
}

impl fmt::Display for Outsider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.address())
    }
}
