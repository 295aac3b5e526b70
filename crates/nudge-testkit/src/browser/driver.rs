//! chromedriver, for as long as a test takes.

use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// The process.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    port: u16,
    /// Held, so that it can go on writing.
    _said: Lines<BufReader<ChildStdout>>,
}

/// How long it may take to start, or to end.
const PATIENCE: Duration = Duration::from_secs(20);

impl Driver {
    /// Starts it on a free port.
    pub(super) async fn start() -> anyhow::Result<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("no chromedriver: bin/prepare tests installs it")?;
        let mut said = BufReader::new(child.stdout.take().context("no output of chromedriver")?).lines();
        let port = timeout(PATIENCE, port(&mut said)).await.context("chromedriver does not start")??;
        Ok(Self { child, port, _said: said })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends it, and with it whatever browser it has left. An error if that takes too long.
    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        let pid = self.child.id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        kill_process(pid.context("chromedriver has ended by itself")?, Signal::TERM)?;
        timeout(PATIENCE, self.child.wait()).await.context("chromedriver does not end")??;
        Ok(())
    }
}

/// `ChromeDriver was started successfully on port 40123.`
async fn port(said: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<u16> {
    while let Some(line) = said.next_line().await? {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return Ok(port.trim_end_matches('.').parse()?);
        }
    }
    anyhow::bail!("chromedriver ended before it began")
}
