//! `PRP` and `BPR`: properties of oneself and of contacts.

use super::Answer;
use crate::line::{Args, Field, Line, Word, command};
use crate::value::{Friendly, Handle, PropertyKey, Trid};
use crate::{Cap, Problem};

command! {
    /// `PRP trid key [value]`: set one of my properties; without a value, clear it.
    Prp {
        /// Transaction id.
        trid: Trid,
        /// Which.
        key: PropertyKey,
        /// The percent-encoded value.
        value: Option<Friendly>,
    }
}

command! {
    /// `PRP trid [serial] key [value]`; in a dump from MSNP8 on, `PRP key [value]`.
    PrpReply {
        /// What it answers; `None` in a dump without that.
        answer: Option<Answer>,
        /// Which.
        key: PropertyKey,
        /// The percent-encoded value.
        value: Option<Friendly>,
    }
}

command! {
    /// `BPR [serial] handle key [value]`: a property of a contact. In a dump from MSNP8 on, `BPR key [value]`, of the contact
    /// in the `LST` before it.
    Bpr {
        /// Whose; `None` in a dump without that.
        contact: Option<BprContact>,
        /// Which.
        key: PropertyKey,
        /// The percent-encoded value.
        value: Option<Friendly>,
    }
}

/// Whose property it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BprContact {
    /// List version of the receiver; 0, and not written, where lists have none.
    pub serial: u32,
    /// The contact.
    pub handle: Handle,
}

impl Field for Option<BprContact> {
    fn read(args: &mut Args<'_>, what: &'static str) -> Result<Self, Problem> {
        let (bare, serials) = (args.dialect().has(Cap::BareDump), args.dialect().has(Cap::ListSerials));
        // A key has up to three letters: fewer than an address, and no digit.
        if bare && args.peek().and_then(PropertyKey::parse).is_some() {
            return Ok(None);
        }
        let serial = if serials { args.required("serial")? } else { 0 };
        Ok(Some(BprContact { serial, handle: args.required(what)? }))
    }

    fn write(&self, line: &mut Line<'_>) {
        if let Some(contact) = self {
            if line.dialect().has(Cap::ListSerials) {
                line.value(&contact.serial);
            }
            line.value(&contact.handle);
        }
    }
}
