//! Listening, letting in, and ending.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nudge_core::{Newcomer, RefusedAccepts};
use nudge_tls::{Acceptor, Face};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::metered::METERED;
use crate::web::{Transport, Web};

/// A port, of plain HTTP or of HTTP over TLS.
pub struct Server {
    web: Web,
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<Arc<Acceptor>>,
}

/// How long accepting pauses when the system has no descriptors left.
const EXHAUSTED: Duration = Duration::from_millis(100);

impl Server {
    /// Binds a port for plain HTTP.
    pub async fn bind(web: Web, address: SocketAddr) -> io::Result<Self> {
        Self::on(web, TcpListener::bind(address).await?, None)
    }

    /// Binds a port for HTTP over TLS, of every generation.
    pub async fn bind_tls(web: Web, address: SocketAddr, tls: Arc<Acceptor>) -> io::Result<Self> {
        Self::on(web, TcpListener::bind(address).await?, Some(tls))
    }

    /// Takes a port that is bound already.
    pub fn on(web: Web, listener: TcpListener, tls: Option<Arc<Acceptor>>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        Ok(Self { web, listener, address, tls })
    }

    /// Where it listens; a port that was asked for as 0 is the one that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`, then waits a while for what is being answered, and returns.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (connections, web) = (TaskTracker::new(), self.web);
        tokio::select! {
            () = accept(self.listener, &web, self.tls.as_ref(), &connections) => {}
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

async fn accept(listener: TcpListener, web: &Web, tls: Option<&Arc<Acceptor>>, connections: &TaskTracker) {
    let mut refused = RefusedAccepts::default();
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                if let Some(said) = refused.say(&error, Instant::now()) {
                    tracing::warn!(%error, "{said}");
                }
                tokio::time::sleep(EXHAUSTED).await;
                continue;
            }
        };
        let Some((admitted, newcomer)) = web.admission().admit_newcomer(peer.ip()) else {
            METERED.refused.increment(1);
            tracing::debug!("a web connection was turned away: there are too many");
            continue;
        };
        let (web, tls) = (web.clone(), tls.cloned());
        let (port, metered) = if tls.is_some() { ("https", &METERED.https) } else { ("http", &METERED.http) };
        let span = tracing::error_span!("connection", conn.id = admitted.number(), conn.port = port);
        let connection = async move {
            let _open = metered.open();
            if let Ok(transport) = prepare(&stream, peer) {
                serve(stream, transport, tls, &web, newcomer).await;
            }
            drop(admitted);
        };
        connections.spawn(connection.instrument(span));
    }
}

fn prepare(stream: &TcpStream, peer: SocketAddr) -> io::Result<Transport> {
    stream.set_nodelay(true)?;
    Ok(Transport { encrypted: false, legacy: false, peer, local: stream.local_addr()? })
}

/// One connection. Which face of TLS it came by decides what it is served. It is a newcomer until its first request.
async fn serve(
    stream: TcpStream,
    transport: Transport,
    tls: Option<Arc<Acceptor>>,
    web: &Web,
    mut newcomer: Newcomer,
) {
    let Some(tls) = tls else { return web.serve_newcomer(stream, transport, Some(newcomer)).await };
    let shaken = tokio::select! {
        shaken = tls.accept(stream) => shaken,
        () = newcomer.displaced() => return,
        () = web.stopping().cancelled() => return,
    };
    match shaken {
        Ok(accepted) => {
            let legacy = accepted.face == Face::Legacy;
            tracing::debug!(tls.version = %accepted.version, tls.cipher = accepted.cipher, "a handshake");
            let transport = Transport { encrypted: true, legacy, ..transport };
            web.serve_newcomer(accepted.stream, transport, Some(newcomer)).await;
        }
        Err(error) => tracing::debug!(%error, "no handshake"),
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let encrypted = self.tls.is_some();
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("encrypted", &encrypted)
            .finish_non_exhaustive()
    }
}
