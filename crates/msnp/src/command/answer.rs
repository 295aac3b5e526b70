//! The beginning that the answers about lists and settings have in common.

use crate::line::{Args, Field, Line, Word};
use crate::value::Trid;
use crate::{Cap, Dialect, Problem};

/// `trid [serial]`: which request is answered and, where lists have a serial number, the one in force.
///
/// The rows of a `SYN` dump begin like this too, until MSNP8 leaves it away there: then the row has `None` for an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Answer {
    /// Transaction id of the request.
    pub trid: Trid,
    /// List version; 0, and not written, where lists have none.
    pub serial: u32,
}

impl Answer {
    /// The answer to a request.
    pub const fn to(trid: Trid, serial: u32) -> Self {
        Self { trid, serial }
    }

    /// What a row of the dump that answers this `SYN` begins with.
    pub fn in_dump(dialect: Dialect, trid: Trid, serial: u32) -> Option<Self> {
        (!dialect.has(Cap::BareDump)).then_some(Self { trid, serial })
    }
}

impl Field for Option<Answer> {
    /// What comes after the answer never is a number.
    fn read(args: &mut Args<'_>, _: &'static str) -> Result<Self, Problem> {
        if args.dialect().has(Cap::BareDump) && args.peek().and_then(Trid::parse).is_none() {
            return Ok(None);
        }
        let trid = args.required("trid")?;
        let serial = if args.dialect().has(Cap::ListSerials) { args.required("serial")? } else { 0 };
        Ok(Some(Answer { trid, serial }))
    }

    fn write(&self, line: &mut Line<'_>) {
        if let Some(answer) = self {
            line.word(answer.trid);
            if line.dialect().has(Cap::ListSerials) {
                line.word(answer.serial);
            }
        }
    }
}
