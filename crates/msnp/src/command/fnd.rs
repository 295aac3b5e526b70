//! `FND`: search the member directory.

use crate::Dialect;
use crate::Problem;
use crate::line::{Args, Field, Form, Line, command};
use crate::value::{Text, Trid};

command! {
    /// `FND trid fname=… lname=… city=… state=… country=…`: find members; `*` stands for anything.
    Fnd {
        /// Transaction id.
        trid: Trid,
        /// The fields, as sent.
        fields: Vec<Text>,
    }
}

/// `FND trid index total fname=… lname=… city=… state=… country=…`: one member; `FND trid 0 0`: nobody.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FndRow {
    /// Transaction id.
    pub trid: Trid,
    /// From 1; 0 for nobody.
    pub index: u32,
    /// How many rows there are; 0 for nobody.
    pub total: u32,
    /// The fields; none for nobody.
    pub fields: Vec<Text>,
}

impl<'a> Form<'a> for FndRow {
    const HAS_TRID: bool = true;

    fn read(args: &mut Args<'_>, _: Option<&'a [u8]>) -> Result<Self, Problem> {
        Ok(Self {
            trid: args.required("trid")?,
            index: args.required("index")?,
            total: args.required("total")?,
            fields: Field::read(args, "fields")?,
        })
    }

    fn write(&self, name: &str, dialect: Dialect, out: &mut Vec<u8>) {
        let mut line = Line::new(out, name, dialect);
        line.word(self.trid);
        line.word(self.index);
        line.word(self.total);
        self.fields.write(&mut line);
        line.end();
    }

    fn trid(&self) -> Option<Trid> {
        Some(self.trid)
    }
}
