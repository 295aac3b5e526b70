use super::{Lists, Outsider, Privacy, ReversePrompt};
use crate::{
    AccountId, DisplayName, Greeting, GroupId, GroupName, Guid, Handle, Properties, Serial, Timestamp,
};

/// All of a principal's lists, groups and settings: what a client fetches when its copy is out of date.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Roster {
    /// The version of all this.
    pub serial: Serial,
    /// When the account was made.
    pub created: Timestamp,
    /// The owner's own name.
    pub name: DisplayName,
    /// What holds for those on neither list.
    pub privacy: Privacy,
    /// What the client does about new entries on the reverse list.
    pub prompt: ReversePrompt,
    /// The owner's own telephones and devices.
    pub properties: Properties,
    /// The groups, oldest first, without "Other Contacts".
    pub groups: Vec<Group>,
    /// Everybody with an account on any list, each once, in the order of their oldest entry.
    pub contacts: Vec<Contact>,
    /// Everybody without an account on any list, in the same order.
    pub outsiders: Vec<OutsideContact>,
}

impl Roster {
    /// Everybody with an account on that list, oldest entry first. More than one list in `list` gives those who are on all
    /// of them, in the order of their oldest entry there.
    pub fn on(&self, list: Lists) -> Vec<&Contact> {
        let mut members: Vec<_> =
            self.contacts.iter().filter(|contact| contact.lists().contains(list)).collect();
        members.sort_by_cached_key(|contact| contact.positions.first(list));
        members
    }

    /// The version as a moment, for clients that want one: another for each serial, and for each account of an address. It
    /// says nothing about when something was changed.
    pub fn stamp(&self) -> Timestamp {
        self.created.plus_millis(i64::from(self.serial.get()))
    }

    /// The entry with that address.
    pub fn contact(&self, handle: &Handle) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.handle == *handle)
    }
}

/// Somebody on at least one of a principal's lists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contact {
    /// Who it is.
    pub account: AccountId,
    /// What later clients name them by.
    pub guid: Guid,
    /// Their address, spelled as registered.
    pub handle: Handle,
    /// What the owner's client stored as their name.
    pub stored_name: Option<DisplayName>,
    /// Their own name of now. Only if they permit the owner of the roster to see them.
    pub own_name: Option<DisplayName>,
    /// Where they stand on each list.
    pub positions: Positions,
    /// The owner has dealt with their being on the reverse list.
    pub acknowledged: bool,
    /// The groups they are in. Empty unless they are in the address book.
    pub groups: GroupSet,
    /// Their telephones and devices. Only if they are on the forward list and permit the owner of the roster to see them.
    pub properties: Option<Properties>,
    /// Kept in the address book without being on the forward list.
    pub kept: bool,
    /// The owner's serial when their entry in the address book changed last.
    pub changed: Serial,
    /// What they have to say to the owner, whose contact they want to be.
    pub greeting: Option<Greeting>,
}

impl Contact {
    /// The lists they are on.
    pub fn lists(&self) -> Lists {
        self.positions.lists()
    }

    /// Whether they are on the reverse list and the owner has not dealt with that: neither said so nor put them on the
    /// allow or the block list.
    pub fn is_pending(&self) -> bool {
        let decided = self.positions.allow.is_some() || self.positions.block.is_some();
        self.positions.reverse.is_some() && !self.acknowledged && !decided
    }

    /// The name to show: their own if it may be seen, else the stored one, else the address.
    pub fn shown_name(&self) -> &str {
        let name = self.own_name.as_ref().or(self.stored_name.as_ref());
        name.map_or(self.handle.as_str(), DisplayName::as_str)
    }
}

/// Somebody without an account on at least one of a principal's lists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OutsideContact {
    /// Who it is.
    pub outsider: Outsider,
    /// What later clients name them by: of this owner's contact only, and another one once they have been on no list.
    pub guid: Guid,
    /// What the owner's client stored as their name.
    pub stored_name: Option<DisplayName>,
    /// Where they stand on each list; never on the reverse list.
    pub positions: Positions,
    /// The groups they are in. Empty unless they are in the address book.
    pub groups: GroupSet,
    /// Kept in the address book without being on the forward list.
    pub kept: bool,
    /// The owner's serial when their entry in the address book changed last.
    pub changed: Serial,
}

impl OutsideContact {
    /// The lists they are on.
    pub fn lists(&self) -> Lists {
        self.positions.lists()
    }

