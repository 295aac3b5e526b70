//! `nudge audit`: what administrators did.

use nudge_admin::{AuditView, Moderation, Request};

use super::Ending;
use super::output::{Output, table};
use super::settings::DataArgs;
use crate::operator::Operator;

/// Read what administrators and the command line did, newest first
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How many lines at most.
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// Only from before the line with this number.
    #[arg(long, value_name = "NUMBER")]
    before: Option<i64>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let request = Moderation::Audit { before: self.before, limit: self.limit };
        let lines: Vec<AuditView> = Operator::reach(&self.data.folder())?.ask(Request::Moderate(request))?;
        self.output.print(&lines, |lines| list(lines))
    }
}

fn list(lines: &[AuditView]) -> String {
    if lines.is_empty() {
        return "Nothing has been done yet.".to_owned();
    }
    let rows = lines.iter().map(|line| {
        let (id, at) = (line.id.to_string(), line.at.to_string());
        [id, at, line.actor.clone(), line.action.clone(), line.subject.clone(), line.detail.clone()]
    });
    table(["NUMBER", "WHEN", "WHO", "WHAT", "WHOM", "DETAIL"], rows.collect())
}
