//! The command's end of the control socket.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use anyhow::Context as _;
use nudge_admin::{Answer as _, Piece, Request, Response, Trouble};
use nudge_core::Handle;
use zeroize::Zeroizing;

use super::Reply;
use crate::data::DataFolder;

/// How long an answer may take. Deleting an account that a thousand others have as a contact takes a while.
const PATIENCE: Duration = Duration::from_mins(1);

/// The longest answer, in bytes: a page of kept messages, each as long as the settings allow.
const MAX_REPLY: u64 = 64 << 20;

/// A connection to a running server.
#[derive(Debug)]
pub(crate) struct Client {
    stream: BufReader<UnixStream>,
}

impl Client {
    /// Connects to the server that runs on the folder.
    pub(crate) fn connect(folder: &DataFolder) -> io::Result<Self> {
        let stream = UnixStream::connect(folder.socket())?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Asks for something and waits for the answer.
    pub(crate) fn ask(&mut self, request: &Request) -> Result<Response, Trouble> {
        self.exchange(request)
            .map_err(|error| Trouble::Failed(format!("the running server gives no answer: {error}")))?
            .into()
    }

    /// Asks for all that an account owns, and hands each piece of the archive over.
    pub(crate) fn export(
        &mut self,
        email: &Handle,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut response = self.ask(&Request::Export { email: email.clone() })?;
        loop {
            if matches!(response, Response::Done(())) {
                return Ok(());
            }
            let piece = Piece::from_response(response).context("the running server is of another version")?;
            take(&piece.bytes().context("a piece of the archive is damaged")?)?;
            response = Result::from(self.receive().context("the running server gives no answer")?)?;
        }
    }

    fn exchange(&mut self, request: &Request) -> io::Result<Reply> {
        // Requests and answers can hold passwords and tokens.
        let mut line = Zeroizing::new(serde_json::to_vec(request)?);
        line.push(b'\n');
        self.stream.get_mut().write_all(&line)?;
        self.receive()
    }

    fn receive(&mut self) -> io::Result<Reply> {
        let mut reply = Zeroizing::new(Vec::new());
        self.stream.by_ref().take(MAX_REPLY).read_until(b'\n', &mut reply)?;
        if reply.is_empty() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it has closed the connection"));
        }
        Ok(serde_json::from_slice(&reply)?)
    }
}
