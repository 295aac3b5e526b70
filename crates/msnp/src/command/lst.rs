//! `LST`: a contact list.

use crate::Problem;
use crate::line::{Args, Form, Line, Word, command};
use crate::value::{Friendly, GroupNumber, Handle, List, Trid};
use crate::{Cap, Dialect};

command! {
    /// `LST trid list`: send me this list.
    Lst {
        /// Transaction id.
        trid: Trid,
        /// Which one.
        list: List,
    }
}

/// `LST trid list serial index total handle name [groups]`: one contact; `LST trid list serial 0 0`: the list is empty.
///
/// The groups, comma-separated, stand only on rows of the forward list and only where the dialect has groups.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LstRow {
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

impl<'a> Form<'a> for LstRow {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, list, serial) = (args.required("trid")?, args.required("list")?, args.required("serial")?);
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

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name);
        line.word(self.trid);
        line.word(self.list);
        line.word(self.serial);
        let Some(entry) = &self.entry else {
            line.word("0 0");
            return line.end();
        };
        line.word(entry.index);
        line.word(entry.total);
        line.word(&entry.handle);
        line.word(&entry.name);
        if self.list == List::Forward && dialect.has(Cap::Groups) {
            let mut numbers: Vec<String> = entry.groups.iter().map(GroupNumber::to_string).collect();
            if numbers.is_empty() {
                numbers.push(GroupNumber::OTHER.to_string());
            }
            line.word(numbers.join(","));
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}
