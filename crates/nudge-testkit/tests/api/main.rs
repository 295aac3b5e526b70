//! The JSON API over real sockets, with clients beside.
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod effects;
mod guide;
mod keys;
mod lists;
mod operations;
mod program;
mod schema;
mod ways;
