//! `SYN`: get the lists, unless the client's copy is current (reference 02 §1.1).

use crate::line::{Args, Field, Line, command};
use crate::value::{Text, Trid};
use crate::{Cap, Problem};

command! {
    /// `SYN trid serial`, from MSNP10 on `SYN trid lists settings`: the version of the client's copy; 0 if it has none.
    Syn {
        /// Transaction id.
        trid: Trid,
        /// The list version that the client holds.
        known: ListVersion,
    }
}

command! {
    /// `SYN trid version [contacts groups]`: the version in force. If it is another than the client's, all lists follow at
    /// once; from MSNP8 on, how many rows, exactly.
    SynReply {
        /// Transaction id.
        trid: Trid,
        /// The list version in force.
        version: ListVersion,
        /// How many rows follow, if any do.
        rows: Option<DumpRows> where BareDump,
    }
}

/// How old a copy of the lists is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ListVersion {
    /// Until MSNP9: how often they have been changed; 0 for no copy.
    Serial(u32),
    /// From MSNP10 on: when they were changed, as `2005-04-23T18:57:54.2070000-07:00`; `0` for no copy. Opaque to clients.
    Stamps {
        /// Contacts and groups.
        lists: Text,
        /// Settings.
        settings: Text,
    },
}

impl Field for ListVersion {
    fn read(args: &mut Args<'_>, _: &'static str) -> Result<Self, Problem> {
        Ok(if args.dialect().has(Cap::ListSerials) {
            Self::Serial(args.required("serial")?)
        } else {
            Self::Stamps { lists: args.required("lists")?, settings: args.required("settings")? }
        })
    }

    fn write(&self, line: &mut Line<'_>) {
        match self {
            Self::Serial(serial) => line.word(serial),
            Self::Stamps { lists, settings } => {
                line.word(lists);
                line.word(settings);
            }
        }
    }
}

/// How many rows a dump has. A client waits for exactly so many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DumpRows {
    /// `LST` rows: one for each person on any list.
    pub contacts: u32,
    /// `LSG` rows.
    pub groups: u32,
}

impl Field for Option<DumpRows> {
    fn read(args: &mut Args<'_>, _: &'static str) -> Result<Self, Problem> {
        if args.is_empty() {
            return Ok(None);
        }
        Ok(Some(DumpRows { contacts: args.required("contacts")?, groups: args.required("groups")? }))
    }

    fn write(&self, line: &mut Line<'_>) {
        if let Some(rows) = self {
            line.word(rows.contacts);
            line.word(rows.groups);
        }
    }
}
