//! HTTP as a client of the era writes it: nothing is done for us, nothing hidden from us.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What came back, as bytes on the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: String,
}

const PATIENCE: Duration = Duration::from_secs(10);

/// Sends a request and reads one answer by its `Content-Length`, letter by letter spelled like that.
pub(crate) async fn exchange(server: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(server).await.unwrap();
    exchange_on(&mut stream, request).await
}

/// The same on a connection that goes on.
pub(crate) async fn exchange_on(stream: &mut TcpStream, request: &str) -> Answer {
    timeout(PATIENCE, async {
        stream.write_all(request.as_bytes()).await.unwrap();
        read(stream).await
    })
    .await
    .expect("an answer comes in time")
}

pub(crate) async fn read(stream: &mut TcpStream) -> Answer {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a whole head"));
    }
    let head = String::from_utf8(head).unwrap();
    assert!(!head.to_ascii_lowercase().contains("transfer-encoding"), "{head}");
    let mut answer = Answer { head, body: String::new() };
    let length = answer.header("Content-Length").expect("a length").parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.expect("a whole body");
    answer.body = String::from_utf8(body).unwrap();
    answer
}

/// Whether the server closes the connection now.
pub(crate) async fn closes(stream: &mut TcpStream) -> bool {
    let mut rest = [0; 1];
    matches!(timeout(PATIENCE, stream.read(&mut rest)).await, Ok(Ok(0) | Err(_)))
}

/// A request without a body.
pub(crate) fn get(path: &str, host: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\n{headers}Host: {host}\r\nUser-Agent: MSMSGS\r\n\r\n")
}

/// A request with a body.
pub(crate) fn post(path: &str, host: &str, headers: &str, body: &str) -> String {
    format!("POST {path} HTTP/1.1\r\n{headers}Host: {host}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

impl Answer {
    /// The status line.
    pub(crate) fn status(&self) -> &str {
        self.head.split("\r\n").next().unwrap()
    }

    /// The value of a header that is spelled exactly so.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}
