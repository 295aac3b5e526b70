//! `nudge status`: whether a server runs, and how it is.

use nudge_admin::{CirclesView, Request, StatusView};

use super::Ending;
use super::output::{Output, facts};
use super::settings::DataArgs;
use crate::operator::Operator;

/// Say whether the server runs, where, and who is there
///
/// Whether it runs is no failure: the exit code is 0 either way.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

/// The state of a server, running or not.
#[derive(Debug, serde::Serialize)]
struct State {
    running: bool,
    #[serde(flatten)]
    server: Option<StatusView>,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let folder = self.data.folder();
        let server = match Operator::server(&folder)? {
            Some(mut operator) => Some(operator.ask::<StatusView>(Request::Status)?),
            None => None,
        };
        self.output.print(&State { running: server.is_some(), server }, |state| match &state.server {
            None => format!("No server is running on {}.", folder.path().display()),
            Some(server) => describe(server),
        })
    }
}

fn describe(server: &StatusView) -> String {
    let mut lines: Vec<_> = vec![(
        "running",
        format!("nudge {}, process {}, since {}", server.version, server.pid, server.since),
    )];
    lines.extend(server.listeners.iter().map(|at| (at.role.as_str(), at.address.to_string())));
    lines.push(("accounts", server.accounts.to_string()));
    lines.push(("signed in", server.online.to_string()));
    lines.push(("conversations", server.conversations.to_string()));
    let CirclesView { count, members, invitations, gathered } = server.circles;
    let circles =
        format!("{count}, {members} members, {invitations} invitations; {gathered} with somebody there");
    lines.push(("circles", circles));
    facts(&lines)
}
