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

/// How often it is started before it is given up.
const TRIES: usize = 5;

impl Driver {
    /// Starts it on a free port. It looks for one that is free for IPv4 and then wants the same for IPv6, which somebody else may
    /// have: then it ends, and finds another one the next time.
    pub(super) async fn start() -> anyhow::Result<Self> {
        for _ in 1..TRIES {
            if let Ok(started) = Self::try_to_start().await {
                return Ok(started);
            }
        }
        Self::try_to_start().await
    }

    async fn try_to_start() -> anyhow::Result<Self> {
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
    let mut last = String::new();
    while let Some(line) = said.next_line().await? {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return Ok(port.trim_end_matches('.').parse()?);
        }
        last = line;
    }
    anyhow::bail!("chromedriver ended before it began: {last}")
}
