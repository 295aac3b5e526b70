//! `ADG`, `RMG` and `REG`: make, remove and rename groups (reference 02 §5).

use crate::line::{Args, Field, Form, Line, Word, command};
use crate::value::{Friendly, GroupId, Guid, Trid, Zero};
use crate::{Cap, Dialect, Problem};

command! {
    /// `ADG trid name 0`, from MSNP10 on `ADG trid name`: make a group.
    Adg {
        /// Transaction id.
        trid: Trid,
        /// Its name.
        name: Friendly,
        /// Never used.
        zero: Zero,
    }
}

/// `ADG trid serial name number 0`, from MSNP10 on `ADG trid name guid`: made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdgReply {
    /// Transaction id.
    pub trid: Trid,
    /// List version; 0, and not written, where lists have none.
    pub serial: u32,
    /// A number before the name where lists have no version: only for
    /// [`Quirks::group_answers_carry_a_number`](crate::Quirks::group_answers_carry_a_number).
    pub number: Option<u32>,
    /// Its name.
    pub name: Friendly,
    /// What it is called by from now on.
    pub group: GroupId,
}

impl<'a> Form<'a> for AdgReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        // A name may look like a number, and even like a GUID; but only with the number is there a GUID in third place.
        let numbered = args.words().nth(2).is_some_and(|word| Guid::parse(word).is_some());
        let (serial, number) = numbers(args, numbered)?;
        let (name, group) = (args.required("name")?, GroupId::read(args, "group")?);
        Zero::read(args, "zero")?;
        Ok(Self { trid, serial, number, name, group })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = begin(name, dialect, out, self.trid, self.serial, self.number);
        line.word(&self.name);
        line.word(self.group);
        Zero.write(&mut line);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// `RMG trid group`: remove a group. Its contacts stay.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rmg {
    /// Transaction id.
    pub trid: Trid,
    /// Which.
    pub group: RmgTarget,
}

impl<'a> Form<'a> for Rmg {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, group) = (args.required("trid")?, RmgTarget::read(args, "group")?);
        if args.dialect().has(Cap::AddressBook) {
            Zero::read(args, "zero")?;
        }
        Ok(Self { trid, group })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        self.group.write(&mut line);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// Which group is to be removed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RmgTarget {
    /// This one.
    Id(GroupId),
    /// The one of this name: MSN Messenger 7.0 sometimes sends it instead of the GUID.
    Name(Friendly),
}

impl Field for RmgTarget {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        let word = args.word().ok_or(Problem::Missing(what))?;
        let id = GroupId::parse(word, args.dialect()).map(Self::Id);
        let name = || Friendly::parse(word).filter(|_| args.dialect().has(Cap::AddressBook)).map(Self::Name);
        id.or_else(name).ok_or(Problem::Malformed(what))
    }

    fn write(&self, line: &mut Line<'_>) {
        match self {
            Self::Id(id) => line.word(id),
            Self::Name(name) => line.word(name),
        }
    }
}

/// `RMG trid serial number`, from MSNP10 on `RMG trid guid`: removed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RmgReply {
    /// Transaction id.
    pub trid: Trid,
    /// List version; 0, and not written, where lists have none.
    pub serial: u32,
    /// As in [`AdgReply`].
    pub number: Option<u32>,
    /// Which.
    pub group: GroupId,
}

impl<'a> Form<'a> for RmgReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        let numbered = args.peek().is_some_and(|word| Guid::parse(word).is_none());
        let (serial, number) = numbers(args, numbered)?;
        Ok(Self { trid, serial, number, group: GroupId::read(args, "group")? })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = begin(name, dialect, out, self.trid, self.serial, self.number);
        line.word(self.group);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

command! {
    /// `REG trid group name 0`, from MSNP10 on `REG trid group name`: rename a group.
    Reg {
        /// Transaction id.
        trid: Trid,
        /// Which.
        group: GroupId,
        /// Its new name.
        name: Friendly,
        /// Never used.
        zero: Zero,
    }
}

/// `REG trid serial number name 0`, from MSNP10 on `REG trid guid name`: renamed. With a number, `REG trid number name
/// guid`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegReply {
    /// Transaction id.
    pub trid: Trid,
    /// List version; 0, and not written, where lists have none.
    pub serial: u32,
    /// As in [`AdgReply`].
    pub number: Option<u32>,
    /// Which.
    pub group: GroupId,
    /// Its new name.
    pub name: Friendly,
}

impl<'a> Form<'a> for RegReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        let numbered = args.peek().is_some_and(|word| Guid::parse(word).is_none());
        let (serial, number) = numbers(args, numbered)?;
        let (group, name) = if number.is_some() {
            let name = args.required("name")?;
            (GroupId::read(args, "group")?, name)
        } else {
            (GroupId::read(args, "group")?, args.required("name")?)
        };
        Zero::read(args, "zero")?;
        Ok(Self { trid, serial, number, group, name })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = begin(name, dialect, out, self.trid, self.serial, self.number);
        if self.number.is_some() && !dialect.has(Cap::ListSerials) {
            line.word(&self.name);
            line.word(self.group);
        } else {
            line.word(self.group);
            line.word(&self.name);
        }
        Zero.write(&mut line);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// The list version where there is one; else the number that stands in its place for some.
fn numbers(args: &mut Args<'_>, numbered: bool) -> Result<(u32, Option<u32>), Problem> {
    if args.dialect().has(Cap::ListSerials) {
        return Ok((args.required("serial")?, None));
    }
    let number = if numbered { Some(args.required("number")?) } else { None };
    Ok((0, number))
}

/// What the three answers begin with.
fn begin<'o>(
    name: &str,
    dialect: Dialect,
    out: &'o mut Vec<u8>,
    trid: Trid,
    serial: u32,
    number: Option<u32>,
) -> Line<'o> {
    let mut line = Line::new(out, name, dialect);
    line.word(trid);
    if dialect.has(Cap::ListSerials) {
        line.word(serial);
    } else {
        number.write(&mut line);
    }
    line
}
