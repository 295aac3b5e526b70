//! Header names as old clients expect them, letter by letter.
//!
//! `PassportURLs` and `WWW-Authenticate` are compared with regard to case by the clients that matter most (reference 10
//! §2.1), while hyper writes names in lower case, or as `Passporturls` when asked for titles. It can repeat the spelling of
//! a message that it has read, and keeps that in a private extension of the message. So it is made to read an answer with
//! all our spellings once, and what it remembers of that is given to every answer.

use std::fmt;

use axum::body::Body;
use axum::http::{Extensions, Request, Response};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

/// How header names are spelled.
#[derive(Clone, Default)]
pub(crate) struct Spelling(Extensions);

/// Every name that a rule of hyper's (each word with a capital) does not get right.
const NAMES: [&str; 7] = [
    "PassportURLs",
    "WWW-Authenticate",
    "Authentication-Info",
    "X-MSN-Messenger",
    "ETag",
    "SOAPAction",
    "P3P",
];

impl Spelling {
    /// Lets hyper read our spellings.
    pub(crate) async fn learn() -> Self {
        let (ours, its) = duplex(4096);
        let (learned, ()) = tokio::join!(read(its), write(ours));
        learned.unwrap_or_else(|error| {
            tracing::error!(%error, "header names cannot be spelled as old clients expect them");
            Self::default()
        })
    }

    /// Has an answer written with them.
    pub(crate) fn apply(&self, response: &mut Response<Body>) {
        response.extensions_mut().extend(self.0.clone());
    }
}

async fn read(stream: DuplexStream) -> hyper::Result<Spelling> {
    let (mut sender, connection) =
        http1::Builder::new().preserve_header_case(true).handshake(TokioIo::new(stream)).await?;
    let request = Request::new(Empty::<Bytes>::new());
    let (answer, _closed) = tokio::join!(sender.send_request(request), connection);
    Ok(Spelling(std::mem::take(answer?.extensions_mut())))
}

async fn write(mut stream: DuplexStream) {
    let mut answer = String::from("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n");
    for name in NAMES {
        answer.push_str(name);
        answer.push_str(": -\r\n");
    }
    answer.push_str("\r\n");
    // The request must have begun to be written before its answer is read. Neither fails: the other end is ours.
    let mut request = [0; 1024];
    let _ = stream.read(&mut request).await;
    let _ = stream.write_all(answer.as_bytes()).await;
}

impl fmt::Debug for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spelling")
    }
}
