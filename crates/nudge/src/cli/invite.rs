//! `nudge invite`: links with which somebody may register.

use std::time::Duration;

use clap::Subcommand;
use nudge_admin::{LinkView, Moderation, Request};

use super::Ending;
use super::numbered::{Numbered, duration, end_of};
use super::output::{Output, or_dash, table};
use super::settings::DataArgs;
use crate::operator::Operator;

/// Make links with which friends register on the website
///
/// They are needed where registration.who is \"invitation\".
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a link
    ///
    /// Its path stands alone on the last line: put the address of your website in front.
    #[command(after_help = EXAMPLES)]
    Add {
        /// Whom or what it is for, to tell links apart.
        #[arg(long = "for", value_name = "LABEL", default_value = "", hide_default_value = true)]
        label: String,
        /// How many may register with it.
        #[arg(long, default_value_t = 1)]
        uses: u32,
        /// How long it can be used, as 12h or 30d.
        #[arg(long, value_name = "DURATION", default_value = "14d", value_parser = duration)]
        good_for: Duration,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// List links, newest first
    List {
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Make a link worthless
    Withdraw(Numbered),
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Add { label, uses, good_for, data, output } => {
                let request = Moderation::AddLink { label, uses, expires: end_of(Some(good_for)) };
                let link: LinkView = Operator::reach(&data.folder())?.ask(Request::Moderate(request))?;
                output.print(&link, |link| {
                    let until = or_dash(link.expires);
                    format!("{} can register with it, until {until}.\n/join/{}", people(link.uses), link.code)
                })
            }
            Command::List { limit, data, output } => {
                let mut operator = Operator::reach(&data.folder())?;
                let request = Moderation::Links { before: None, limit };
                let links: Vec<LinkView> = operator.ask(Request::Moderate(request))?;
                output.print(&links, |links| list(links))
            }
            Command::Withdraw(numbered) => {
                let request = Moderation::WithdrawLink { id: numbered.id };
                numbered.settle(request, "withdrawn")
            }
        }
    }
}

fn people(count: u32) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn list(links: &[LinkView]) -> String {
    if links.is_empty() {
        return "No links.".to_owned();
    }
    let rows = links.iter().map(|link| {
        let path = format!("/join/{}", link.code);
        let used = format!("{} of {}", link.used, link.uses);
        [
            link.id.to_string(),
            link.label.clone(),
            used,
            or_dash(link.expires),
            or_dash(link.by.as_ref()),
            path,
        ]
    });
    table(["NUMBER", "FOR", "USED", "UNTIL", "BY", "PATH"], rows.collect())
}

const EXAMPLES: &str = "\
Examples:
  nudge invite add --for Bob
  nudge invite add --for 'the club' --uses 50 --good-for 60d";
