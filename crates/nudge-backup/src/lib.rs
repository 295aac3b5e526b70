//! How a backup is written, and a reader that believes nothing in it.
//!
//! A backup is a tar archive, compressed with zstd, which any `tar` can open. Its first member is the [manifest](Manifest), the
//! others are the files of a data folder under their own names. Behind the compressed archive stands a [seal](seal()): a frame
//! that zstd skips, with the SHA-256 of everything before it.
//!
//! Whoever reads one may have been given it by somebody else: [`unpack`] ends with the first thing that is not as we write it,
//! and says what ([`Unfit`]). It writes no more than the manifest lists, and the manifest lists only names of ours and a
//! bounded number of them, each of a bounded size, but for the database; so ask [`Manifest::size`] whether there is room.

mod hashing;
mod manifest;
mod progress;
mod read;
mod seal;
mod unfit;

pub use hashing::Hashing;
pub use manifest::{
    CERTIFICATES, DATABASE, FILES, MAX_SMALL, MOST_MEMBERS, Manifest, Member, NAME, is_allowed,
};
pub use progress::{Progress, Watched};
pub use read::{unpack, verify};
pub use seal::seal;
pub use unfit::Unfit;
