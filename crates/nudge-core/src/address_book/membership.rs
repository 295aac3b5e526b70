//! Memberships: who may see the owner, who has the owner, and who waits to be decided about.

use crate::Serial;

use super::Entry;

/// In what way somebody is a member.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum MembershipRole {
    /// On the allow list.
    Allow,
    /// On the block list.
    Block,
    /// On the reverse list.
    Reverse,
    /// On the reverse list, and the owner has not dealt with it.
    Pending,
}

impl MembershipRole {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Allow, Self::Block, Self::Reverse, Self::Pending];

    const fn number(self) -> u32 {
        match self {
            Self::Allow => 0,
            Self::Block => 1,
            Self::Reverse => 2,
            Self::Pending => 3,
        }
    }
}

/// The number of a membership: unique among all that an account ever has, and a positive number of 31 bits, which is what
/// programs hold it in. It is made of the place on the list, which is the serial of its beginning, and the role.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct MembershipId(u32);

impl MembershipId {
    /// The number of the membership that has that place on its list.
    pub const fn new(role: MembershipRole, place: Serial) -> Self {
        // More than half a milliard changes of one account's lists are not made in a lifetime.
        Self((place.get() % (1 << 29)) * 4 + role.number())
    }

    /// The number itself.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The membership that a program names by its number.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }
}

/// A membership as it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Membership<'a> {
    /// In what way.
    pub role: MembershipRole,
    /// Its number.
    pub id: MembershipId,
    /// The owner's serial when it began.
    pub since: Serial,
    /// Who is the member.
    pub of: Entry<'a>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn numbers_are_unique_and_fit_into_31_bits() {
        let places = [1, 2, 3, (1 << 29) - 1].map(Serial::new);
        let all = MembershipRole::ALL;
        let ids: BTreeSet<_> =
            places.iter().flat_map(|place| all.map(|role| MembershipId::new(role, *place).get())).collect();
        assert_eq!(ids.len(), 16);
        assert!(ids.iter().all(|id| i32::try_from(*id).is_ok_and(|id| id > 0)));
    }
}
