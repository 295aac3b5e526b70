//! Contact lists: who is whose contact, who may see whom.
//!
//! A principal has three lists they edit (forward: my contacts; allow; block) and one that is the image of all others'
//! forward lists (reverse: who has me). Allow and block never share an entry. Outsiders can be on the three lists too; nothing
//! follows from it for anybody else.

mod contact;
pub mod edit;
mod key;
mod lists;
mod packed;
mod relations;
mod who;

pub use contact::{Contact, Group, GroupSet, OutsideContact, Positions, Roster};
pub use key::{ContactKey, GroupKey};
pub use lists::{List, Lists, Privacy, ReversePrompt, permits};
pub use relations::Relations;
pub use who::{Outsider, Who};

/// How many entries a roster may have. The defaults are those of the last years of the original service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RosterLimits {
    /// Entries on the forward list.
    pub forward: usize,
    /// Entries on the allow list.
    pub allow: usize,
    /// Entries on the block list.
    pub block: usize,
    /// Entries on the reverse list: how many others may have a principal as their contact.
    pub reverse: usize,
}

impl Default for RosterLimits {
    fn default() -> Self {
        Self { forward: 600, allow: 1000, block: 1000, reverse: 1000 }
    }
}

impl RosterLimits {
    /// How many entries that list may have.
    pub const fn of(&self, list: List) -> usize {
        match list {
            List::Forward => self.forward,
            List::Allow => self.allow,
            List::Block => self.block,
        }
    }
}
