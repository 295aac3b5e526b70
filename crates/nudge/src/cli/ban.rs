//! `nudge ban`: who is not let in.

use std::time::Duration;

use clap::{Subcommand, ValueEnum};
use nudge_admin::{BanView, Moderation, Request};

use super::Ending;
use super::numbered::{Numbered, duration, end_of};
use super::output::{Output, or_dash, table};
use super::settings::DataArgs;
use crate::operator::Operator;

/// Ban accounts, addresses and networks
///
/// Whoever is banned is signed out at once, and gets in neither with a client nor with a browser.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ban somebody
    #[command(after_help = EXAMPLES)]
    Add {
        /// What kind of ban it is.
        kind: Kind,
        /// An address, a pattern of addresses, or an IP address or network.
        whom: String,
        /// Why, for administrators.
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
        /// How long, as 12h or 30d; for ever otherwise.
        #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
        time: Option<Duration>,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// List all bans, newest first
    List {
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Lift a ban
    Lift(Numbered),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// One address, whether it has an account or not.
    Account,
    /// Every address that matches a pattern, as *@spam.example.
    Email,
    /// Whoever comes from an IP address or a network, as 192.0.2.0/24.
    Network,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Add { kind, whom, reason, time, data, output } => {
                let kind = match kind {
                    Kind::Account => "account",
                    Kind::Email => "email",
                    Kind::Network => "network",
                };
                let request =
                    Moderation::AddBan { kind: kind.to_owned(), whom, reason, expires: end_of(time) };
                let ban: BanView = Operator::reach(&data.folder())?.ask(Request::Moderate(request))?;
                output.print(&ban, |ban| format!("{} {} is banned (number {}).", ban.kind, ban.whom, ban.id))
            }
            Command::List { data, output } => {
                let mut operator = Operator::reach(&data.folder())?;
                let bans: Vec<BanView> = operator.ask(Request::Moderate(Moderation::Bans))?;
                output.print(&bans, |bans| list(bans))
            }
            Command::Lift(numbered) => {
                let request = Moderation::LiftBan { id: numbered.id };
                numbered.settle(request, "lifted")
            }
        }
    }
}

fn list(bans: &[BanView]) -> String {
    if bans.is_empty() {
        return "No bans.".to_owned();
    }
    let rows = bans.iter().map(|ban| {
        let (made, until) = (ban.made.to_string(), or_dash(ban.expires));
        [
            ban.id.to_string(),
            ban.kind.clone(),
            ban.whom.clone(),
            made,
            until,
            ban.by.clone(),
            ban.reason.clone(),
        ]
    });
    table(["NUMBER", "KIND", "WHOM", "MADE", "UNTIL", "BY", "REASON"], rows.collect())
}

const EXAMPLES: &str = "\
Examples:
  nudge ban add account mallory@example.com --reason 'threats'
  nudge ban add email '*@spam.example'
  nudge ban add network 192.0.2.0/24 --for 30d";
