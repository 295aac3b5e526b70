//! Handshakes of every generation, over loopback, with clients of three makes.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests fail as loudly as tests"
)]

mod client;
mod era;
mod first_bytes;
mod modern;
mod server;
mod tlslite;
