//! One connection of HTTP: a request, its answer, the next request.

use std::fmt;
use std::io::Write as _;

use anyhow::{Context as _, bail, ensure};
use msnp::gateway::HEADER;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::Duplex;

/// A connection that is kept for the next request.
pub(crate) struct Http {
    stream: Box<dyn Duplex>,
    host: String,
    /// Of the request, what has not been written yet.
    unwritten: Vec<u8>,
    /// Of the answer, what has come.
    came: Vec<u8>,
}

/// What was answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The header of the gateway.
    pub(crate) told: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// The most headers of an answer.
const HEADERS: usize = 32;

impl Http {
    pub(crate) fn new(stream: Box<dyn Duplex>, host: &str) -> Self {
        Self { stream, host: host.to_owned(), unwritten: Vec::new(), came: Vec::new() }
    }

    /// Makes a request, which [`Self::answer`] sends.
    pub(crate) fn ask(&mut self, path: &str, content_type: &str, body: &[u8]) -> anyhow::Result<()> {
        ensure!(self.unwritten.is_empty() && self.came.is_empty(), "one request at a time");
        let (host, length) = (&self.host, body.len());
        write!(
            self.unwritten,
            "POST {path} HTTP/1.1\r\nAccept: */*\r\nUser-Agent: MSMSGS\r\nHost: {host}\r\nConnection: Keep-Alive\r\n\
             Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
        )?;
        self.unwritten.extend_from_slice(body);
        Ok(())
    }

    /// Sends what is to be sent, and waits for the answer. May be dropped half-way and taken up again.
    pub(crate) async fn answer(&mut self) -> anyhow::Result<Answer> {
        while !self.unwritten.is_empty() {
            let written = self.stream.write(&self.unwritten).await?;
            ensure!(written > 0, "the connection was closed");
            self.unwritten.drain(..written);
        }
        self.stream.flush().await?;
        loop {
            if let Some((answer, used)) = parse(&self.came)? {
                self.came.drain(..used);
                return Ok(answer);
            }
            if self.stream.read_buf(&mut self.came).await? == 0 {
                bail!("the connection was closed");
            }
        }
    }
}

/// The answer, if it is there as a whole, and how long it is.
fn parse(bytes: &[u8]) -> anyhow::Result<Option<(Answer, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(begin) = head.parse(bytes).context("an answer that is none")? else {
        return Ok(None);
    };
    let value = |name: &str| {
        let header = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        header.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    let length: usize = value("Content-Length").context("an answer without a length")?.parse()?;
    let Some(body) = bytes.get(begin..begin + length) else { return Ok(None) };
    let status = head.code.context("an answer without a status")?;
    let answer = Answer { status, told: value(HEADER).map(str::to_owned), body: body.to_vec() };
    Ok(Some((answer, begin + length)))
}

/// One request on a connection of its own.
pub(crate) async fn post(
    stream: Box<dyn Duplex>,
    host: &str,
    path: &str,
    content_type: &str,
    body: &[u8],
) -> anyhow::Result<Answer> {
    let mut http = Http::new(stream, host);
    http.ask(path, content_type, body)?;
    http.answer().await
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("host", &self.host).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_when_it_is_whole() {
        let text = "HTTP/1.1 200 OK\r\nX-MSN-Messenger: SessionID=a.1; GW-IP=b\r\nContent-Length: 5\r\n\r\nQNG\r\nHTTP/1.1";
        let whole = text.len() - "HTTP/1.1".len();
        for length in 0..whole {
            assert_eq!(parse(&text.as_bytes()[..length]).unwrap(), None);
        }
        let (answer, used) = parse(text.as_bytes()).unwrap().unwrap();
        assert_eq!((answer.status, answer.body.as_slice(), used), (200, &b"QNG\r\n"[..], whole));
        assert_eq!(answer.told.as_deref(), Some("SessionID=a.1; GW-IP=b"));
        assert!(parse(b"HTTP/1.1 200 OK\r\n\r\n").is_err() && parse(b"SSH-2.0\r\n\r\n").is_err());
    }
}
