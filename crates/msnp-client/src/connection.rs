//! A connection to a server: typed commands, frames or plain bytes.

use std::marker::PhantomData;
use std::net::{Ipv6Addr, SocketAddr};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use msnp::frame::{Frame, Framer, Limits, Step, Vocabulary};
use msnp::{DecodeError, Dialect, notification, switchboard};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

use crate::Error;

/// The port of a server that is named without one (reference 01 §1).
pub const DEFAULT_PORT: u16 = 1863;

/// The longest payload, in bytes, that is accepted from a server. Most are below 2 KiB.
pub const PAYLOAD_LIMIT: usize = 64 * 1024;

/// How much to make room for at each read.
const READ_SIZE: usize = 4096;

/// Which two vocabularies are spoken on a connection.
pub trait Protocol {
    /// What the client says.
    type Outgoing;
    /// What the server says.
    type Incoming;
    /// Tells payload commands from others in what the server says.
    type Framing: Vocabulary;

    /// Writes a command.
    fn encode(command: &Self::Outgoing, dialect: Dialect, out: &mut Vec<u8>);
    /// Reads a command.
    fn decode(frame: Frame<'_>, dialect: Dialect) -> Result<Self::Incoming, DecodeError>;
}

/// What is spoken with a dispatch or notification server.
#[derive(Clone, Copy, Debug)]
pub struct Notification;

/// What is spoken with a switchboard.
#[derive(Clone, Copy, Debug)]
pub struct Switchboard;

/// Implements the protocol for a vocabulary module of `msnp`.
macro_rules! protocol {
    ($protocol:ident, $vocabulary:ident) => {
        impl Protocol for $protocol {
            type Outgoing = $vocabulary::FromClient<'static>;
            type Incoming = $vocabulary::FromServer<'static>;
            type Framing = $vocabulary::FromServer<'static>;

            fn encode(command: &Self::Outgoing, dialect: Dialect, out: &mut Vec<u8>) {
                command.encode(dialect, out);
            }

            fn decode(frame: Frame<'_>, dialect: Dialect) -> Result<Self::Incoming, DecodeError> {
                $vocabulary::FromServer::decode(frame, dialect).map($vocabulary::FromServer::into_owned)
            }
        }
    };
}

protocol!(Notification, notification);
protocol!(Switchboard, switchboard);

/// A TCP connection on which `P` is spoken.
#[derive(Debug)]
pub struct Connection<P> {
    sender: Sender<P>,
    receiver: Receiver<P>,
}

impl<P: Protocol> Connection<P> {
    /// Connects to `host:port`, or to a host on [`DEFAULT_PORT`].
    pub async fn connect(address: &str, dialect: Dialect, patience: Duration) -> Result<Self, Error> {
        let connecting = TcpStream::connect(with_port(address));
        let stream = timeout(patience, connecting).await.map_err(|_| Error::Timeout)??;
        // A chat is many small writes, each awaited by somebody.
        stream.set_nodelay(true)?;
        Ok(Self::over(stream, dialect))
    }

    /// Speaks over a stream that is connected already.
    pub fn over(stream: TcpStream, dialect: Dialect) -> Self {
        let (read, write) = stream.into_split();
        let limits =
            Limits { payload: PAYLOAD_LIMIT, data: PAYLOAD_LIMIT, list: PAYLOAD_LIMIT, ..Limits::default() };
        Self {
            sender: Sender { stream: write, pending: Vec::new(), written: 0, dialect, protocol: PhantomData },
            receiver: Receiver {
                stream: read,
                buffer: BytesMut::new(),
                framer: Framer::new(limits),
                dialect,
                protocol: PhantomData,
            },
        }
    }

    /// The dialect in force.
    pub fn dialect(&self) -> Dialect {
        self.receiver.dialect
    }

    /// Speaks another dialect from here on: after `VER`.
    pub fn set_dialect(&mut self, dialect: Dialect) {
        self.sender.dialect = dialect;
        self.receiver.dialect = dialect;
    }

    /// Sends a command.
    pub async fn send(&mut self, command: impl Into<P::Outgoing>) -> Result<(), Error> {
        self.sender.send(command).await
    }

    /// Sends bytes as they are, for those who want to know what a server does with them.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.sender.send_bytes(bytes).await
    }

    /// Sends what a cancelled send has left.
    pub async fn flush(&mut self) -> Result<(), Error> {
        self.sender.flush().await
    }

    /// The next command. Waits for as long as it takes; cancel-safe.
    pub async fn recv(&mut self) -> Result<P::Incoming, Error> {
        self.receiver.recv().await
    }

    /// The next command, or [`Error::Timeout`]. Cancel-safe.
    pub async fn recv_within(&mut self, patience: Duration) -> Result<P::Incoming, Error> {
        self.receiver.recv_within(patience).await
    }

