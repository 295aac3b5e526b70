//! All that an account owns, for its owner to take away: JSON files in a zip archive, which every system opens.
//!
//! [`archive`] makes it piece by piece, whoever asked for it: the website or the command line. No secret is in it: of access
//! tokens their names, of passwords nothing. [`KeptMessage`] is a message as a person reads it.

mod archive;
mod gathered;
mod message;
mod moment;
mod owned;
mod packing;

pub use archive::{Archive, FILE_NAME, archive};
pub use message::KeptMessage;
pub use packing::Broken;
