//! `UUX` and `UBX`: personal messages.

use crate::line::{Args, Form, Line, command};
use crate::value::{NetworkAddress, Trid};
use crate::{Dialect, Problem};

command! {
    /// `UUX trid length` and what to tell of me (see [`crate::payload::personal`]).
    Uux {
        /// Transaction id.
        trid: Trid,
    } + payload
}

/// `UUX trid 0`: told. The 0 looks like the length of a payload, and there is none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UuxReply {
    /// Transaction id.
    pub trid: Trid,
}

impl<'a> Form<'a> for UuxReply {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        args.expect("0")?;
        Ok(Self { trid })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word('0');
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

command! {
    /// `UBX contact length` and what a contact tells (see [`crate::payload::personal`]).
    Ubx {
        /// Whose.
        contact: NetworkAddress,
    } + payload
}
