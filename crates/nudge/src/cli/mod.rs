//! The command line: one file per command, this table of them, and how they end.

mod chat;
mod client_config;
mod completions;
mod config;
mod settings;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// An MSN Messenger server.
///
/// Nudge brings the MSN Messenger network back on a machine of your own: untouched clients of the time sign in, see their
/// contacts and chat.
#[derive(Debug, Parser)]
#[command(name = "nudge", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Chat(chat::Args),
    Config(config::Args),
    ClientConfig(client_config::Args),
    Completions(completions::Args),
}

impl Cli {
    /// Does what was asked for.
    pub(crate) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Chat(args) => args.run(),
            Command::Config(args) => args.run(),
            Command::ClientConfig(args) => args.run(),
            Command::Completions(args) => args.run(),
        }
    }
}

/// How a command ended, where it did not fail half-way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// It did what was asked for.
    Done,
    /// The configuration must be changed first; what is wrong with it has been said.
    Misconfigured,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::SUCCESS,
            Ending::Misconfigured => Self::from(2),
        }
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed
  2  wrong command line or configuration";

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
