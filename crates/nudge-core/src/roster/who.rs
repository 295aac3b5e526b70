//! Who is on a list: a principal of this server, or somebody without an account.

use std::fmt;

use smol_str::{SmolStr, format_smolstr};

use crate::{AccountId, ForeignNetwork, Handle, Refusal, Telephone};

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
    /// Somebody with a mail address, who is in address books and on no forward list. Whether the address is somebody's here is
    /// not asked.
    Mail(Handle),
    /// Somebody with another messenger.
    Foreign(ForeignNetwork, Handle),
}

impl Outsider {
    /// Checks an address as MSNP11 and MSNP12 write it, which is a telephone's. One that is nobody's outside is
    /// [`Refusal::InvalidAddress`].
    pub fn new(address: &str) -> Result<Self, Refusal> {
        Telephone::new(address).map(Self::Telephone)
    }

    /// Somebody with a mail address. The spelling is not kept: letters of either case are the same.
    pub fn mail(address: &Handle) -> Result<Self, Refusal> {
        Handle::new(&address.folded()).map(Self::Mail)
    }

    /// Somebody with another messenger. Of the address the spelling is not kept, either.
    pub fn foreign(network: ForeignNetwork, address: &Handle) -> Result<Self, Refusal> {
        Ok(Self::Foreign(network, Handle::new(&address.folded())?))
    }

    /// Reads what [`Outsider::key`] says.
    pub fn from_key(key: &str) -> Result<Self, Refusal> {
        if let Some(address) = key.strip_prefix(MAIL) {
            return Self::mail(&Handle::new(address)?);
        }
        let Some((network, address)) = key.strip_prefix(NETWORK).and_then(|rest| rest.split_once(':')) else {
            return Self::new(key);
        };
        let number = network.parse().map_err(|_| Refusal::InvalidAddress)?;
        Self::foreign(ForeignNetwork::new(number)?, &Handle::new(address)?)
    }

    /// The address in the form that tells kinds apart, and that each outsider has one of: `tel:15551111222`,
    /// `mailto:ann@example.com`, `network-32:ann@example.com`.
    pub fn key(&self) -> SmolStr {
        match self {
            Self::Telephone(telephone) => SmolStr::new(telephone.as_str()),
            Self::Mail(address) => format_smolstr!("{MAIL}{address}"),
            Self::Foreign(network, address) => format_smolstr!("{NETWORK}{network}:{address}"),
        }
    }

    /// The address, in the one spelling that it is kept in.
    pub fn address(&self) -> &str {
        match self {
            Self::Telephone(telephone) => telephone.as_str(),
            Self::Mail(address) | Self::Foreign(_, address) => address.as_str(),
        }
    }

    /// Whether they may be on the forward list: whoever could be written to at once.
    pub const fn has_messenger(&self) -> bool {
        match self {
            Self::Telephone(_) | Self::Foreign(..) => true,
            Self::Mail(_) => false,
        }
    }
}

/// What the keys begin with.
const MAIL: &str = "mailto:";
const NETWORK: &str = "network-";

impl fmt::Display for Outsider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.address())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_outsiders_are_told_apart_by_their_keys() {
        let ann = Handle::new("Ann@Example.com").unwrap();
        let yahoo = Outsider::foreign(ForeignNetwork::YAHOO, &ann).unwrap();
        for (outsider, key) in [
            (Outsider::new("tel:+112").unwrap(), "tel:112"),
            (Outsider::mail(&ann).unwrap(), "mailto:ann@example.com"),
            (yahoo, "network-32:ann@example.com"),
        ] {
            assert_eq!(outsider.key(), key);
            assert_eq!(Outsider::from_key(key), Ok(outsider));
        }
        for key in [
            "",
            "ann@example.com",
            "mailto:",
            "network-1:ann@example.com",
            "network-32:",
            "network-999:a@b.c",
        ] {
            assert_eq!(Outsider::from_key(key), Err(Refusal::InvalidAddress), "{key}");
        }
    }
}
