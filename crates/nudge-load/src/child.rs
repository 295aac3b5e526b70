//! A program that is started for a scenario: the server, the relay, another server, more clients.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, bail, ensure};

use crate::affinity;
use crate::instructions::Counted;
use crate::measure::Process;

/// A process of our own. It ends when this is dropped, and one of this executable ends by itself if we are killed.
#[derive(Debug)]
pub(crate) struct Spawned {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<BufReader<ChildStdout>>,
}

impl Spawned {
    /// Starts this executable with other arguments, which is then talked to by lines.
    pub(crate) fn own(
        arguments: &[&str],
        core: Option<usize>,
        counted: Option<&Counted>,
    ) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?;
        let mut command = counted.map_or_else(|| Command::new(&program), |counted| counted.command(&program));
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        Self::start(&mut command, core)
    }

    /// Starts a program.
    pub(crate) fn start(command: &mut Command, core: Option<usize>) -> anyhow::Result<Self> {
        let started = affinity::starting_on(core, || command.spawn());
        let program = command.get_program().display();
        let mut child = started.with_context(|| format!("cannot start {program}"))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().map(BufReader::new));
        Ok(Self { child, stdin, stdout })
    }

    /// The next line that it says.
    pub(crate) fn line(&mut self) -> anyhow::Result<String> {
        let out = self.stdout.as_mut().context("nobody listens to it")?;
        let mut line = String::new();
        if out.read_line(&mut line)? == 0 {
            bail!("a program that was started has ended");
        }
        Ok(line.trim().to_owned())
    }

    /// Says a line to it.
    pub(crate) fn say(&mut self, line: &str) -> anyhow::Result<()> {
        let to = self.stdin.as_mut().context("it does not listen")?;
        writeln!(to, "{line}")?;
        Ok(to.flush()?)
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Tells it that there is nothing more to do, and waits until it has ended well.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        drop(self.stdin.take());
        let status = self.child.wait()?;
        ensure!(status.success(), "a program that was started ended with {status}");
        Ok(())
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
