//! The client's side of a connection: a buffer, a cutter, and nothing in between. It shares the processors with the server
//! under test, so it must be cheap.

use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::cutter::{Cutter, Unit};
use crate::link::Link;

/// A connection to a server or relay.
#[derive(Debug)]
pub(crate) struct Wire {
    link: Link,
    cutter: Cutter,
    buffer: Vec<u8>,
    /// What lies before it in the buffer has been handled.
    start: usize,
}

/// How long an answer may take before the run is given up: nothing that works takes a fraction of it.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// How long a conversation is listened to after its end, for messages that should not come.
const AFTERMATH: Duration = Duration::from_millis(100);

impl Wire {
    pub(crate) fn new(link: Link, cutter: Cutter) -> Self {
        Self { link, cutter, buffer: Vec::new(), start: 0 }
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.link.send(bytes).await
    }

    /// Takes in no more from now on than it must.
    pub(crate) fn narrow(&self) -> anyhow::Result<()> {
        self.link.narrow()
    }

    /// Waits for one byte and forgets it. Nothing can be made of the others from then on.
    pub(crate) async fn sip(&mut self) -> anyhow::Result<()> {
        self.link.sip().await
    }

    /// Reads and forgets until the server closes, and says whether it does.
    pub(crate) async fn is_closed_within(&mut self, patience: Duration) -> bool {
        let reading = async {
            while self.link.receive(&mut self.buffer).await.is_ok() {
                self.buffer.clear();
            }
        };
        tokio::time::timeout(patience, reading).await.is_ok()
    }

    /// The next whole thing that is here already.
    pub(crate) fn step(&mut self) -> anyhow::Result<Option<Unit<'_>>> {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let (unit, used) = self.cutter.step(rest)?;
        self.start += used;
        Ok(unit)
    }

    /// Waits for more bytes. An idle connection holds no buffer. May be dropped half-way without losing any.
    pub(crate) async fn fill(&mut self) -> anyhow::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        if self.buffer.is_empty() {
            self.buffer = Vec::new();
        }
        self.link.receive(&mut self.buffer).await
    }

    /// Reads until something is what was waited for. A complaint is an error.
    pub(crate) async fn until<T>(
        &mut self,
        what: &str,
        mut found: impl FnMut(Unit<'_>) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let reading = async {
            loop {
                loop {
                    let rest = self.buffer.get(self.start..).unwrap_or_default();
                    let (unit, used) = self.cutter.step(rest)?;
                    self.start += used;
                    let Some(unit) = unit else { break };
                    if self.cutter.is_complaint(unit) {
                        bail!("the answer was {}", String::from_utf8_lossy(unit.line));
                    }
                    if let Some(found) = found(unit)? {
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
    pub(crate) async fn ask(&mut self, ask: &str, answer: &str) -> anyhow::Result<String> {
        self.send(ask.as_bytes()).await?;
        self.line(answer).await
    }

    /// Waits for the line that begins so.
    pub(crate) async fn line(&mut self, begin: &str) -> anyhow::Result<String> {
        self.until(begin, |unit| {
            let is_it = unit.line.starts_with(begin.as_bytes());
            Ok(is_it.then(|| String::from_utf8_lossy(unit.line).into_owned()))
        })
        .await
    }

    /// Reads over all that comes until nothing has come for a moment.
    pub(crate) async fn drain(&mut self) -> anyhow::Result<()> {
        loop {
            while self.step()?.is_some() {}
            match tokio::time::timeout(AFTERMATH, self.fill()).await {
                Err(_nothing) => self.link.rest().await?,
                Ok(filled) => {
                    filled?;
                    continue;
                }
            }
            if !self.link.has_more() {
                return Ok(());
            }
        }
    }

    /// Fails if anything more comes.
    pub(crate) async fn expect_silence(&mut self) -> anyhow::Result<()> {
        let more = if self.start < self.buffer.len() {
            Ok(())
        } else {
            match tokio::time::timeout(AFTERMATH, self.fill()).await {
                Ok(filled) => filled,
                Err(_nothing) => {
                    self.link.rest().await?;
                    if !self.link.has_more() {
                        return Ok(());
                    }
                    self.fill().await
                }
            }
        };
        more.context("after the last message")?;
        let bytes = self.buffer.get(self.start..).unwrap_or_default();
        let begin = bytes.get(..bytes.len().min(80)).unwrap_or_default();
        bail!("something came after the last message: {}", String::from_utf8_lossy(begin))
    }
}
