//! `REM`: take somebody off a list.

use crate::line::{Args, Field, Form, Line};
use crate::value::{ContactId, GroupId, List, Trid};
use crate::{Cap, Dialect, Problem};

/// `REM trid list handle [group]`: with a group, out of that group only. From MSNP10 on, `REM trid FL guid [group]` for
/// contacts, and `REM trid list handle` for the other lists.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rem {
    /// Transaction id.
    pub trid: Trid,
    /// Which list.
    pub list: List,
    /// Who.
    pub contact: ContactId,
    /// Out of which group.
    pub group: Option<GroupId>,
}

impl<'a> Form<'a> for Rem {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, list) = (args.required("trid")?, List::read(args, "list")?);
        let (contact, group) = member(args, list)?;
        Ok(Self { trid, list, contact, group })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word(self.list);
        write_member(line, self.list, &self.contact, self.group);
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// `REM trid list serial handle [group]`, from MSNP10 on without the serial: done; with transaction id 0 and `RL`: somebody
/// removed the principal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RemReply {
    /// Transaction id, or 0.
    pub trid: Trid,
    /// Which list.
    pub list: List,
    /// List version; 0, and not written, where lists have none.
    pub serial: u32,
    /// Who.
    pub contact: ContactId,
    /// Out of which group.
    pub group: Option<GroupId>,
}

impl<'a> Form<'a> for RemReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, list) = (args.required("trid")?, List::read(args, "list")?);
        let serial = if args.dialect().has(Cap::ListSerials) { args.required("serial")? } else { 0 };
        let (contact, group) = member(args, list)?;
        Ok(Self { trid, list, serial, contact, group })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word(self.list);
        if dialect.has(Cap::ListSerials) {
            line.word(self.serial);
        }
        write_member(line, self.list, &self.contact, self.group);
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// Contacts are called by GUID where they have one; who is on another list only has an address, and is in no group.
fn member(args: &mut Args<'_>, list: List) -> Result<(ContactId, Option<GroupId>), Problem> {
    let contact = if list == List::Forward && args.dialect().has(Cap::AddressBook) {
        ContactId::Guid(args.required("contact")?)
    } else {
        ContactId::Handle(args.required("contact")?)
    };
    let group = if in_groups(list, args.dialect()) { Field::read(args, "group")? } else { None };
    Ok((contact, group))
}

fn write_member(mut line: Line<'_>, list: List, contact: &ContactId, group: Option<GroupId>) {
    line.word(contact);
    if in_groups(list, line.dialect()) {
        group.write(&mut line);
    }
    line.end();
}

/// Where groups have numbers, clients may write one on any list.
fn in_groups(list: List, dialect: Dialect) -> bool {
    dialect.has(Cap::Groups) && (list == List::Forward || dialect.has(Cap::GroupNumbers))
}
