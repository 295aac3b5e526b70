//! What the front ends need to know of the configuration.

use std::time::Duration;

use nudge_core::Rate;

use crate::host::Asked;
use crate::web::Transport;

/// The configuration of the front ends.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Config {
    /// The only host, and maybe a port, that takes passwords: clients that ask where to sign in are told it, and those that
    /// come to another one are sent there. Without it, clients sign in where they are.
    pub login_host: Option<String>,
    /// Hosts of ours, besides the names of the era and the login host, on whichever ports: a client may be sent to their
    /// pages, and one with old TLS is answered under no other.
    pub own_hosts: Vec<String>,
    /// Limits of the HTTP gateway, where there is one.
    pub gateway: GatewayLimits,
    /// Limits.
    pub limits: Limits,
}

/// Limits of the HTTP gateway.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct GatewayLimits {
    /// Sessions at a time.
    pub sessions: usize,
    /// Sessions at a time from one address; 0 for no limit.
    pub sessions_per_address: usize,
    /// How often sessions may be opened from one address.
    pub opens: Rate,
    /// How many bytes may wait for a client to ask for them.
    pub queue: usize,
    /// How long a client may stay silent. Then its session ends, as a connection does that is lost.
    pub lifetime: Duration,
}

/// Limits of the front ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time from one address; 0 for no limit.
    pub connections_per_address: usize,
    /// Bytes of a request's head.
    pub head: usize,
    /// Bytes of a request's body.
    pub body: usize,
    /// How long a connection may take from one request to the end of the next one's head.
    pub head_timeout: Duration,
    /// How long a request may take, its body and the work included.
    pub request_timeout: Duration,
    /// How long a connection may last. It then ends after the request that it is at.
    pub connection_lifetime: Duration,
    /// How long connections have to end when the server does.
    pub drain: Duration,
}

impl Config {
    /// Every host of ours, the one that takes passwords among them.
    pub(crate) fn all_own_hosts(&self) -> impl Iterator<Item = &str> {
        self.own_hosts.iter().chain(&self.login_host).map(String::as_str)
    }

    /// The host that takes passwords, if it is another one than the client asks.
    pub(crate) fn login_elsewhere(&self, asked: &Asked, transport: Transport) -> Option<&str> {
        self.login_host.as_deref().filter(|login| !asked.is(login, transport))
    }
}

impl Default for GatewayLimits {
    fn default() -> Self {
        Self {
            sessions: 2000,
            sessions_per_address: 200,
            opens: Rate { count: 300, within_millis: 60_000 },
            queue: 256 * 1024,
            // Clients ask every two to five seconds.
            lifetime: Duration::from_secs(75),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 500,
            connections_per_address: 100,
            head: 16 * 1024,
            body: 64 * 1024,
            head_timeout: Duration::from_secs(30),
            // Clients freeze for as long as they wait, and give up after a minute.
            request_timeout: Duration::from_secs(30),
            connection_lifetime: Duration::from_mins(5),
            drain: Duration::from_secs(4),
        }
    }
}