    /// The name to show: the stored one, else the address.
    pub fn shown_name(&self) -> &str {
        self.stored_name.as_ref().map_or(self.outsider.address(), DisplayName::as_str)
    }
}

/// Where a contact stands on each list: the owner's serial after the entry was made. A lower one is older, also
/// between lists; `None` is not on the list.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Positions {
    /// On the forward list.
    pub forward: Option<Serial>,
    /// On the allow list.
    pub allow: Option<Serial>,
    /// On the block list.
    pub block: Option<Serial>,
    /// On the reverse list.
    pub reverse: Option<Serial>,
}

impl Positions {
    /// The lists with a position.
    pub fn lists(&self) -> Lists {
        let mut lists = Lists::NONE;
        for (list, position) in self.each() {
            if position.is_some() {
                lists |= list;
            }
        }
        lists
    }

    /// The oldest position on any of those lists.
    pub fn first(&self, among: Lists) -> Option<Serial> {
        self.each()
            .into_iter()
            .filter(|(list, _)| among.contains(*list))
            .filter_map(|(_, position)| position)
            .min()
    }

    /// The oldest position on any list.
    pub fn oldest(&self) -> Option<Serial> {
        self.first(Lists::FORWARD | Lists::ALLOW | Lists::BLOCK | Lists::REVERSE)
    }

    fn each(&self) -> [(Lists, Option<Serial>); 4] {
        [
            (Lists::FORWARD, self.forward),
            (Lists::ALLOW, self.allow),
            (Lists::BLOCK, self.block),
            (Lists::REVERSE, self.reverse),
        ]
    }
}

/// A contact group.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Group {
    /// Its number within the roster; never 0.
    pub id: GroupId,
    /// What later clients name it by.
    pub guid: Guid,
    /// Its name, unique within the roster.
    pub name: GroupName,
}

/// The groups a contact is in. The empty set is "Other Contacts", which therefore is never a member.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub struct GroupSet(u32);

impl GroupSet {
    /// In no group.
    pub const NONE: Self = Self(0);

    /// The set with those bits, bit 1 being group 1; bits that are no assignable group are dropped.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits & ((1 << GroupId::COUNT) - 2))
    }

    /// The bits.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether no group is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the contact is in that group; for number 0, whether they are in no other.
    pub const fn contains(self, group: GroupId) -> bool {
        match group {
            GroupId::OTHER => self.is_empty(),
            other => self.0 & Self::bit(other) != 0,
        }
    }

    /// The set with that group too. Joining number 0 changes nothing.
    #[must_use]
    pub const fn with(self, group: GroupId) -> Self {
        Self::from_bits(self.0 | Self::bit(group))
    }

    /// The set without that group.
    #[must_use]
    pub const fn without(self, group: GroupId) -> Self {
        Self(self.0 & !Self::bit(group))
    }

    /// The groups in the set, lowest number first; without number 0.
    pub fn iter(self) -> impl Iterator<Item = GroupId> {
        // Most contacts are in none, and need not be asked thirty times for that.
        let assignable = (!self.is_empty()).then(GroupId::assignable);
        assignable.into_iter().flatten().filter(move |group| self.contains(*group))
    }

    const fn bit(group: GroupId) -> u32 {
        1 << group.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_contacts_is_the_empty_set() {
        let friends = GroupId::new(3).unwrap();
        assert!(GroupSet::NONE.contains(GroupId::OTHER));
        assert_eq!(GroupSet::NONE.with(GroupId::OTHER), GroupSet::NONE);
        let set = GroupSet::NONE.with(friends);
        assert!(set.contains(friends) && !set.contains(GroupId::OTHER));
        assert_eq!(set.iter().collect::<Vec<_>>(), [friends]);
        assert!(set.without(friends).is_empty());
        assert_eq!(GroupSet::from_bits(u32::MAX).iter().count(), 29);
    }

    #[test]
    fn positions_say_lists_and_age() {
        let positions = Positions {
            forward: Some(Serial::new(9)),
            reverse: Some(Serial::new(4)),
            ..Positions::default()
        };
        assert_eq!(positions.lists(), Lists::FORWARD | Lists::REVERSE);
        assert_eq!(positions.oldest(), Some(Serial::new(4)));
        assert_eq!(positions.first(Lists::FORWARD), Some(Serial::new(9)));
        assert_eq!(positions.first(Lists::ALLOW), None);
    }
}
