//! `nudge log`: how much a running server logs.

use clap::Subcommand;
use nudge_admin::{LogView, Request};

use super::output::Output;
use super::settings::DataArgs;
use super::{Ending, Usage};
use crate::config::{LogFilter, Value as _};
use crate::operator::Operator;

/// Look at the running server's log, or change how much is in it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say how much is logged, or change it until the server ends
    ///
    /// The setting log.level stays as it is, and counts again with the next start.
    #[command(after_help = EXAMPLES)]
    Level {
        /// The new level. Without it, the one in force is shown.
        #[arg(value_parser = filter)]
        level: Option<LogFilter>,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Command::Level { level, data, output } = self.command;
        let folder = data.folder();
        let mut operator = Operator::server(&folder)?.ok_or_else(|| {
            let path = folder.path().display();
            anyhow::anyhow!("no server is running on {path}: what the next one logs is set with log.level")
        })?;
        let level = level.map(|level| level.as_str().to_owned());
        let log: LogView = operator.ask(Request::LogLevel { level })?;
        output.print(&log, |log| format!("Logged: {}", log.level))
    }
}

fn filter(text: &str) -> Result<LogFilter, Usage> {
    LogFilter::from_text(text).ok_or_else(|| Usage(format!("expected {}", LogFilter::EXPECTED)))
}

const EXAMPLES: &str = "\
Examples:
  nudge log level
  nudge log level debug
  nudge log level info,nudge_net=debug";
