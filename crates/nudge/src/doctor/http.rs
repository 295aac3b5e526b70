//! One question over HTTP, and its answer as it was spelled.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// The longest head that is read, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// The most headers that are read.
const MOST_HEADERS: usize = 64;

/// The longest body that is read, in bytes. A certificate has less than 4,000, and an answer with tokens about 8,000.
const LONGEST_BODY: usize = 64 * 1024;

/// An answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, Vec<u8>)>,
    /// As far as it has come.
    body: Vec<u8>,
}

/// Asks, and reads the head of the answer.
pub(super) async fn ask(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    request: &str,
) -> io::Result<Answer> {
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let mut read = Vec::new();
    loop {
        if let Some(answer) = Answer::parse(&read)? {
            return Ok(answer);
        }
        if read.len() > LONGEST_HEAD || stream.read_buf(&mut read).await? == 0 {
            return Err(no_http());
        }
    }
}

/// Asks, and reads the whole answer.
pub(super) async fn ask_whole(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    request: &str,
) -> io::Result<Answer> {
    let mut answer = ask(&mut stream, request).await?;
    if answer.header("Transfer-Encoding").is_some() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it comes in pieces, as old clients do not read it",
        ));
    }
    let length = answer.header("Content-Length").map(|(_, value)| value.trim().parse::<usize>());
    let length = length.transpose().map_err(|_| no_http())?;
    if length.unwrap_or(0) > LONGEST_BODY {
        return Err(too_long());
    }
    // Without a length, the end of the connection is the end of the body.
    while length.is_none_or(|length| answer.body.len() < length) {
        match stream.read_buf(&mut answer.body).await {
            Ok(0) if length.is_none() => break,
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) if answer.body.len() > LONGEST_BODY => return Err(too_long()),
            Ok(_) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(length) = length {
        answer.body.truncate(length);
    }
    Ok(answer)
}

impl Answer {
    /// Reads a head with what has come of the body. `None` if the head is not whole.
    pub(super) fn parse(read: &[u8]) -> io::Result<Option<Self>> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        let length = match response.parse(read) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(_) => return Err(no_http()),
        };
        let headers = response.headers.iter().map(|header| (header.name.to_owned(), header.value.to_owned()));
        Ok(Some(Self {
            status: response.code.unwrap_or_default(),
            headers: headers.collect(),
            body: read.get(length..).unwrap_or_default().to_vec(),
        }))
    }

    /// The first header of this name: how it was spelled, and what it says.
    pub(super) fn header(&self, name: &str) -> Option<(&str, String)> {
        let (spelled, value) = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some((spelled, String::from_utf8_lossy(value).into_owned()))
    }

    /// All of it, after [`ask_whole`].
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }
}

fn no_http() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not HTTP")
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is too long")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    async fn whole(answer: &'static [u8]) -> io::Result<Answer> {
        let (ours, mut theirs) = tokio::io::duplex(4096);
        tokio::spawn(async move {
            theirs.read_u8().await.unwrap();
            theirs.write_all(answer).await.unwrap();
        });
        timeout(Duration::from_secs(5), ask_whole(ours, "?")).await.unwrap()
    }

    #[tokio::test]
    async fn a_body_ends_with_its_length_or_the_connection() {
        for answer in
            [&b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcd"[..], b"HTTP/1.0 200 OK\r\n\r\nabc"]
        {
            let answer = whole(answer).await.unwrap();
            assert_eq!((answer.status, answer.body()), (200, &b"abc"[..]));
        }
    }

    #[tokio::test]
    async fn what_is_no_answer_is_none() {
        for answer in [
            &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"[..],
            b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\nabc",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            b"SSH-2.0-OpenSSH\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n",
            b"",
        ] {
            assert!(whole(answer).await.is_err(), "{}", String::from_utf8_lossy(answer));
        }
    }

    #[tokio::test]
    async fn an_answer_without_an_end_is_given_up() {
        for begin in ["", "HTTP/1.1 200 OK\r\n\r\n"] {
            let (ours, mut theirs) = tokio::io::duplex(4096);
            let endless = tokio::spawn(async move {
                theirs.write_all(begin.as_bytes()).await.unwrap();
                while theirs.write_all(b"HTTP/1.1 200 OK\r\n").await.is_ok() {}
            });
            assert!(timeout(Duration::from_secs(5), ask_whole(ours, "?")).await.unwrap().is_err());
            endless.abort();
        }
    }
}
