//! What old clients fetch over HTTP, byte for byte, on real sockets.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod connect;
mod http;
mod nexus;
