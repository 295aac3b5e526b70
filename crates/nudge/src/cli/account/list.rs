//! `nudge account list`.

use nudge_admin::{AccountView, Moderation, Request};

use super::Ending;
use super::output::{Output, or_dash, table};
use crate::cli::settings::DataArgs;
use crate::operator::Operator;

/// List all accounts, or those that match
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Only those whose address or name has this in it.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    search: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

/// How many accounts are asked for at once.
const PAGE: usize = 500;

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let mut operator = Operator::reach(&self.data.folder())?;
        let mut accounts: Vec<AccountView> = Vec::new();
        loop {
            let last = accounts.last();
            let request = if self.search.is_empty() {
                Request::Accounts { after: last.map(|account| account.id), limit: PAGE }
            } else {
                let after = last.map(|account| account.email.clone());
                Request::Moderate(Moderation::Search { text: self.search.clone(), after, limit: PAGE })
            };
            let page: Vec<AccountView> = operator.ask(request)?;
            if page.is_empty() {
                break;
            }
            accounts.extend(page);
        }
        self.output.print(&accounts, |accounts| list(accounts))
    }
}

fn list(accounts: &[AccountView]) -> String {
    if accounts.is_empty() {
        return "No accounts. Make one with nudge account add.".to_owned();
    }
    let rows = accounts.iter().map(|account| {
        let state = if account.enabled { "enabled" } else { "disabled" };
        let last = or_dash(account.last_sign_in);
        let role = account.role.to_string();
        [account.email.to_string(), account.name.to_string(), role, state.to_owned(), last]
    });
    table(["EMAIL", "NAME", "ROLE", "STATE", "LAST SIGN-IN"], rows.collect())
}

const EXAMPLES: &str = "\
Examples:
  nudge account list
  nudge account list --search bob
  nudge account list --json | jq -r '.[] | select(.enabled | not) | .email'";
