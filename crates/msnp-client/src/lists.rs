//! The contact lists: one model for all the forms in which servers tell of them.

use msnp::command::{Adc, AdcEntry, AddReply, ListRow, ListVersion, LsgPlace, LstEntry, RemReply};
use msnp::payload::membership::Membership;
use msnp::value::{
    ContactId, Friendly, GroupId, GroupNumber, Guid, Handle, List, Privacy, PropertyKey, ReversePrompt,
};
use msnp::{Cap, Dialect};

/// All that the server keeps for a principal, as of [`Self::version`].
///
/// It shows the same for the same account in every dialect, as far as the dialect tells it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Lists {
    /// The list version; `None` if nothing has been read.
    pub version: Option<ListVersion>,
    /// What the client does about people who add the principal.
    pub prompt: Option<ReversePrompt>,
    /// How people on neither the allow list nor the block list are treated.
    pub privacy: Option<Privacy>,
    /// The principal's own properties (MSNP5); `None` for one without a value, which older dialects send and newer ones
    /// leave out.
    pub properties: Vec<(PropertyKey, Option<String>)>,
    /// The groups (MSNP7), without the "Other Contacts" of those who are in none.
    pub groups: Vec<Group>,
    /// The forward list.
    pub forward: Vec<Contact>,
    /// The allow list.
    pub allow: Vec<Contact>,
    /// The block list.
    pub block: Vec<Contact>,
    /// The reverse list, with those who are also on the pending list.
    pub reverse: Vec<Contact>,
    /// Who has added the principal and waits for a decision. Before MSNP10 that is who is on the reverse list and on
    /// neither the allow list nor the block list: of those, clients asked their user.
    pub pending: Vec<Contact>,
}

/// A contact group.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Group {
    /// What it is called by: a number until MSNP9, a GUID from MSNP10 on.
    pub id: GroupId,
    /// Its name.
    pub name: String,
}

/// Somebody on a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contact {
    /// Who.
    pub handle: Handle,
    /// The contact's name.
    pub name: String,
    /// What the address book calls the contact: on the forward list, from MSNP10 on.
    pub id: Option<Guid>,
    /// The groups that the contact is in: on the forward list, where the dialect has groups.
    pub groups: Vec<GroupId>,
    /// What the contact lets the principal know: on the forward list, since MSNP5. As in [`Lists::properties`].
    pub properties: Vec<(PropertyKey, Option<String>)>,
}

/// A change of a list: who was put on it, or taken off.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Which list.
    pub list: List,
    /// Who.
    pub handle: Handle,
    /// The name that came with it.
    pub name: Option<String>,
    /// What the address book calls a new contact, from MSNP10 on.
    pub id: Option<Guid>,
    /// Into which group, or out of which.
    pub group: Option<GroupId>,
    /// The list version from now on, until MSNP9.
    pub serial: Option<u32>,
}

impl Lists {
    /// A list by its name.
    pub fn list(&self, list: List) -> &[Contact] {
        match list {
            List::Forward => &self.forward,
            List::Allow => &self.allow,
            List::Block => &self.block,
            List::Reverse => &self.reverse,
            List::Pending => &self.pending,
        }
    }

    /// Whether somebody is on a list. Addresses are compared without regard to case.
    pub fn has(&self, list: List, handle: &str) -> bool {
        self.list(list).iter().any(|contact| contact.is(handle))
    }

    /// Somebody on the forward list.
    pub fn contact(&self, handle: &str) -> Option<&Contact> {
        self.forward.iter().find(|contact| contact.is(handle))
    }

    /// A group by its name.
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// The value of one of the principal's own properties.
    pub fn property(&self, key: &PropertyKey) -> Option<&str> {
        value_of(&self.properties, key)
    }

    /// Puts on the pending list who would be there in a dialect that had it.
    pub(crate) fn find_pending(&mut self) {
        let known = |contact: &Contact| {
            let handle = contact.handle.as_str();
            self.has(List::Allow, handle) || self.has(List::Block, handle)
        };
        self.pending = self.reverse.iter().filter(|contact| !known(contact)).cloned().collect();
    }

