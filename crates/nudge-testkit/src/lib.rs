//! What tests of the whole server are made of.
//!
//! - [`TestServer`]: the real servers, on real sockets and a real database, for as long as a test takes;
//! - [`Raw`]: a connection that says exactly what a test wants and shows exactly what comes back;
//! - [`browser`]: Chromium, for the site: what people see of it, whether everybody can read it, and what it weighs;
//! - [`cast`]: people to test with;
//! - [`circles`]: what a client says to be in a circle;
//! - [`dice`]: chance that can be had again;
//! - [`wording`]: what they say, in each dialect;
//! - [`gateway`]: sessions of the HTTP gateway, and a tunnel for clients that know nothing of it;
//! - [`http`], [`passport`], [`address_book`], [`offline`]: what clients do over the web, byte for byte;
//! - [`p2p`]: files and pictures in pieces, and what is said about them;
//! - [`transcript`]: sessions written down as text, played against a server.

pub mod address_book;
pub mod browser;
pub mod cast;
pub mod circles;
pub mod gateway;
pub mod http;
mod machine;
mod member;
pub mod offline;
pub mod p2p;
pub mod passport;
mod raw;
mod server;
pub mod transcript;

pub use machine::TestClock;
pub use member::Member;
pub use nudge_sim::{dice, wording};
pub use raw::{Heard, PATIENCE, Raw};
pub use server::{Builder, TestServer};
