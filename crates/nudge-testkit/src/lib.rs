//! What tests of the whole server are made of.
//!
//! - [`TestServer`]: the real servers, on real sockets and a real database, for as long as a test takes;
//! - [`Raw`]: a connection that says exactly what a test wants and shows exactly what comes back;
//! - [`cast`]: people to test with;
//! - [`transcript`]: sessions written down as text, played against a server.

pub mod cast;
mod machine;
mod member;
mod raw;
mod server;
pub mod transcript;

pub use machine::TestClock;
pub use member::Member;
pub use raw::{Heard, PATIENCE, Raw};
pub use server::{Builder, TestServer};
