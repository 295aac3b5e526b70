//! What answers have in common: how those about lists and settings begin, and the one that says nothing but `OK`.

use std::borrow::Cow;

use crate::line::{Args, Field, Form, Line, Word};
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

/// `trid OK`: it is done, and there is no more to say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Done {
    /// Transaction id of the request.
    pub trid: Trid,
}

impl<'a> Form<'a> for Done {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        args.expect("OK")?;
        Ok(Self { trid })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word("OK");
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}

/// `trid OK`: it is done. Or `0 length` and what others have done: they have put the principal on their lists (`ADL`), taken
/// the principal off them (`RML`), said something in a circle (`SDG`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DoneOrNews<'a> {
    /// Transaction id, or 0.
    pub trid: Trid,
    /// What others have done; `None` in an answer.
    pub news: Option<Cow<'a, [u8]>>,
}

impl DoneOrNews<'_> {
    /// The same with its payload in memory of its own.
    pub fn into_owned(self) -> DoneOrNews<'static> {
        DoneOrNews { trid: self.trid, news: self.news.map(|news| Cow::Owned(news.into_owned())) }
    }
}

impl<'a> Form<'a> for DoneOrNews<'a> {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, payload: Option<&'a [u8]>) -> Result<Self, Problem> {
        let trid = args.required("trid")?;
        if payload.is_none() {
            args.expect("OK")?;
        }
        Ok(Self { trid, news: payload.map(Cow::Borrowed) })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        if let Some(news) = &self.news {
            line.end_with(news);
        } else {
            line.word("OK");
            line.end();
        }
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}
