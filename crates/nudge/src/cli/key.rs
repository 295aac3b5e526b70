//! `nudge key`: keys for programs that look after the service.

use clap::Subcommand;
use nudge_admin::{KeyMade, KeyView, Moderation, Request, ScopeName};
use nudge_core::member::Scope;
use nudge_core::{Handle, TokenName};

use super::numbered::Numbered;
use super::output::{Output, or_dash, table};
use super::settings::DataArgs;
use super::{Ending, Usage};
use crate::operator::Operator;

/// Make and revoke keys for programs that use the JSON interface of administrators
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a key
    ///
    /// It is shown once, alone on the last line of the output, and cannot be shown again. It is good for as long as its
    /// owner is an administrator.
    #[command(after_help = EXAMPLES)]
    Add {
        /// The administrator in whose name the program acts.
        owner: Handle,
        /// What the key is called, such as the program it is for.
        #[arg(long, value_name = "NAME", value_parser = TokenName::new)]
        name: TokenName,
        /// What it may be used for, as accounts:read; may be given more than once.
        #[arg(long, required = true, value_parser = scope)]
        scope: Vec<Scope>,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// List keys
    List {
        /// Only those of this administrator.
        #[arg(long, value_name = "EMAIL")]
        owner: Option<Handle>,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Revoke a key
    Revoke(Numbered),
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Add { owner, name, scope, data, output } => {
                let scopes = scope.into_iter().map(ScopeName).collect();
                let request = Moderation::AddKey { owner, name: name.to_string(), scopes };
                let made: KeyMade = Operator::reach(&data.folder())?.ask(Request::Moderate(request))?;
                output.print(&made, |made| format!("It is not shown again.\n{}", made.key.0.expose()))
            }
            Command::List { owner, data, output } => {
                let mut operator = Operator::reach(&data.folder())?;
                let keys: Vec<KeyView> = operator.ask(Request::Moderate(Moderation::Keys { owner }))?;
                output.print(&keys, |keys| list(keys))
            }
            Command::Revoke(numbered) => {
                let request = Moderation::RevokeKey { id: numbered.id };
                numbered.settle(request, "revoked")
            }
        }
    }
}

fn scope(text: &str) -> Result<Scope, Usage> {
    text.parse().map_err(|_| {
        let known: Vec<_> = Scope::ALL.iter().map(|scope| scope.name()).collect();
        Usage(format!("expected one of {}", known.join(", ")))
    })
}

fn list(keys: &[KeyView]) -> String {
    if keys.is_empty() {
        return "No keys.".to_owned();
    }
    let rows = keys.iter().map(|key| {
        let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.0.name()).collect();
        let (made, used) = (key.created.to_string(), or_dash(key.last_used));
        [key.id.to_string(), key.name.clone(), scopes.join(" "), made, used]
    });
    table(["NUMBER", "NAME", "SCOPES", "MADE", "LAST USED"], rows.collect())
}

const EXAMPLES: &str = "\
Examples:
  nudge key add alice@example.com --name dashboard --scope statistics:read
  nudge key add alice@example.com --name robot --scope accounts:read --scope accounts:write | tail -n 1";
