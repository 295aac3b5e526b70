//! A program under test, started from this executable.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;

use crate::process::Process;

/// A process of our own that listens. It ends when this is dropped, and by itself if we are killed.
#[derive(Debug)]
pub(crate) struct Spawned {
    child: Child,
    address: SocketAddr,
}

impl Spawned {
    /// Starts this executable with other arguments, and waits until it says where it listens.
    pub(crate) fn start(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the program under test")?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line)?;
        }
        let address = line.trim().parse().with_context(|| format!("{arguments:?} did not start"))?;
        Ok(Self { child, address })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn process(&self) -> Process {
        Process::new(self.child.id())
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        // Nothing of it is needed any more. It may have ended by itself.
        let _ended = self.child.kill().and_then(|()| self.child.wait());
    }
}
