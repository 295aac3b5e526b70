//! The way from the gateway to the servers behind it.

use std::fmt::Debug;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use msnp::gateway::Server;

use super::pipe::Pipe;

/// The servers behind the gateway.
pub trait Doorway: Debug + Send + Sync {
    /// Connects a session with its server, which serves it until one of them ends it. `false` if there is no room for it.
    fn enter(&self, pipe: Pipe, caller: Caller) -> bool;
}

/// Who has opened a session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Caller {
    /// Who is asked for.
    pub server: Server,
    /// Where we were reached.
    pub local: SocketAddr,
    /// Where the first request came from. Later ones may come from elsewhere, by another proxy.
    pub peer: IpAddr,
    /// How long the client may take nothing of what waits for it: as long as it may stay silent.
    pub patience: Duration,
}
