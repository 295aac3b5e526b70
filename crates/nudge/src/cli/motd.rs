//! `nudge motd`: what everybody is shown who signs in.

use clap::Subcommand;
use nudge_admin::{Moderation, MotdView, Request};

use super::Ending;
use super::output::Output;
use super::settings::DataArgs;
use crate::operator::Operator;

/// The message of the day: shown to everybody who signs in
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show it
    Show(Common),
    /// Set it
    Set {
        /// What it says: at most 400 characters.
        text: String,
        #[command(flatten)]
        common: Common,
    },
    /// Take it away
    Clear(Common),
}

#[derive(Debug, clap::Args)]
struct Common {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let (request, common) = match self.command {
            Command::Show(common) => (Moderation::Motd, common),
            Command::Set { text, common } => (Moderation::SetMotd { text: Some(text) }, common),
            Command::Clear(common) => (Moderation::SetMotd { text: None }, common),
        };
        let motd: MotdView = Operator::reach(&common.data.folder())?.ask(Request::Moderate(request))?;
        let none = "No message of the day.";
        common.output.print(&motd, |motd| motd.text.clone().unwrap_or_else(|| none.to_owned()))
    }
}
