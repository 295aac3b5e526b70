//! `nudge token`: passwords for single devices.

use clap::Subcommand;
use nudge_admin::{Request, TokenMade, TokenView};
use nudge_core::{Handle, TokenName};

use super::Ending;
use super::output::{Output, or_dash, table};
use super::settings::DataArgs;
use crate::operator::Operator;
use crate::terminal;

/// Make and revoke access tokens
///
/// An access token is a password for one device: random, named after the device, and revoked alone. Clients up to MSN
/// Messenger 4.7 prove their password in a way that makes the server keep it readable; a token there keeps the real
/// password out of it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an access token
    ///
    /// It is shown once, alone on the last line of the output, and cannot be shown again.
    #[command(after_help = ADD_EXAMPLES)]
    Add(Named),
    /// List the access tokens of an account
    List {
        /// Whose.
        email: Handle,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Revoke an access token
    ///
    /// Whoever is signed in with it is signed out at once.
    Revoke(Named),
}

#[derive(Debug, clap::Args)]
struct Named {
    /// Whose.
    email: Handle,
    /// What the token is called, such as the device it is for.
    #[arg(long, value_name = "NAME", value_parser = TokenName::new)]
    name: TokenName,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::Add(named) => add(&named),
            Command::List { email, data, output } => {
                let tokens: Vec<TokenView> =
                    Operator::reach(&data.folder())?.ask(Request::Tokens { email })?;
                output.print(&tokens, |tokens| list(tokens))
            }
            Command::Revoke(named) => revoke(&named),
        }
    }
}

fn add(named: &Named) -> anyhow::Result<Ending> {
    let request = Request::AddToken { email: named.email.clone(), name: named.name.to_string() };
    let made: TokenMade = Operator::reach(&named.data.folder())?.ask(request)?;
    named.output.print(&made, |made| {
        let name = terminal::printable(&made.name);
        let token = made.token.0.expose();
        format!("Type this as the password of {} on {name}. It is not shown again.\n{token}", made.email)
    })
}

fn revoke(named: &Named) -> anyhow::Result<Ending> {
    let name = named.name.to_string();
    let request = Request::RevokeToken { email: named.email.clone(), name: name.clone() };
    Operator::reach(&named.data.folder())?.ask::<()>(request)?;
    let said = serde_json::json!({ "email": named.email, "revoked": name });
    named.output.print(&said, |_| format!("{}: {} is revoked.", named.email, terminal::printable(&name)))
}

fn list(tokens: &[TokenView]) -> String {
    if tokens.is_empty() {
        return "No access tokens.".to_owned();
    }
    let rows =
        tokens.iter().map(|token| [token.name.clone(), token.created.to_string(), or_dash(token.last_used)]);
    table(["NAME", "MADE", "LAST USED"], rows.collect())
}

const ADD_EXAMPLES: &str = "\
Examples:
  nudge token add alice@example.com --name 'the old ThinkPad'
  nudge token add bot@example.com --name ci | tail -n 1";
