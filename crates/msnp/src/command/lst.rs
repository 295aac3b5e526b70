//! `LST`: a contact list.

use super::adc::{Lettered, write_lettered};
use crate::line::{Args, Field, Form, Line, Word, command};
use crate::value::{Friendly, GroupId, GroupNumber, Guid, Handle, List, ListBits, Network, Trid};
use crate::{Cap, Dialect, Problem};

command! {
    /// `LST trid list`: send me this list (until MSNP8).
    Lst {
        /// Transaction id.
        trid: Trid,
        /// Which one.
        list: List,
    }
}

/// One contact, in one of two forms: list by list in the dump until MSNP7 and in the answer to `LST`, or once with all
/// lists in the dump from MSNP8 on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum LstRow {
    /// List by list.
    OfList(ListRow),
    /// Once with all lists.
    OfContact(ContactRow),
}

impl<'a> Form<'a> for LstRow {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        if is_list_row(args) {
            ListRow::read(args).map(Self::OfList)
        } else {
            ContactRow::read(args).map(Self::OfContact)
        }
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        match self {
            Self::OfList(row) => row.write(&mut line),
            Self::OfContact(row) => row.write(&mut line),
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        match self {
            Self::OfList(row) => Some(row.trid),
            Self::OfContact(_) => None,
        }
    }
}

/// Where there are both forms, that with a transaction id shows by its first two arguments.
fn is_list_row(args: &Args<'_>) -> bool {
    if !args.dialect().has(Cap::BareDump) {
        return true;
    }
    let mut words = args.words();
    let trid = words.next().and_then(Trid::parse);
    args.dialect().has(Cap::ListRequests) && trid.is_some() && words.next().and_then(List::named).is_some()
}

/// `LST trid list serial index total handle name [groups]`: one contact; `LST trid list serial 0 0`: the list is empty.
///
/// The groups, comma-separated, stand only on rows of the forward list and only where the dialect has groups.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListRow {
    /// Transaction id of the `SYN` or `LST`.
    pub trid: Trid,
    /// The list.
    pub list: List,
    /// List version.
    pub serial: u32,
    /// The contact, unless the list is empty.
    pub entry: Option<LstEntry>,
}

/// A contact on a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LstEntry {
    /// From 1.
    pub index: u32,
    /// How many rows there are.
    pub total: u32,
    /// The contact.
    pub handle: Handle,
    /// The contact's name.
    pub name: Friendly,
    /// The groups that the contact is in; `[0]` for none.
    pub groups: Vec<GroupNumber>,
}

impl ListRow {
    fn read(args: &mut Args<'_>) -> Result<Self, Problem> {
        let (trid, list, serial) =
            (args.required("trid")?, List::read(args, "list")?, args.required("serial")?);
        let (index, total) = (args.required("index")?, args.required("total")?);
        if (index, total) == (0, 0) {
            return Ok(Self { trid, list, serial, entry: None });
        }
        let (handle, name) = (args.required("handle")?, args.required("name")?);
        let mut groups = Vec::new();
        if list == List::Forward && args.dialect().has(Cap::Groups) {
            let numbers = args.word().ok_or(Problem::Missing("groups"))?;
            for number in numbers.split(',') {
                groups.push(GroupNumber::parse(number).ok_or(Problem::Malformed("groups"))?);
            }
        }
        Ok(Self { trid, list, serial, entry: Some(LstEntry { index, total, handle, name, groups }) })
    }

    fn write(&self, line: &mut Line<'_>) {
        line.value(&self.trid);
        self.list.write(line);
        line.value(&self.serial);
        let Some(entry) = &self.entry else {
            line.word("0 0");
            return;
        };
        line.value(&entry.index);
        line.value(&entry.total);
        line.value(&entry.handle);
        line.value(&entry.name);
        if self.list == List::Forward && line.dialect().has(Cap::Groups) {
            write_groups(line, &entry.groups);
        }
    }
}

/// `LST handle name lists [groups]` (MSNP8 and 9), `LST N=handle F=name [C=guid] lists [network] [groups]` (MSNP10 and
/// later; the network from MSNP12 on).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ContactRow {
    /// The contact.
    pub handle: Handle,
    /// The contact's name.
    pub name: Friendly,
    /// What the contact is called by: from MSNP10 on, on the forward list.
    pub id: Option<Guid>,
    /// The lists that the contact is on.
    pub lists: ListBits,
    /// The network that the contact belongs to. Not written where the dialect has no word for it.
    pub network: Network,
    /// The groups that the contact is in. Written only on the forward list; none is group 0 where groups have numbers.
    pub groups: Vec<GroupId>,
}

impl ContactRow {
    fn read(args: &mut Args<'_>) -> Result<Self, Problem> {
        let dialect = args.dialect();
        let (handle, name, id) = if dialect.has(Cap::AddressBook) {
            let Lettered { handle, name, id } = Lettered::read(args)?;
            (handle.ok_or(Problem::Missing("handle"))?, name.ok_or(Problem::Missing("name"))?, id)
        } else {
            (args.required("handle")?, args.required("name")?, None)
        };
        let lists: ListBits = args.required("lists")?;
        let network =
            if dialect.has(Cap::ContactNetworks) { args.required("network")? } else { Network::default() };
        let mut groups = Vec::new();
        if let Some(ids) = args.word() {
            for id in ids.split(',') {
                groups.push(GroupId::parse(id, dialect).ok_or(Problem::Malformed("groups"))?);
            }
        }
        if !lists.contains(ListBits::FORWARD) {
            // One server writes group 0 on every row.
            groups.clear();
        } else if groups.is_empty() && dialect.has(Cap::GroupNumbers) {
            groups.push(GroupId::Number(GroupNumber::OTHER));
        }
        Ok(Self { handle, name, id, lists, network, groups })
    }

    fn write(&self, line: &mut Line<'_>) {
        if line.dialect().has(Cap::AddressBook) {
            write_lettered(line, &self.handle, Some(&self.name), self.id);
        } else {
            line.value(&self.handle);
            line.value(&self.name);
        }
        line.value(&self.lists);
        if line.dialect().has(Cap::ContactNetworks) {
            line.value(&self.network);
        }
        if self.lists.contains(ListBits::FORWARD)
            && (line.dialect().has(Cap::GroupNumbers) || !self.groups.is_empty())
        {
            write_groups(line, &self.groups);
        }
    }
}

/// With commas between them; none is "Other Contacts".
fn write_groups<T: ToString>(line: &mut Line<'_>, groups: &[T]) {
    if groups.is_empty() {
        line.value(&GroupNumber::OTHER);
    } else {
        line.word(groups.iter().map(T::to_string).collect::<Vec<_>>().join(","));
    }
}