    pub(crate) fn list_mut(&mut self, list: List) -> &mut Vec<Contact> {
        match list {
            List::Forward => &mut self.forward,
            List::Allow => &mut self.allow,
            List::Block => &mut self.block,
            List::Reverse => &mut self.reverse,
            List::Pending => &mut self.pending,
        }
    }
}

impl Contact {
    /// Whether this is somebody's address.
    pub fn is(&self, handle: &str) -> bool {
        self.handle.as_str().eq_ignore_ascii_case(handle)
    }

    /// Whether this is a telephone (MSNP11): nobody who comes online or can be called.
    pub fn is_telephone(&self) -> bool {
        self.handle.telephone().is_some()
    }

    /// The value of a property, if the contact has it and lets the principal know.
    pub fn property(&self, key: &PropertyKey) -> Option<&str> {
        value_of(&self.properties, key)
    }

    /// The same person as a list has it: only the forward list has more than a name.
    pub(crate) fn on(&self, list: List) -> Self {
        if list == List::Forward {
            return self.clone();
        }
        Self { id: None, groups: Vec::new(), ..self.clone() }
    }
}

impl Entry {
    /// Somebody was added with an address; a contact who was put into a group has none.
    pub(crate) fn added(adc: Adc) -> Result<Self, Adc> {
        match adc.entry {
            AdcEntry::Handle { handle, name, id } => {
                let name = name.map(|name| name.decode());
                Ok(Self { list: adc.list, handle, name, id, group: None, serial: None })
            }
            AdcEntry::Group { .. } => Err(adc),
        }
    }

    /// Somebody was removed by address.
    pub(crate) fn removed(rem: RemReply, dialect: Dialect) -> Result<Self, RemReply> {
        match rem.contact {
            ContactId::Handle(handle) => Ok(Self {
                list: rem.list,
                handle,
                name: None,
                id: None,
                group: rem.group,
                serial: dialect.has(Cap::ListSerials).then_some(rem.serial),
            }),
            ContactId::Guid(_) => Err(rem),
        }
    }
}

impl From<AddReply> for Entry {
    fn from(add: AddReply) -> Self {
        Self {
            list: add.list,
            handle: add.handle,
            name: Some(add.name.decode()),
            id: None,
            group: add.group.map(GroupId::Number),
            serial: Some(add.serial),
        }
    }
}

impl From<LstEntry> for Contact {
    fn from(entry: LstEntry) -> Self {
        let groups =
            entry.groups.into_iter().map(GroupId::Number).filter(|group| !is_other(*group)).collect();
        Self { handle: entry.handle, name: entry.name.decode(), id: None, groups, properties: Vec::new() }
    }
}

/// Rows say how many there are.
pub(crate) trait Row {
    /// Whether no other row follows.
    fn is_last(&self) -> bool;
}

impl Entry {
    /// Whom `ADL 0` or `RML 0` tells of; a server tells of one at a time.
    pub(crate) fn of_news(news: &[u8]) -> Option<Self> {
        let row = Membership::parse(news).ok()?.entries.into_iter().next()?;
        let name = row.name.map(|name| name.decode());
        Some(Self { list: List::Reverse, handle: row.handle, name, id: None, group: None, serial: None })
    }
}

impl Row for ListRow {
    fn is_last(&self) -> bool {
        self.entry.as_ref().is_none_or(|entry| entry.index >= entry.total)
    }
}

impl Row for LsgPlace {
    fn is_last(&self) -> bool {
        self.index >= self.total
    }
}

/// Whether it is the group of those who are in no group.
pub(crate) fn is_other(group: GroupId) -> bool {
    group == GroupId::Number(GroupNumber::OTHER)
}

fn value_of<'a>(properties: &'a [(PropertyKey, Option<String>)], key: &PropertyKey) -> Option<&'a str> {
    properties.iter().rfind(|(there, _)| there == key).and_then(|(_, value)| value.as_deref())
}

/// A value as it was before it was put on the line.
pub(crate) fn decoded(value: Option<Friendly>) -> Option<String> {
    value.map(|value| value.decode())
}
