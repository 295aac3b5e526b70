//! `nudge online`: who is signed in.

use nudge_admin::{Moderation, OnlineView, Request};

use super::Ending;
use super::output::{Output, or_dash, table};
use super::settings::DataArgs;
use crate::operator::Operator;

/// List who is signed in, with which client
///
/// Needs a running server.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let folder = self.data.folder();
        let mut operator = Operator::server(&folder)?
            .ok_or_else(|| anyhow::anyhow!("no server is running on {}", folder.path().display()))?;
        let online: Vec<OnlineView> = operator.ask(Request::Moderate(Moderation::Online))?;
        self.output.print(&online, |online| list(online))
    }
}

fn list(online: &[OnlineView]) -> String {
    if online.is_empty() {
        return "Nobody is signed in.".to_owned();
    }
    let rows = online.iter().map(|one| {
        let status = or_dash(one.status.as_ref());
        let (since, address) = (one.since.to_string(), one.address.to_string());
        let place = or_dash(one.place.as_ref());
        [one.email.to_string(), status, one.protocol.clone(), one.client.clone(), place, address, since]
    });
    table(["EMAIL", "STATUS", "PROTOCOL", "CLIENT", "COMPUTER", "ADDRESS", "SINCE"], rows.collect())
}
