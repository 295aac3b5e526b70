//! Listening for plain HTTP, letting in, and ending.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;

use crate::web::{Transport, Web};

/// A port of plain HTTP.
#[derive(Debug)]
pub struct Server {
    web: Web,
    listener: TcpListener,
    address: SocketAddr,
}

/// How long accepting pauses when the system has no descriptors left.
const EXHAUSTED: Duration = Duration::from_millis(100);

impl Server {
    /// Binds the port.
    pub async fn bind(web: Web, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { web, listener, address })
    }

    /// Where it listens; a port that was asked for as 0 is the one that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`, then waits a while for what is being answered, and returns.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (connections, web) = (TaskTracker::new(), self.web);
        let admission = Arc::new(Admission::default());
        tokio::select! {
            () = accept(self.listener, &web, &admission, &connections) => {}
            () = stop => {}
            () = web.stopping().cancelled() => {}
        }
        web.stop();
        connections.close();
        if tokio::time::timeout(web.limits().drain, connections.wait()).await.is_err() {
            tracing::warn!(connections = connections.len(), "some web connections did not end in time");
        }
    }
}

async fn accept(listener: TcpListener, web: &Web, admission: &Arc<Admission>, connections: &TaskTracker) {
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accepting web connections failed; trying again");
                tokio::time::sleep(EXHAUSTED).await;
                continue;
            }
        };
        let Some(admitted) = Admission::admit(admission, web, peer.ip()) else {
            tracing::debug!("a web connection was turned away: there are too many");
            continue;
        };
        let web = web.clone();
        connections.spawn(async move {
            if let Ok(transport) = prepare(&stream, peer) {
                web.serve_connection(stream, transport).await;
            }
            drop(admitted);
        });
    }
}

fn prepare(stream: &TcpStream, peer: SocketAddr) -> io::Result<Transport> {
    stream.set_nodelay(true)?;
    Ok(Transport { encrypted: false, legacy: false, peer, local: stream.local_addr()? })
}

/// Who is connected, in numbers.
#[derive(Debug, Default)]
struct Admission(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A connection that has been let in. Dropping it makes the place free.
#[derive(Debug)]
struct Admitted {
    admission: Arc<Admission>,
    peer: IpAddr,
}

impl Admission {
    fn admit(this: &Arc<Self>, web: &Web, peer: IpAddr) -> Option<Admitted> {
        let limits = web.limits();
        let mut counts = this.lock();
        let from_there = counts.by_address.get(&peer).copied().unwrap_or(0);
        let per_address = limits.connections_per_address;
        if counts.all >= limits.connections || (per_address > 0 && from_there >= per_address) {
            return None;
        }
        counts.all += 1;
        counts.by_address.insert(peer, from_there + 1);
        drop(counts);
        Some(Admitted { admission: Arc::clone(this), peer })
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut counts = self.admission.lock();
        counts.all -= 1;
        if let Some(left) = counts.by_address.get_mut(&self.peer) {
            *left -= 1;
            if *left == 0 {
                counts.by_address.remove(&self.peer);
            }
        }
    }
}
