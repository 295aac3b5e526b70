//! HTTP as the programs of the era had it: byte for byte, and particular about the case of letters.

use std::net::SocketAddr;

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::PATIENCE;

/// An answer, with its head as it came.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// The status line and the headers, with their ends.
    pub head: String,
    /// What follows.
    pub body: Vec<u8>,
}

impl Answer {
    /// The number in the status line.
    pub fn status(&self) -> Option<u16> {
        self.head.split(' ').nth(1)?.parse().ok()
    }

    /// A header. Its name must be spelled as it came: clients of the era compare letter by letter.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn parse(bytes: &[u8]) -> anyhow::Result<Self> {
        const END: &[u8] = b"\r\n\r\n";
        let end = bytes.windows(END.len()).position(|window| window == END).context("no end of the head")?;
        let (head, body) = bytes.split_at_checked(end + END.len()).context("no end of the head")?;
        let answer = Self { head: String::from_utf8(head.to_vec())?, body: body.to_vec() };
        if let Some(length) = answer.header("Content-Length") {
            ensure!(length.parse() == Ok(answer.body.len()), "{} bytes, not {length}", answer.body.len());
        }
        Ok(answer)
    }
}

/// Sends bytes as they are on a connection of their own, and gives back what comes until the server closes it.
pub async fn exchange(to: SocketAddr, request: &[u8]) -> anyhow::Result<Answer> {
    let stream = timeout(PATIENCE, TcpStream::connect(to)).await.context("no connection in time")??;
    exchange_on(stream, request).await
}

/// The same on a connection that there is already, which TLS may be on.
pub async fn exchange_on<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    request: &[u8],
) -> anyhow::Result<Answer> {
    let (mut bytes, talk) = (Vec::new(), async {
        stream.write_all(request).await?;
        stream.flush().await
    });
    timeout(PATIENCE, talk).await.context("the server takes nothing")??;
    timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.context("the answer does not end")??;
    Answer::parse(&bytes)
}

/// `GET` with these headers besides `Host`, and no keeping alive.
pub async fn get(to: SocketAddr, host: &str, path: &str, headers: &[(&str, &str)]) -> anyhow::Result<Answer> {
    exchange(to, request("GET", host, path, headers, b"").as_slice()).await
}

/// `POST` with these headers besides `Host` and `Content-Length`, and no keeping alive.
pub async fn post(
    to: SocketAddr,
    host: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> anyhow::Result<Answer> {
    exchange(to, request("POST", host, path, headers, body).as_slice()).await
}

/// A request as bytes.
pub fn request(method: &str, host: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let fixed = [("Host", host), ("Connection", "close")];
    let length = (method == "POST").then_some(("Content-Length", length.as_str()));
    let mut text = format!("{method} {path} HTTP/1.1\r\n");
    for (name, value) in fixed.iter().chain(headers).chain(&length) {
        for piece in [name, ": ", value, "\r\n"] {
            text.push_str(piece);
        }
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}
