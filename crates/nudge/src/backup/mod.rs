//! All that a server keeps, in one file, and back.
//!
//! A backup is a tar archive, compressed with zstd, which any `tar` can open. Its first member is the [manifest], the others
//! are the files of a data folder under their own names. Behind the compressed archive stands a [seal]: a frame that zstd
//! skips, with the SHA-256 of everything before it.
//!
//! - [`create()`]: takes a copy of the database while others use it, and packs it with the rest.
//! - [`read`]: opens a backup and believes nothing: names, sizes and checksums are those of the manifest, or it ends.
//! - [`restore()`]: unpacks beside what is there, checks, and only then puts it in place.

mod create;
mod hashing;
mod manifest;
mod read;
mod restore;
mod seal;
#[cfg(test)]
mod tests;
mod unfit;
mod watch;

pub(crate) use create::create;
pub(crate) use manifest::Manifest;
pub(crate) use read::verify;
pub(crate) use restore::restore;
pub(crate) use watch::Watch;
