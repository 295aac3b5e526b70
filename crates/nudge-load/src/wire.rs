//! The client's side of a connection: a buffer, a framer, and nothing in between. It shares the processors with the server
//! under test, so it must be cheap.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use msnp::Dialect;
use msnp::frame::{Frame, Framer, Limits, Step, Vocabulary};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// A connection to a server or relay.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    framer: Framer,
    buffer: Vec<u8>,
    /// What lies before it in the buffer has been handled.
    start: usize,
}

/// What is spoken.
pub(crate) const DIALECT: Dialect = Dialect::Msnp7;

/// How much is read at once, in bytes.
const READ: usize = 64 * 1024;

/// How long an answer may take before the run is given up: nothing that works takes a fraction of it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a conversation is listened to after its end, for messages that should not come.
const AFTERMATH: Duration = Duration::from_millis(100);

/// Generous: what is too long is for the receiver to find.
const LIMITS: Limits = Limits { line: 64 * 1024, payload: 1 << 20, data: 1 << 20, list: 1 << 20 };

impl Wire {
    pub(crate) async fn connect(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = connect(to).await.with_context(|| format!("cannot connect to {to}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, framer: Framer::new(LIMITS), buffer: Vec::new(), start: 0 })
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// The next whole command that is here already.
    pub(crate) fn step<V: Vocabulary>(&mut self) -> anyhow::Result<Option<Frame<'_>>> {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        match self.framer.step::<V>(rest, DIALECT)? {
            Step::Frame { frame, used } => {
                self.start += used;
                Ok(Some(frame))
            }
            Step::Partial { used } => {
                self.start += used;
                Ok(None)
            }
        }
    }

    /// Waits for more bytes. An idle connection holds no buffer. May be dropped half-way without losing any.
    pub(crate) async fn fill(&mut self) -> anyhow::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        if self.buffer.is_empty() {
            self.buffer = Vec::new();
            self.stream.readable().await?;
        }
        self.buffer.reserve(READ);
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the connection was closed");
        }
        Ok(())
    }

    /// Reads commands until one is what was waited for. An error line is an error.
    pub(crate) async fn until<V: Vocabulary, T>(
        &mut self,
        what: &str,
        mut found: impl FnMut(Frame<'_>) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let reading = async {
            loop {
                while let Some(frame) = self.step::<V>()? {
                    if frame.line.first().is_some_and(u8::is_ascii_digit) {
                        bail!("the answer was {}", String::from_utf8_lossy(frame.line));
                    }
                    if let Some(found) = found(frame)? {
                        return Ok(found);
                    }
                }
                self.fill().await?;
            }
        };
        let read = tokio::time::timeout(PATIENCE, reading).await;
        read.unwrap_or_else(|_| bail!("nothing came for {PATIENCE:?}"))
            .with_context(|| format!("waiting for {what}"))
    }

    /// Sends a command and waits for the line that begins so.
    pub(crate) async fn ask<V: Vocabulary>(&mut self, ask: &str, answer: &str) -> anyhow::Result<String> {
        self.send(ask.as_bytes()).await?;
        self.line::<V>(answer).await
    }

    /// Waits for the line that begins so.
    pub(crate) async fn line<V: Vocabulary>(&mut self, begin: &str) -> anyhow::Result<String> {
        self.until::<V, _>(begin, |frame| {
            let is_it = frame.line.starts_with(begin.as_bytes());
            Ok(is_it.then(|| String::from_utf8_lossy(frame.line).into_owned()))
        })
        .await
    }

    /// Fails if anything more comes.
    pub(crate) async fn expect_silence(&mut self) -> anyhow::Result<()> {
        let more = if self.start < self.buffer.len() {
            Ok(())
        } else {
            match tokio::time::timeout(AFTERMATH, self.fill()).await {
                Err(_nothing) => return Ok(()),
                Ok(filled) => filled,
            }
        };
        more.context("after the last message")?;
        let bytes = self.buffer.get(self.start..).unwrap_or_default();
        let begin = bytes.get(..bytes.len().min(80)).unwrap_or_default();
        bail!("something came after the last message: {}", String::from_utf8_lossy(begin))
    }
}

/// Connects, on the loopback network from ever another address: one has too few ports for a storm.
async fn connect(to: SocketAddr) -> std::io::Result<TcpStream> {
    if !(to.is_ipv4() && to.ip().is_loopback()) {
        return TcpStream::connect(to).await;
    }
    let from = Ipv4Addr::new(127, 1, 0, NEXT_SOURCE.fetch_add(1, Ordering::Relaxed) % 64 + 1);
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(IpAddr::V4(from), 0))?;
    socket.connect(to).await
}

static NEXT_SOURCE: AtomicU8 = AtomicU8::new(0);
