//! An address book, and what of it is new since a moment.

use std::collections::{BTreeMap, HashSet};

use smol_str::SmolStr;

use crate::circle::CircleId;
use crate::{
    AccountId, Contact, Group, GroupSet, Guid, Lists, OutsideContact, Outsider, Positions, Roster, Serial,
    Timestamp,
};

use super::{Gone, Membership, MembershipId, MembershipRole, NoteSubject, Notes, Tombstone};

/// All that later clients are told of a principal's lists, of one moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AddressBook {
    /// The lists. Here those are among contacts and outsiders, too, who are only kept in the book.
    pub roster: Roster,
    /// The notes about whoever and whatever has any.
    pub notes: BTreeMap<NoteSubject, Notes>,
    /// The owner's serial when each group changed last.
    pub group_versions: BTreeMap<Guid, Serial>,
    /// What is gone, oldest first.
    pub gone: Vec<Tombstone>,
    /// Up to this version it is not remembered what went.
    pub deltas_after: Serial,
}

/// Somebody in an address book, or on one of its owner's lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Entry<'a> {
    /// Somebody with an account.
    Account(&'a Contact),
    /// Somebody without one.
    Outsider(&'a OutsideContact),
}

/// What of an address book is to be told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Changes<'a> {
    /// Groups.
    pub groups: Vec<&'a Group>,
    /// Contacts of the book.
    pub contacts: Vec<Entry<'a>>,
    /// Memberships.
    pub memberships: Vec<Membership<'a>>,
    /// What is gone since, each once; nothing that is there again.
    pub gone: Vec<&'a Tombstone>,
}

impl AddressBook {
    /// The version, as a moment.
    pub fn stamp(&self) -> Timestamp {
        self.roster.stamp()
    }

    /// Everybody in the book, oldest first, those with an account before those without.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.everybody().filter(|entry| entry.is_in_book())
    }

    /// Somebody in the book, or on one of the lists.
    pub fn everybody(&self) -> impl Iterator<Item = Entry<'_>> {
        let known = self.roster.contacts.iter().map(Entry::Account);
        known.chain(self.roster.outsiders.iter().map(Entry::Outsider))
    }

    /// Whoever has that number, in the book or on one of the lists.
    pub fn find(&self, guid: Guid) -> Option<Entry<'_>> {
        self.everybody().find(|entry| entry.guid() == guid)
    }

    /// The group with that number.
    pub fn group(&self, guid: Guid) -> Option<&Group> {
        self.roster.groups.iter().find(|group| group.guid == guid)
    }

    /// The owner's serial when that group changed last.
    pub fn version_of(&self, group: &Group) -> Serial {
        self.group_versions.get(&group.guid).copied().unwrap_or(self.roster.serial)
    }

    /// What is noted about something; nothing is noted about most.
    pub fn notes_about(&self, subject: NoteSubject) -> &Notes {
        static NONE: Notes = Notes::NONE;
        self.notes.get(&subject).unwrap_or(&NONE)
    }

    /// All memberships, by role, in the order of the lists.
    pub fn memberships(&self) -> Vec<Membership<'_>> {
        let mut all: Vec<_> = self.everybody().flat_map(Entry::memberships).collect();
        all.sort_by_key(|membership| (membership.role, membership.since));
        all
    }

    /// The membership with that number.
    pub fn membership(&self, id: MembershipId) -> Option<Membership<'_>> {
        self.everybody().flat_map(Entry::memberships).find(|membership| membership.id == id)
    }

    /// Everything.
    pub fn whole(&self) -> Changes<'_> {
        Changes {
            groups: self.roster.groups.iter().collect(),
            contacts: self.entries().collect(),
            memberships: self.memberships(),
            gone: Vec::new(),
        }
    }

    /// What is new since a program took that version's copy. `None` if it cannot be told, and everything has to be read: the
    /// version is another account's, or older than what is remembered.
    pub fn since(&self, stamp: Timestamp) -> Option<Changes<'_>> {
        let passed = stamp.millis().checked_sub(self.roster.created.millis())?;
        let known = Serial::new(u32::try_from(passed).ok()?);
        if !(self.deltas_after..=self.roster.serial).contains(&known) {
            return None;
        }
        let whole = self.whole();
        let here: HashSet<_> = whole.identities().collect();
        let mut told = HashSet::new();
        let mut gone: Vec<_> = self.gone.iter().rev().filter(|tombstone| tombstone.at > known).collect();
        gone.retain(|tombstone| {
            let identity = Identity::of_gone(&tombstone.gone);
            !here.contains(&identity) && told.insert(identity)
        });
        gone.reverse();
        Some(Changes {
            groups: whole.groups.into_iter().filter(|group| self.version_of(group) > known).collect(),
            contacts: whole.contacts.into_iter().filter(|entry| entry.changed() > known).collect(),
            memberships: whole.memberships.into_iter().filter(|of| of.since > known).collect(),
            gone,
        })
    }
}

