//! Who is online, with which programs, who sees whom, and what each may do.

mod arrival;
mod circles;
mod directory;
mod edits;
mod endpoint;
mod endpoints;
mod look;
mod lookups;
mod principal;
mod program;
mod session;
mod turns;

pub use circles::CircleSeen;
pub(crate) use directory::Directory;
pub(crate) use edits::Author;
pub use endpoint::{Endpoint, Endpoints, OwnEndpoint, PrivateData, PublicEndpoint};
pub(crate) use principal::Principal;
pub(crate) use program::{Program, Said};
pub use session::Session;
pub(crate) use turns::Turns;
