//! Connections of TCP, and of TLS over them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::Context as _;
use nudge_tls::client::ModernClient;
use tokio::net::{TcpSocket, TcpStream};

use super::Duplex;

/// From so many addresses of the loopback network in turn. Each has some 28,000 ports, of which those that were used in the last
/// minute are no good.
const SOURCES: u8 = 64;

static NEXT_SOURCE: AtomicU8 = AtomicU8::new(0);

/// Connects, on the loopback network from ever another address: one has too few ports for a storm.
pub(crate) async fn connect(to: SocketAddr) -> anyhow::Result<TcpStream> {
    let stream = dial(to).await.with_context(|| format!("cannot connect to {to}"))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The same, with TLS over it. The server has to show that it is the host.
pub(crate) async fn connect_secure(
    to: SocketAddr,
    host: &str,
    client: &ModernClient,
) -> anyhow::Result<Box<dyn Duplex>> {
    let stream = connect(to).await?;
    let connected = client.connect(host, stream).await;
    Ok(Box::new(connected.with_context(|| format!("no TLS with {to}"))?.stream))
}

async fn dial(to: SocketAddr) -> std::io::Result<TcpStream> {
    if !(to.is_ipv4() && to.ip().is_loopback()) {
        return TcpStream::connect(to).await;
    }
    let from = Ipv4Addr::new(127, 1, 0, NEXT_SOURCE.fetch_add(1, Ordering::Relaxed) % SOURCES + 1);
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(from), 0))?;
    socket.connect(to).await
}
