use super::{CircleId, CircleName};
use crate::{AccountId, DisplayName, Guid, Handle, Timestamp};

/// A circle to be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewCircle {
    /// Its number.
    pub id: CircleId,
    /// Its name.
    pub name: CircleName,
    /// Whose it is: its first administrator.
    pub owner: AccountId,
}

/// A circle.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Circle {
    /// Its number.
    pub id: CircleId,
    /// Its name.
    pub name: CircleName,
    /// When it was made.
    pub made: Timestamp,
    /// When it, or who belongs to it, was changed last.
    pub changed: Timestamp,
    /// Who belongs to it and who has been invited, in the order in which they came.
    pub members: Vec<CircleMember>,
}

/// Somebody who belongs to a circle, or has been invited to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CircleMember {
    /// Who.
    pub account: AccountId,
    /// What clients name them by.
    pub guid: Guid,
    /// Their address.
    pub handle: Handle,
    /// Their own name. Whoever belongs to a circle shows it to the others there.
    pub name: DisplayName,
    /// What they may do.
    pub role: CircleRole,
    /// Whether they have said yes.
    pub state: MemberState,
    /// Since when they have been a member, or invited.
    pub since: Timestamp,
}

/// What a member may do. The numbers are those of the address book (reference 11 §7).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum CircleRole {
    /// Talks with the others.
    Member = 3,
    /// Also invites people, takes members out, and renames the circle.
    Assistant = 2,
    /// Also says who has which role, and can end the circle.
    Administrator = 1,
}

impl CircleRole {
    /// All of them, the one that may do least first.
    pub const ALL: [Self; 3] = [Self::Member, Self::Assistant, Self::Administrator];

    /// Its number in the address book.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Whether it includes all that the other may do.
    pub fn includes(self, other: Self) -> bool {
        self.number() <= other.number()
    }
}

/// How many circles there are, and of how many people.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CircleCount {
    /// Circles.
    pub circles: u64,
    /// Their members; whoever belongs to two circles counts twice.
    pub members: u64,
    /// Invitations that nobody has answered.
    pub invitations: u64,
}

/// Whether somebody has said yes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MemberState {
    /// They belong to the circle.
    Joined,
    /// They have been asked and have not answered.
    Invited {
        /// Who asked; nobody who still has an account, if it does not say.
        by: Option<AccountId>,
        /// In which words.
        message: String,
    },
}

impl CircleMember {
    /// Whether they have said yes.
    pub fn has_joined(&self) -> bool {
        self.state == MemberState::Joined
    }

    /// Whether that account has asked them, and they have not answered.
    pub fn is_invited_by(&self, account: AccountId) -> bool {
        match &self.state {
            MemberState::Joined => false,
            MemberState::Invited { by, message: _ } => *by == Some(account),
        }
    }
}

impl Circle {
    /// The one with that account, whether they have said yes or not.
    pub fn member(&self, account: AccountId) -> Option<&CircleMember> {
        self.members.iter().find(|member| member.account == account)
    }

    /// Those who belong to it.
    pub fn joined(&self) -> impl Iterator<Item = &CircleMember> {
        self.members.iter().filter(|member| member.has_joined())
    }
}
