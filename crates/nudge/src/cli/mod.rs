//! The command line: one file per command, this table of them, and how they end.

mod account;
mod alert;
mod api;
mod audit;
mod backup;
mod ban;
mod chat;
mod client_config;
mod completions;
mod config;
mod doctor;
mod history;
mod invitations;
mod invite;
mod key;
mod limits;
mod log;
mod mail;
mod manual;
mod metrics;
mod motd;
mod numbered;
mod offline_messages;
mod online;
mod output;
mod password;
mod report;
mod restore;
mod serve;
mod settings;
mod statistics;
mod status;
mod token;
mod watched;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use nudge_admin::Trouble;

use crate::operator::NoDataFolder;

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
    Serve(serve::Args),
    Status(status::Args),
    Account(account::Args),
    Token(token::Args),
    History(history::Args),
    OfflineMessages(offline_messages::Args),
    Invitations(invitations::Args),
    Alert(alert::Args),
    Api(api::Args),
    Motd(motd::Args),
    Online(online::Args),
    Statistics(statistics::Args),
    Invite(invite::Args),
    Ban(ban::Args),
    Report(report::Args),
    Audit(audit::Args),
    Key(key::Args),
    Log(log::Args),
    Mail(mail::Args),
    Metrics(metrics::Args),
    Limits(limits::Args),
    Chat(chat::Args),
    Config(config::Args),
    ClientConfig(client_config::Args),
    Doctor(doctor::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Completions(completions::Args),
    Manual(manual::Args),
}

impl Cli {
    /// Does what was asked for.
    pub(crate) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Serve(args) => args.run(),
            Command::Status(args) => args.run(),
            Command::Account(args) => args.run(),
            Command::Token(args) => args.run(),
            Command::History(args) => args.run(),
            Command::OfflineMessages(args) => args.run(),
            Command::Invitations(args) => args.run(),
            Command::Alert(args) => args.run(),
            Command::Api(args) => args.run(),
            Command::Motd(args) => args.run(),
            Command::Online(args) => args.run(),
            Command::Statistics(args) => args.run(),
            Command::Invite(args) => args.run(),
            Command::Ban(args) => args.run(),
            Command::Report(args) => args.run(),
            Command::Audit(args) => args.run(),
            Command::Key(args) => args.run(),
            Command::Log(args) => args.run(),
            Command::Mail(args) => args.run(),
            Command::Metrics(args) => args.run(),
            Command::Limits(args) => args.run(),
            Command::Chat(args) => args.run(),
            Command::Config(args) => args.run(),
            Command::ClientConfig(args) => args.run(),
            Command::Doctor(args) => args.run(),
            Command::Backup(args) => args.run(),
            Command::Restore(args) => args.run(),
            Command::Completions(args) => args.run(),
            Command::Manual(args) => args.run(),
        }
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// It did what was asked for.
    Done,
    /// It could not.
    Failed,
    /// The command line or the configuration must be changed first.
    Misconfigured,
    /// A rule does not allow it, or what it is about does not exist.
    Refused,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Done => Self::SUCCESS,
            Ending::Failed => Self::FAILURE,
            Ending::Misconfigured => Self::from(2),
            Ending::Refused => Self::from(3),
        }
    }
}

impl From<&anyhow::Error> for Ending {
    fn from(error: &anyhow::Error) -> Self {
        match error.downcast_ref::<Trouble>() {
            Some(Trouble::Missing(_) | Trouble::Conflict(_) | Trouble::Refused(_)) => Self::Refused,
            _ if error.is::<Usage>() || error.is::<NoDataFolder>() => Self::Misconfigured,
            Some(Trouble::Busy(_) | Trouble::Failed(_)) | None => Self::Failed,
        }
    }
}

/// A command line that is well formed and still cannot be meant.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  failed
  2  wrong command line or configuration
  3  refused by a rule, or no such account, token or the like";

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
