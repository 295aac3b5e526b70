//! What old clients fetch over HTTP, byte for byte, on real sockets.
#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod client_config;
mod connect;
mod gateway;
mod http;
mod limits;
mod links;
mod login;
mod nexus;
mod renewal;
mod rst;
mod rst2;
mod small_things;
mod social;
mod storage;
