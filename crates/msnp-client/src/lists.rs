//! The contact lists, as `SYN` sends them.

use msnp::command::{Bpr, ListRow, LsgPlace, LsgRow, LstEntry, LstRow};
use msnp::notification::FromServer;
use msnp::value::{GroupId, GroupNumber, Handle, List, Privacy, PropertyKey, ReversePrompt};

/// All that the server keeps for a principal, as of [`Self::serial`].
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Lists {
    /// The list version.
    pub serial: u32,
    /// What the client does about people who add the principal.
    pub prompt: Option<ReversePrompt>,
    /// How people on neither the allow list nor the block list are treated.
    pub privacy: Option<Privacy>,
    /// The principal's own properties; `None` for one without a value (MSNP5).
    pub properties: Vec<(PropertyKey, Option<String>)>,
    /// The groups (MSNP7).
    pub groups: Vec<Group>,
    /// The forward list.
    pub forward: Vec<Contact>,
    /// The allow list.
    pub allow: Vec<Contact>,
    /// The block list.
    pub block: Vec<Contact>,
    /// The reverse list.
    pub reverse: Vec<Contact>,
    /// Who waits for a decision (MSNP10).
    pub pending: Vec<Contact>,
}

/// A contact group.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Group {
    /// Its number.
    pub number: GroupNumber,
    /// Its name.
    pub name: String,
}

/// A row of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contact {
    /// Who.
    pub handle: Handle,
    /// The contact's name.
    pub name: String,
    /// The groups that the contact is in: on the forward list, where the dialect has groups.
    pub groups: Vec<GroupNumber>,
    /// What the contact lets the principal know: on the forward list, since MSNP5.
    pub properties: Vec<(PropertyKey, Option<String>)>,
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
        self.list(list).iter().any(|contact| contact.handle.as_str().eq_ignore_ascii_case(handle))
    }

    /// Takes in a line of the dump, or gives it back if it is none. The dump has no end of its own: it is over with
    /// the last row of the reverse list.
    pub(crate) fn take(&mut self, line: FromServer<'static>) -> Taken {
        match line {
            FromServer::GtcReply(gtc) => self.prompt = Some(gtc.prompt),
            FromServer::BlpReply(blp) => self.privacy = Some(blp.privacy),
            FromServer::PrpReply(prp) => {
                self.properties.push((prp.key, prp.value.map(|value| value.decode())));
            }
            FromServer::LsgRow(LsgRow { group: GroupId::Number(number), name, .. }) => {
                self.groups.push(Group { number, name: name.decode() });
            }
            FromServer::LstRow(LstRow::OfList(row)) => {
                let last = row.is_last();
                let list = row.list;
                self.list_mut(list).extend(row.entry.map(Contact::from));
                if last && list == List::Reverse {
                    return Taken::Last;
                }
            }
            FromServer::Bpr(bpr) => self.property(bpr),
            other => return Taken::Not(other),
        }
        Taken::One
    }

    /// A property follows the row of its contact.
    fn property(&mut self, bpr: Bpr) {
        let Some(of) = bpr.contact else { return };
        if let Some(contact) = self.forward.iter_mut().rfind(|contact| contact.handle == of.handle) {
            contact.properties.push((bpr.key, bpr.value.map(|value| value.decode())));
        }
    }

    fn list_mut(&mut self, list: List) -> &mut Vec<Contact> {
        match list {
            List::Forward => &mut self.forward,
            List::Allow => &mut self.allow,
            List::Block => &mut self.block,
            List::Reverse => &mut self.reverse,
            List::Pending => &mut self.pending,
        }
    }
}

/// What became of a line.
#[derive(Debug)]
pub(crate) enum Taken {
    /// It belongs to the dump.
    One,
    /// It was the last of the dump.
    Last,
    /// It does not belong to the dump.
    Not(FromServer<'static>),
}

impl From<LstEntry> for Contact {
    fn from(entry: LstEntry) -> Self {
        Self { handle: entry.handle, name: entry.name.decode(), groups: entry.groups, properties: Vec::new() }
    }
}

/// Rows say how many there are.
pub(crate) trait Row {
    /// Whether no other row follows.
    fn is_last(&self) -> bool;
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
