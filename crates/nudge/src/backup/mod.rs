//! All that a server keeps, in one file, and back. How the file is written is in `nudge-backup`.
//!
//! - [`create()`]: takes a copy of the database while others use it, and packs it with the rest.
//! - [`verify()`]: opens a backup and believes nothing: names, sizes and checksums are those of the manifest, or it ends.
//! - [`restore()`]: unpacks beside what is there, checks, and only then puts it in place.

mod create;
mod restore;
#[cfg(test)]
mod tests;
mod verify;
mod watch;

pub(crate) use create::create;
pub(crate) use restore::restore;
pub(crate) use verify::verify;
pub(crate) use watch::Watch;
