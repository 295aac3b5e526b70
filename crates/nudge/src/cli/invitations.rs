//! `nudge invitations`: the mails that users asked us to send.

use clap::Subcommand;
use nudge_admin::{Count, InvitationView, Moment, Request};

use super::Ending;
use super::output::{Output, or_dash, table};
use super::settings::DataArgs;
use crate::operator::Operator;

/// See whom users want to invite by mail
///
/// Nudge sends no mail: it takes down what users ask for, so that you can send it on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List them, oldest first
    List {
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Forget them
    Clear {
        /// Only those up to and including this moment, as `list --json` gives it; all of them otherwise.
        #[arg(long, value_name = "MOMENT")]
        until: Option<Moment>,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::List { limit, data, output } => {
                let mut operator = Operator::reach(&data.folder())?;
                let invitations: Vec<InvitationView> = operator.ask(Request::Invitations { limit })?;
                output.print(&invitations, |invitations| list(invitations))
            }
            Command::Clear { until, data, output } => {
                let mut operator = Operator::reach(&data.folder())?;
                let count: Count = operator.ask(Request::ClearInvitations { until })?;
                output.print(&count, |count| format!("{} forgotten.", count.count))
            }
        }
    }
}

fn list(invitations: &[InvitationView]) -> String {
    if invitations.is_empty() {
        return "No invitations.".to_owned();
    }
    let rows = invitations.iter().map(|invitation| {
        let from = or_dash(invitation.from.as_ref());
        [invitation.at.to_string(), from, invitation.to.clone(), invitation.text.clone()]
    });
    table(["WHEN", "FROM", "TO", "TEXT"], rows.collect())
}
