//! `nudge account list`.

use super::Ending;
use super::output::{Output, or_dash, table};
use crate::admin::{AccountView, Request};
use crate::cli::settings::DataArgs;
use crate::operator::Operator;

/// List all accounts
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
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
            let after = accounts.last().map(|account| account.id);
            let page: Vec<AccountView> = operator.ask(Request::Accounts { after, limit: PAGE })?;
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
        [account.email.to_string(), account.name.to_string(), state.to_owned(), last]
    });
    table(["EMAIL", "NAME", "STATE", "LAST SIGN-IN"], rows.collect())
}

const EXAMPLES: &str = "\
Examples:
  nudge account list
  nudge account list --json | jq -r '.[] | select(.enabled | not) | .email'";
