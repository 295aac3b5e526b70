//! `LSG`: the contact groups.

use crate::line::{Args, Field, Form, Line, command};
use crate::value::{Friendly, GroupId, Trid, Zero};
use crate::{Cap, Dialect, Problem};

command! {
    /// `LSG trid`: list my groups (MSNP7 and 8).
    Lsg {
        /// Transaction id.
        trid: Trid,
    }
}

/// `LSG trid serial index total number name 0`: one group, in the answer to `LSG` and in the dump of MSNP7. In later
/// dumps `LSG number name 0`, and from MSNP10 on `LSG name guid`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LsgRow {
    /// What it answers; `None` in a dump without that.
    pub place: Option<LsgPlace>,
    /// The group.
    pub group: GroupId,
    /// Its name.
    pub name: Friendly,
}

/// Which request a row answers, and which row of how many it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LsgPlace {
    /// Transaction id of the `SYN` or `LSG`.
    pub trid: Trid,
    /// List version.
    pub serial: u32,
    /// From 1.
    pub index: u32,
    /// How many rows there are.
    pub total: u32,
}

impl<'a> Form<'a> for LsgRow {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let dialect = args.dialect();
        if dialect.has(Cap::AddressBook) {
            let name = args.required("name")?;
            return Ok(Self { place: None, group: GroupId::read(args, "group")?, name });
        }
        if dialect.has(Cap::BareDump) && !(dialect.has(Cap::ListRequests) && args.words().nth(3).is_some()) {
            let (group, name) = (GroupId::read(args, "group")?, args.required("name")?);
            // Not optional here: it is by the last word that this form differs from the beginning of the other.
            args.expect("0")?;
            return Ok(Self { place: None, group, name });
        }
        let place = LsgPlace {
            trid: args.required("trid")?,
            serial: args.required("serial")?,
            index: args.required("index")?,
            total: args.required("total")?,
        };
        let (group, name) = (GroupId::read(args, "group")?, args.required("name")?);
        Zero::read(args, "zero")?;
        Ok(Self { place: Some(place), group, name })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        if dialect.has(Cap::AddressBook) {
            line.word(&self.name);
            line.word(self.group);
            return line.end();
        }
        if let Some(place) = self.place {
            line.word(place.trid);
            for number in [place.serial, place.index, place.total] {
                line.word(number);
            }
        }
        line.word(self.group);
        line.word(&self.name);
        Zero.write(&mut line);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        self.place.map(|place| place.trid)
    }
}
