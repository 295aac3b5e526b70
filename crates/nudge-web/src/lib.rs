//! The HTTP front ends: what clients of the era fetch over HTTP, and the pages that people read.
//!
//! Every endpoint is served alike on every transport; only the path tells which one is meant, because users reach us under
//! dozens of names that are not ours. Requests pass through these:
//!
//! ```text
//! a stream (TCP, or whatever a TLS acceptor makes of it)
//!    ▼
//! web       hyper, with the limits; the head of every answer spelled as old clients expect it (spelling)
//!    ▼
//! route     leading slashes merged; the era's paths in any case ──► era    Passport, client configuration, the gateway
//!                                                               └─► pages  a router that is given to us
//! ```

pub mod acme;
mod beside;
mod config;
pub mod connect;
mod era;
mod host;
mod metered;
mod personal;
mod route;
mod server;
mod shrink;
pub mod site;
mod spelling;
mod web;

pub use beside::beside;
pub use config::{Config, GatewayLimits, Limits};
pub use era::{ACCOUNT_DISABLED, Caller, Doorway, Pipe, TOO_MANY_FAILURES};
pub use server::Server;
pub use web::{Transport, Web};
