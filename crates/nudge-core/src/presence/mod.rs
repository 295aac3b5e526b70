//! Who is online, who sees whom, and what each may do.

mod directory;
mod principal;
mod session;

pub(crate) use directory::Directory;
pub(crate) use principal::Principal;
pub use session::{Endpoint, Session};
