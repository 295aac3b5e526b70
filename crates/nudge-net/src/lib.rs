//! The front ends: dispatch server, notification server and switchboard.
//!
//! One connection is one task, and the task owns all of the connection's state. What others have to say to it arrives in
//! its outbox, a bounded queue; nothing else is shared. A handler turns a command into a call of the domain and
//! what comes of it into commands, and does nothing else.
//!
//! ```text
//! bytes ──► wire (frames) ──► notification / switchboard (states, handlers) ──► nudge_core
//!   ▲                                                                              │
//!   └─────────── out (replies, shared encodings) ◄── outbox (notices, room events) ◄┘
//! ```
//!
//! A connection is TCP, or any other stream of bytes that comes in by the [`Doorway`]: the HTTP gateway's are memory.

mod config;
mod connection;
mod doorway;
mod goodbye;
mod metered;
mod names;
mod net;
mod notification;
mod out;
mod outbox;
mod pool;
mod server;
mod switchboard;
mod wire;

pub use config::{Challenges, ClientPages, Config, Limits, PublicAddress, SsoProof};
pub use doorway::{Doorway, Front, Shut, Visit};
pub use server::{Addresses, Server};
