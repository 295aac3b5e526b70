//! Everything that somebody else can make grow, and where it ends.
//!
//! - [`table`]: each with its limit, what becomes of whoever reaches it, the metric that tells of it, and the test that reaches it.
//! - [`page`]: the table as `docs/limits.md`.

mod page;
mod table;

pub(crate) use page::reference;
