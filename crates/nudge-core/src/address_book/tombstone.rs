//! What is remembered of entries that are gone, so that a program that has a copy can be told.

use smol_str::SmolStr;

use crate::circle::CircleId;
use crate::{Guid, Serial};

use super::{MembershipId, MembershipRole};

/// How many are kept for one account. Who asks for more than they tell has to read everything anew.
pub const MAX_TOMBSTONES: usize = 500;

/// For how many days they are kept at least, and for little more.
pub const TOMBSTONE_DAYS: u32 = 60;

/// That an entry of an address book is gone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tombstone {
    /// The owner's serial with which it went.
    pub at: Serial,
    /// What it was.
    pub gone: Gone,
}

/// An entry that is gone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Gone {
    /// A contact.
    Contact {
        /// Its number.
        guid: Guid,
        /// Its address, in the form that tells [kinds](crate::Outsider::key) apart.
        key: SmolStr,
    },
    /// A group.
    Group(Guid),
    /// A circle that the owner belonged to, or was invited to.
    Circle(CircleId),
    /// A membership.
    Membership {
        /// In what way.
        role: MembershipRole,
        /// Its number.
        id: MembershipId,
        /// The member's address, in the form that tells [kinds](crate::Outsider::key) apart.
        key: SmolStr,
    },
}
