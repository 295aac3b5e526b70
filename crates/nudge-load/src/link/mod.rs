//! What carries the bytes: TCP, or the HTTP gateway with or without TLS.

mod gateway;
mod http;
mod socket;

pub(crate) use gateway::Gateway;
pub(crate) use http::{Http, post};
pub(crate) use socket::{connect, connect_secure};

use anyhow::bail;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A way to the server and back.
#[derive(Debug)]
pub(crate) enum Link {
    Tcp(TcpStream),
    Gateway(Box<Gateway>),
}

/// What HTTP is spoken over.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// How much is read at once, in bytes.
const READ: usize = 64 * 1024;

/// What the system takes in for a slow reader, in bytes: the least that it can be asked for is about that.
const NARROW: usize = 4096;

impl Link {
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Tcp(stream) => Ok(stream.write_all(bytes).await?),
            Self::Gateway(gateway) => gateway.send(bytes).await,
        }
    }

    /// Waits until nothing is asked any more, so that what is sent next goes at once.
    pub(crate) async fn rest(&mut self) -> anyhow::Result<()> {
        match self {
            Self::Tcp(_) => Ok(()),
            Self::Gateway(gateway) => gateway.rest().await,
        }
    }

    /// Whether something has come that was not received yet, as far as we know.
    pub(crate) fn has_more(&self) -> bool {
        match self {
            Self::Tcp(_) => false,
            Self::Gateway(gateway) => gateway.has_more(),
        }
    }

    /// Takes in no more from now on than the system must, as if the line were slow.
    pub(crate) fn narrow(&self) -> anyhow::Result<()> {
        match self {
            Self::Tcp(stream) => Ok(SockRef::from(stream).set_recv_buffer_size(NARROW)?),
            Self::Gateway(_) => bail!("only a connection of TCP can be made narrow"),
        }
    }

    /// Waits for one byte and forgets it.
    pub(crate) async fn sip(&mut self) -> anyhow::Result<()> {
        match self {
            Self::Tcp(stream) => {
                stream.read_u8().await?;
                Ok(())
            }
            Self::Gateway(_) => bail!("only from a connection of TCP one byte can be read"),
        }
    }

    /// Waits for more and appends it. An empty buffer takes no room before there is something to put into it. May be dropped
    /// half-way without losing any.
    pub(crate) async fn receive(&mut self, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
        match self {
            Self::Tcp(stream) => {
                if buffer.is_empty() {
                    stream.readable().await?;
                }
                buffer.reserve(READ);
                if stream.read_buf(buffer).await? == 0 {
                    bail!("the connection was closed");
                }
                Ok(())
            }
            Self::Gateway(gateway) => gateway.receive(buffer).await,
        }
    }
}
