//! The way in for connections that do not come to a port: sessions of the HTTP gateway.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use nudge_core::Admission;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::task::TaskTracker;

use crate::metered::METERED;
use crate::net::{Ends, Net, Role, Way};
use crate::server::{Entry, serve};

/// A way in beside the ports. Whoever enters is served like a connection of TCP: with the same limits, in the same counts,
/// and is said goodbye to with all others. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Doorway {
    net: Arc<Net>,
    admission: Arc<Admission>,
    connections: TaskTracker,
}

/// Who is asked for at the door.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Front {
    /// The notification server. It refers nobody on to another one: the way in is here.
    Notification,
    /// The switchboard.
    Switchboard,
}

/// Who comes, and to whom.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Visit {
    /// Who is asked for.
    pub front: Front,
    /// Where we were reached: what clients are told to connect to is made of its address where no public one is set.
    pub local: SocketAddr,
    /// Who comes. The client is told the port 0, for it has none.
    pub peer: IpAddr,
    /// How long it may take nothing of what waits for it. A client that has to ask for what there is takes nothing in
    /// between, so this is more than it is for TCP.
    pub patience: Duration,
}

/// Nobody is let in now: there are too many, in all or from one address, or the server is stopping.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("nobody is let in now")]
pub struct Shut;

impl Doorway {
    pub(crate) fn new(net: Arc<Net>, admission: Arc<Admission>, connections: TaskTracker) -> Self {
        Self { net, admission, connections }
    }

    /// Takes a connection in and serves it until it ends.
    ///
    /// What is flushed into the stream ends with a whole command, whatever was written in between.
    pub fn enter<S>(&self, stream: S, visit: Visit) -> Result<(), Shut>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        if self.net.stopping.is_cancelled() {
            return Err(Shut);
        }
        let Some(admitted) = self.admission.admit(visit.peer) else {
            METERED.refused.increment(1);
            tracing::debug!("a connection was turned away: there are too many");
            return Err(Shut);
        };
        let role = match visit.front {
            Front::Notification => Role::Notification,
            Front::Switchboard => Role::Switchboard,
        };
        let ends = Ends { local: visit.local, peer: SocketAddr::new(visit.peer, 0) };
        let entry = Entry { way: Way::Gateway, role, ends, patience: visit.patience };
        self.connections.spawn(serve(stream, entry, Arc::clone(&self.net), admitted, None));
        Ok(())
    }
}
