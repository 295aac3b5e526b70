//! An answerer for the host names of the era, for networks whose machines ask it instead of keeping hosts files.
//!
//! ```text
//! UDP, TCP ─► pace ─► judge ─┬─► an answer: the server's address, or a refusal
//!                            └─► forward ─► the upstream server's answer, byte for byte
//! ```
//!
//! It resolves nothing by itself and keeps nothing, so there is no cache to poison. What it does not answer it refuses, or
//! forwards for machines of the same network.

mod config;
mod forward;
mod judge;
mod metered;
mod pace;
mod server;
#[cfg(test)]
mod tests;

pub use config::{DnsConfig, DnsLimits, Forward};
pub use server::DnsServer;
