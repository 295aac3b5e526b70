//! Systems without Unix domain sockets: commands work while no server runs.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use nudge_admin::{Request, Response, Serving, Trouble};
use nudge_core::{Core, Handle};

use crate::data::DataFolder;

/// A connection to a running server; there is none.
#[derive(Debug)]
pub(crate) struct Client(Infallible);

impl Client {
    pub(crate) fn connect(_: &DataFolder) -> io::Result<Self> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "commands cannot reach a running server on this system: stop it first",
        ))
    }

    pub(crate) fn export(
        &mut self,
        _: &Handle,
        _: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        match self.0 {}
    }

    pub(crate) fn ask(&mut self, _: &Request) -> Result<Response, Trouble> {
        match self.0 {}
    }
}

/// The place of the control socket.
#[derive(Debug)]
pub(crate) struct Socket;

impl Socket {
    #[expect(clippy::unnecessary_wraps, reason = "it can fail where there are such sockets")]
    pub(crate) fn bind(_: &DataFolder) -> anyhow::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn serve(self, _: Arc<Core>, _: Serving, stop: impl Future<Output = ()>) {
        stop.await;
    }
}
