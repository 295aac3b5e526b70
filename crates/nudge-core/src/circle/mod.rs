//! Circles: groups of people who talk with each other as one, and keep who belongs to them for good.
//!
//! A circle is not a conversation, which ends with its last participant, and not a contact group, which is one owner's alone.
//! It has a name, members with roles, and those who have been invited. [`edit`] holds every rule of changing one as a pure
//! function, as [`roster::edit`](crate::roster::edit) does for lists.

pub mod edit;
mod gathering;
mod id;
mod membership;
mod name;
mod service;
mod ticket;

pub(crate) use gathering::{Gathering, Gatherings};
pub use id::CircleId;
pub use membership::{Circle, CircleCount, CircleMember, CircleRole, MemberState, NewCircle};
pub use name::CircleName;

/// How many circles there may be of whom.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CircleLimits {
    /// Members of one circle, those who are invited among them.
    pub members: usize,
    /// Circles of one account, those that it is invited to among them.
    pub circles: usize,
}

impl Default for CircleLimits {
    /// Those of Windows Live: a group took 20 people, and a person 20 groups.
    fn default() -> Self {
        Self { members: 20, circles: 20 }
    }
}
