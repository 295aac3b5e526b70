//! `nudge completions`: the shell finishes what the user begins to type.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, Ending};
use crate::terminal;

/// Print a script that lets a shell complete our commands
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The shell.
    shell: Shell,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "nudge", &mut script);
        terminal::write(&script)?;
        Ok(Ending::Done)
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge completions bash > ~/.local/share/bash-completion/completions/nudge
  nudge completions fish > ~/.config/fish/completions/nudge.fish";
