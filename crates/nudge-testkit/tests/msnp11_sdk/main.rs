//! The `msnp11-sdk` crate, a client of MSNP11 that this project did not write, against the real server.
//!
//! What it expects of a server is not always what this project's own client does; that is what it is good for.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "who waits for one event puts all others by, whatever they are"
)]

mod chat;
mod contacts;
mod files;
mod peer;
mod person;
mod pictures;
mod presence;
mod sign_in;