    /// The next command as it came, undecoded. Cancel-safe.
    pub async fn recv_frame(&mut self) -> Result<OwnedFrame, Error> {
        self.receiver.recv_frame().await
    }

    /// Takes the two directions apart, for two tasks.
    pub fn into_split(self) -> (Sender<P>, Receiver<P>) {
        (self.sender, self.receiver)
    }
}

/// A command as it came: see [`Frame`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnedFrame {
    /// The line, without its end and, for a payload command, without the length.
    pub line: Bytes,
    /// The payload, for the commands that have one.
    pub payload: Option<Bytes>,
}

/// The half of a connection that sends.
#[derive(Debug)]
pub struct Sender<P> {
    stream: OwnedWriteHalf,
    pending: Vec<u8>,
    /// How much of `pending` the kernel has; a send that was cancelled goes on from here.
    written: usize,
    dialect: Dialect,
    protocol: PhantomData<P>,
}

impl<P: Protocol> Sender<P> {
    /// Adds a command to what the next [`Self::flush`] sends.
    pub fn queue(&mut self, command: impl Into<P::Outgoing>) {
        P::encode(&command.into(), self.dialect, &mut self.pending);
    }

    /// Adds bytes as they are.
    pub fn queue_bytes(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// Sends all that is queued, in as few writes as the kernel allows.
    pub async fn flush(&mut self) -> Result<(), Error> {
        while let Some(rest) = self.pending.get(self.written..).filter(|rest| !rest.is_empty()) {
            match self.stream.write(rest).await? {
                0 => return Err(Error::Closed),
                n => self.written += n,
            }
        }
        self.pending.clear();
        self.written = 0;
        Ok(())
    }

    /// Sends a command, after what is queued.
    pub async fn send(&mut self, command: impl Into<P::Outgoing>) -> Result<(), Error> {
        self.queue(command);
        self.flush().await
    }

    /// Sends bytes as they are, after what is queued.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.queue_bytes(bytes);
        self.flush().await
    }

    /// Closes this direction: the server reads an end of file.
    pub async fn shutdown(&mut self) -> Result<(), Error> {
        Ok(self.stream.shutdown().await?)
    }
}

/// The half of a connection that receives.
#[derive(Debug)]
pub struct Receiver<P> {
    stream: OwnedReadHalf,
    buffer: BytesMut,
    framer: Framer,
    dialect: Dialect,
    protocol: PhantomData<P>,
}

impl<P: Protocol> Receiver<P> {
    /// The next command. Waits for as long as it takes; cancel-safe.
    pub async fn recv(&mut self) -> Result<P::Incoming, Error> {
        Ok(self.recv_with(P::decode).await??)
    }

    /// The next command, or [`Error::Timeout`]. Cancel-safe.
    pub async fn recv_within(&mut self, patience: Duration) -> Result<P::Incoming, Error> {
        timeout(patience, self.recv()).await.map_err(|_| Error::Timeout)?
    }

    /// The next command as it came, undecoded. Cancel-safe.
    pub async fn recv_frame(&mut self) -> Result<OwnedFrame, Error> {
        self.recv_with(|frame, _| OwnedFrame {
            line: Bytes::copy_from_slice(frame.line),
            payload: frame.payload.map(Bytes::copy_from_slice),
        })
        .await
    }

    /// Shows the next command to `look` where it lies in the buffer, without a copy. Cancel-safe.
    pub async fn recv_with<T>(&mut self, look: impl FnOnce(Frame<'_>, Dialect) -> T) -> Result<T, Error> {
        loop {
            let used = match self.framer.step::<P::Framing>(&self.buffer, self.dialect)? {
                Step::Frame { frame, used } => {
                    let seen = look(frame, self.dialect);
                    self.buffer.advance(used);
                    return Ok(seen);
                }
                Step::Partial { used } => used,
            };
            self.buffer.advance(used);
            self.buffer.reserve(READ_SIZE);
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(Error::Closed);
            }
        }
    }
}

/// The address with a port, if it has none.
fn with_port(address: &str) -> String {
    if address.parse::<SocketAddr>().is_ok() {
        return address.into();
    }
    if address.parse::<Ipv6Addr>().is_ok() {
        return format!("[{address}]:{DEFAULT_PORT}");
    }
    match address.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => address.into(),
        _ => format!("{address}:{DEFAULT_PORT}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_port_means_1863() {
        for (address, full) in [
            ("127.0.0.1", "127.0.0.1:1863"),
            ("127.0.0.1:99", "127.0.0.1:99"),
            ("localhost", "localhost:1863"),
            ("localhost:99", "localhost:99"),
            ("::1", "[::1]:1863"),
            ("[::1]", "[::1]:1863"),
            ("[::1]:99", "[::1]:99"),
        ] {
            assert_eq!(with_port(address), full);
        }
    }
}