/// What makes an entry the same one as another of an earlier moment, as programs see it.
#[derive(Debug, Eq, Hash, PartialEq)]
enum Identity {
    Contact(Guid),
    Group(Guid),
    Circle(CircleId),
    Member(MembershipRole, SmolStr),
}

impl Identity {
    fn of_gone(gone: &Gone) -> Self {
        match gone {
            Gone::Contact { guid, .. } => Self::Contact(*guid),
            Gone::Group(guid) => Self::Group(*guid),
            // The store forgets that it went when it is there again.
            Gone::Circle(id) => Self::Circle(*id),
            Gone::Membership { role, key, .. } => Self::Member(*role, key.clone()),
        }
    }
}

impl Changes<'_> {
    fn identities(&self) -> impl Iterator<Item = Identity> {
        let groups = self.groups.iter().map(|group| Identity::Group(group.guid));
        let contacts = self.contacts.iter().map(|entry| Identity::Contact(entry.guid()));
        let members = self.memberships.iter().map(|of| Identity::Member(of.role, of.of.key()));
        groups.chain(contacts).chain(members)
    }
}

impl<'a> Entry<'a> {
    /// What later clients name them by.
    pub const fn guid(self) -> Guid {
        match self {
            Self::Account(contact) => contact.guid,
            Self::Outsider(contact) => contact.guid,
        }
    }

    /// The number of the account, of somebody who has one.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(contact) => Some(contact.account),
            Self::Outsider(_) => None,
        }
    }

    /// The address.
    pub fn address(self) -> &'a str {
        match self {
            Self::Account(contact) => contact.handle.as_str(),
            Self::Outsider(contact) => contact.outsider.address(),
        }
    }

    /// The address in the form that tells kinds apart, unique among an owner's.
    pub fn key(self) -> SmolStr {
        match self {
            Self::Account(contact) => contact.handle.folded(),
            Self::Outsider(contact) => contact.outsider.key(),
        }
    }

    /// Who they are, if they have no account.
    pub const fn outsider(self) -> Option<&'a Outsider> {
        match self {
            Self::Account(_) => None,
            Self::Outsider(contact) => Some(&contact.outsider),
        }
    }

    /// The name to show.
    pub fn shown_name(self) -> &'a str {
        match self {
            Self::Account(contact) => contact.shown_name(),
            Self::Outsider(contact) => contact.shown_name(),
        }
    }

    /// The groups they are in.
    pub const fn groups(self) -> GroupSet {
        match self {
            Self::Account(contact) => contact.groups,
            Self::Outsider(contact) => contact.groups,
        }
    }

    /// The owner's serial when the entry in the book changed last.
    pub const fn changed(self) -> Serial {
        match self {
            Self::Account(contact) => contact.changed,
            Self::Outsider(contact) => contact.changed,
        }
    }

    /// The lists they are on.
    pub fn lists(self) -> Lists {
        self.positions().lists()
    }

    /// Whether they are in the book: on the forward list, or kept without that.
    pub fn is_in_book(self) -> bool {
        self.is_contact()
            || match self {
                Self::Account(contact) => contact.kept,
                Self::Outsider(contact) => contact.kept,
            }
    }

    /// Whether they are on the forward list.
    pub const fn is_contact(self) -> bool {
        self.positions().forward.is_some()
    }

    const fn positions(self) -> &'a Positions {
        match self {
            Self::Account(contact) => &contact.positions,
            Self::Outsider(contact) => &contact.positions,
        }
    }

    fn memberships(self) -> impl Iterator<Item = Membership<'a>> {
        let at = self.positions();
        let is_pending = matches!(self, Self::Account(contact) if contact.is_pending());
        [
            (MembershipRole::Allow, at.allow),
            (MembershipRole::Block, at.block),
            (MembershipRole::Reverse, at.reverse),
            (MembershipRole::Pending, at.reverse.filter(|_| is_pending)),
        ]
        .into_iter()
        .filter_map(move |(role, place)| {
            let since = place?;
            Some(Membership { role, id: MembershipId::new(role, since), since, of: self })
        })
    }
}
