//! What came out: the model of a result, how it is written and read, shown and compared.

mod compare;
mod curve;
mod facts;
mod finding;
mod number;
mod report;
mod row;
mod table;

pub(crate) use compare::compare;
pub(crate) use curve::{Curve, Kind};
pub(crate) use facts::Facts;
pub(crate) use finding::{Better, Finding, Goal, Measure};
pub(crate) use number::number;
pub(crate) use report::Report;
pub(crate) use row::{NUDGE, RELAY, Row};
pub(crate) use table::{markdown, table};
