//! Links with which somebody may register.

use smol_str::SmolStr;

use crate::{AccountId, Handle, Timestamp};

/// The number of a link.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct LinkId(pub i64);

/// A link to be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewLink {
    /// What makes it valid. It is kept readable, so that the link can be shown to its maker again: all that it opens is one
    /// registration or a few.
    pub code: SmolStr,
    /// Whom or what for, as its maker put it.
    pub label: String,
    /// Who made it; nobody, if it was made on the command line.
    pub by: Option<AccountId>,
    /// Until when it can be used; for ever, if it does not say.
    pub expires: Option<Timestamp>,
    /// How many may register with it.
    pub uses: u32,
}

/// A link.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link {
    /// Its number.
    pub id: LinkId,
    /// What it says.
    pub link: NewLink,
    /// The address of whoever made it.
    pub by: Option<Handle>,
    /// When it was made.
    pub made: Timestamp,
    /// How many have registered with it.
    pub used: u32,
}

impl Link {
    /// Whether somebody can still register with it.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.used < self.link.uses && self.link.expires.is_none_or(|end| now < end)
    }
}
