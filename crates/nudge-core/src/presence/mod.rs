//! Who is online, who sees whom, and what each may do.

mod directory;
mod edits;
mod endpoints;
mod lookups;
mod principal;
mod session;
mod turns;

pub(crate) use directory::Directory;
pub(crate) use edits::Author;
pub(crate) use principal::Principal;
pub use session::{Endpoint, Session};
pub(crate) use turns::Turns;
