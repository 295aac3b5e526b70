//! `nudge offline-messages`: messages that wait for people who are not there.

use clap::Subcommand;
use nudge_admin::{Count, Request, WaitingView};
use nudge_core::Handle;

use super::Ending;
use super::output::Output;
use super::settings::DataArgs;
use crate::operator::Operator;

/// Count the messages that wait for people who are not there, and throw them away
///
/// Nobody but their receivers can read them.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say how many wait
    Count {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Throw them away
    Purge {
        #[command(flatten)]
        which: Which,
        /// Throw away all that wait, whoever has left them for whomever.
        #[arg(long, required_unless_present_any = ["receiver", "from"])]
        all: bool,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
}

/// Which messages.
#[derive(Debug, clap::Args)]
struct Which {
    /// Only those that wait for this account.
    #[arg(long = "for", value_name = "EMAIL")]
    receiver: Option<Handle>,
    /// Only those that this account has left.
    #[arg(long, value_name = "EMAIL")]
    from: Option<Handle>,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Count { which: Which { receiver, from }, data, output } => {
                let request = Request::WaitingMessages { email: receiver, from };
                let waiting: WaitingView = Operator::reach(&data.folder())?.ask(request)?;
                output.print(&waiting, |waiting| said(*waiting))
            }
            Command::Purge { which: Which { receiver, from }, all: _, data, output } => {
                let request = Request::PurgeWaiting { email: receiver, from };
                let count: Count = Operator::reach(&data.folder())?.ask(request)?;
                output.print(&count, |count| match count.count {
                    1 => "1 message thrown away.".to_owned(),
                    count => format!("{count} messages thrown away."),
                })
            }
        }
    }
}

fn said(waiting: WaitingView) -> String {
    let WaitingView { messages, receivers, oldest } = waiting;
    let Some(oldest) = oldest else { return "No messages wait.".to_owned() };
    let messages = match messages {
        1 => "1 message waits".to_owned(),
        messages => format!("{messages} messages wait"),
    };
    let receivers = match receivers {
        1 => "1 person".to_owned(),
        receivers => format!("{receivers} people"),
    };
    format!("{messages} for {receivers}, since {oldest}.")
}
