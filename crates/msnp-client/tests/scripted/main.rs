//! The client against servers that say, word by word, what the protocol reference has.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking, as tests do")]

mod connection;
mod conversation;
mod events;
mod lists;
mod passport;
mod presence;
mod requests;
mod secure;
mod server;
mod sign_in;
mod single_sign_on;
