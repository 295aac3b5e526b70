//! From the HTTP gateway to the servers behind it.

use std::sync::Arc;

use msnp::gateway::Server as Wanted;
use nudge_net::{Front, Server, Visit};
use nudge_web::{Caller, Doorway, Pipe};

/// The doorway of the front ends, as the HTTP gateway knows it.
#[derive(Debug)]
struct Entrance(nudge_net::Doorway);

/// The way to this server.
pub(super) fn doorway(server: &Server) -> Arc<dyn Doorway> {
    Arc::new(Entrance(server.doorway()))
}

impl Doorway for Entrance {
    fn enter(&self, pipe: Pipe, caller: Caller) -> bool {
        let Caller { server, local, peer, patience } = caller;
        let front = match server {
            Wanted::Notification => Front::Notification,
            Wanted::Switchboard => Front::Switchboard,
        };
        self.0.enter(pipe, Visit { front, local, peer, patience }).is_ok()
    }
}
