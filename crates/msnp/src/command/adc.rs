//! `ADC`: put somebody on a list, from MSNP10 on.

use crate::line::{Args, Field, Form, Line, Word};
use crate::value::{Friendly, Guid, Handle, List, Trid};
use crate::{Dialect, Problem};

/// `ADC trid list N=handle [F=name] [C=guid]`, or `ADC trid FL C=guid group`; the answer is the same line, for a new
/// contact with its GUID (reference 02 §4.3). With transaction id 0 and `RL`: somebody added the principal.
///
/// Arguments with a letter are read in any order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Adc {
    /// Transaction id, or 0.
    pub trid: Trid,
    /// Which list.
    pub list: List,
    /// Who.
    pub entry: AdcEntry,
}

/// Whom an `ADC` puts on a list, or where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AdcEntry {
    /// Somebody, by address. From MSNP11 on that may be a telephone ([`Handle::telephone`]).
    Handle {
        /// Who.
        handle: Handle,
        /// The name to keep for a contact, or that of somebody who added the principal.
        name: Option<Friendly>,
        /// What the contact is called from now on: in the answer, for the forward list.
        id: Option<Guid>,
    },
    /// A contact on the forward list, into a group.
    Group {
        /// Which contact.
        id: Guid,
        /// Into which group.
        group: Guid,
    },
}

impl<'a> Form<'a> for Adc {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let (trid, list) = (args.required("trid")?, List::read(args, "list")?);
        let entry = match Lettered::read(args)? {
            Lettered { handle: Some(handle), name, id } => AdcEntry::Handle { handle, name, id },
            Lettered { handle: None, name: None, id: Some(id) } if list == List::Forward => {
                AdcEntry::Group { id, group: args.required("group")? }
            }
            Lettered { .. } => return Err(Problem::Missing("handle")),
        };
        Ok(Self { trid, list, entry })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word(self.list);
        match &self.entry {
            AdcEntry::Handle { handle, name, id } => write_lettered(&mut line, handle, name.as_ref(), *id),
            AdcEntry::Group { id, group } => {
                line.word(format_args!("C={id}"));
                line.word(group);
            }
        }
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// `N=handle`, `F=name` and `C=guid`, each at most once.
#[derive(Default)]
pub(super) struct Lettered {
    pub(super) handle: Option<Handle>,
    pub(super) name: Option<Friendly>,
    pub(super) id: Option<Guid>,
}

impl Lettered {
    pub(super) fn read(args: &mut Args<'_>) -> Result<Self, Problem> {
        let mut read = Self::default();
        while let Some((letter, value)) = args.peek().and_then(|word| word.split_once('=')) {
            args.word();
            match letter {
                "N" => once(&mut read.handle, value, "handle")?,
                // A contact without a name is one of which nothing is told.
                "F" if value.is_empty() => {}
                "F" => once(&mut read.name, value, "name")?,
                "C" => once(&mut read.id, value, "id")?,
                _ => return Err(Problem::Malformed("letter")),
            }
        }
        Ok(read)
    }
}

fn once<T: Word>(field: &mut Option<T>, value: &str, what: &'static str) -> Result<(), Problem> {
    let value = T::parse(value).ok_or(Problem::Malformed(what))?;
    if field.replace(value).is_some() { Err(Problem::TooMany) } else { Ok(()) }
}

pub(super) fn write_lettered(
    line: &mut Line<'_>,
    handle: &Handle,
    name: Option<&Friendly>,
    id: Option<Guid>,
) {
    line.word(format_args!("N={handle}"));
    if let Some(name) = name {
        line.word(format_args!("F={name}"));
    }
    if let Some(id) = id {
        line.word(format_args!("C={id}"));
    }
}
