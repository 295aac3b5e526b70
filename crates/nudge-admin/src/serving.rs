//! What a running server knows of itself.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use nudge_core::circle::CircleCount;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Moment, Trouble};

/// What a running server knows of itself.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Since when it runs.
    pub since: Moment,
    /// Where it is to be found.
    pub listeners: Vec<Listener>,
    /// How much it logs.
    pub log: Arc<dyn Logging>,
}

/// How much is logged, which can be changed.
pub trait Logging: fmt::Debug + Send + Sync {
    /// As it is now.
    fn level(&self) -> String;

    /// Logs this from now on. What cannot be meant is [`Trouble::Refused`].
    fn set(&self, level: &str) -> Result<(), Trouble>;
}

/// Where a server is to be found.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Listener {
    /// What is served there.
    #[schema(example = "listen")]
    pub role: String,
    /// The address and the port.
    #[schema(value_type = String, example = "192.0.2.1:1863")]
    pub address: SocketAddr,
}

/// How much a server logs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LogView {
    /// A level, or several by module.
    pub level: String,
}

/// How the server is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Status)]
pub struct StatusView {
    /// The version of the program.
    pub version: String,
    /// The number of its process.
    pub pid: u32,
    /// Since when it runs.
    pub since: Moment,
    /// Where it is to be found.
    pub listeners: Vec<Listener>,
    /// How many accounts there are.
    pub accounts: u64,
    /// How many are signed in.
    pub online: usize,
    /// How many conversations somebody is in.
    pub conversations: usize,
    /// How many circles there are, and of how many people.
    pub circles: CirclesView,
}

/// How many circles there are, and of how many people.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Circles)]
pub struct CirclesView {
    /// How many circles.
    pub count: u64,
    /// How many members they have; whoever belongs to two counts twice.
    pub members: u64,
    /// How many invitations nobody has answered.
    pub invitations: u64,
    /// Of how many somebody is watching with a program.
    pub gathered: usize,
}

impl CirclesView {
    /// Of that many, somebody is watching so many.
    pub fn new(count: CircleCount, gathered: usize) -> Self {
        let CircleCount { circles, members, invitations } = count;
        Self { count: circles, members, invitations, gathered }
    }
}
