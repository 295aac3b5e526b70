//! `nudge history`: messages that are kept.

use std::fmt::Write as _;

use clap::{Subcommand, ValueEnum};
use nudge_admin::{AccountView, Count, MessageView, Request};
use nudge_core::Handle;

use super::Ending;
use super::output::Output;
use super::settings::DataArgs;
use crate::operator::Operator;
use crate::terminal;

/// Look at kept messages, and erase them
///
/// Messages are kept only where history.enabled is set, and only for accounts that have not switched it off. Each
/// participant of a conversation has a copy of their own: erasing one account's leaves the others'.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the newest messages of an account, oldest first
    Show {
        /// Whose.
        email: Handle,
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Erase all messages of an account
    Erase {
        /// Whose.
        email: Handle,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Say whether messages of an account are kept from now on
    ///
    /// It takes effect at the next sign-in.
    Keep {
        /// Whose.
        email: Handle,
        /// Whether they are.
        keep: Keep,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Keep {
    /// They are kept, where the server keeps messages at all.
    On,
    /// They are not.
    Off,
}

/// How many messages are asked for at once.
const PAGE: usize = 200;

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Show { email, limit, data, output } => {
                let mut messages = newest(&mut Operator::reach(&data.folder())?, &email, limit)?;
                messages.reverse();
                output.print(&messages, |messages| show(messages))
            }
            Command::Erase { email, data, output } => {
                let count: Count = Operator::reach(&data.folder())?.ask(Request::EraseHistory { email })?;
                output.print(&count, |count| match count.count {
                    1 => "1 message erased.".to_owned(),
                    count => format!("{count} messages erased."),
                })
            }
            Command::Keep { email, keep, data, output } => {
                let request = Request::KeepHistory { email, keep: keep == Keep::On };
                let account: AccountView = Operator::reach(&data.folder())?.ask(request)?;
                output.print(&account, |account| {
                    let what = if account.keeps_history { "are" } else { "are not" };
                    format!("{}: messages {what} kept, from the next sign-in on.", account.email)
                })
            }
        }
    }
}

fn newest(operator: &mut Operator, email: &Handle, limit: usize) -> anyhow::Result<Vec<MessageView>> {
    let mut messages: Vec<MessageView> = Vec::new();
    loop {
        let wanted = PAGE.min(limit - messages.len());
        let before = messages.last().map(|message| message.id);
        let request = Request::History { email: email.clone(), before, limit: wanted };
        let page: Vec<MessageView> = operator.ask(request)?;
        let is_last = page.len() < wanted;
        messages.extend(page);
        if is_last || messages.len() >= limit {
            return Ok(messages);
        }
    }
}

fn show(messages: &[MessageView]) -> String {
    if messages.is_empty() {
        return "No messages.".to_owned();
    }
    let mut text = String::new();
    for message in messages {
        let to: Vec<_> = message.to.iter().map(Handle::as_str).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {} to {}", message.at, message.from, to.join(", "));
        for line in message.text.lines() {
            let _ = writeln!(text, "    {}", terminal::printable(line));
        }
    }
    text
}
