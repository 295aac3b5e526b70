//! `SBS`: nobody knows what it is for.

use crate::line::{Args, Form, Line};
use crate::value::Trid;
use crate::{Dialect, Problem};

/// `SBS 0 null`: follows `USR OK` from MSNP11 on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sbs {
    /// Always 0.
    pub trid: Trid,
}

impl<'a> Form<'a> for Sbs {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        args.expect("null")?;
        Ok(Self { trid })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word("null");
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}
