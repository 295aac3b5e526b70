//! `nudge report`: what members tell about each other.

use clap::Subcommand;
use nudge_admin::{Moderation, ReportView, Request};

use super::Ending;
use super::numbered::Numbered;
use super::output::{Output, or_dash, table};
use super::settings::DataArgs;
use crate::operator::Operator;

/// Read what members report about each other, and say what became of it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List reports that nobody has dealt with, newest first
    List {
        /// Also those that somebody has dealt with.
        #[arg(long)]
        all: bool,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        output: Output,
    },
    /// Say that a report is dealt with
    Settle {
        #[command(flatten)]
        numbered: Numbered,
        /// What was done.
        note: String,
    },
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        match self.command {
            Command::List { all, limit, data, output } => {
                let mut operator = Operator::reach(&data.folder())?;
                let request = Moderation::Reports { all, before: None, limit };
                let reports: Vec<ReportView> = operator.ask(Request::Moderate(request))?;
                output.print(&reports, |reports| list(reports))
            }
            Command::Settle { numbered, note } => {
                let request = Moderation::SettleReport { id: numbered.id, note };
                numbered.settle(request, "settled")
            }
        }
    }
}

fn list(reports: &[ReportView]) -> String {
    if reports.is_empty() {
        return "No reports.".to_owned();
    }
    let rows = reports.iter().map(|report| {
        let settled = report.settled.as_ref().map(|settled| format!("{}: {}", settled.by, settled.note));
        let by = or_dash(report.by.as_ref());
        let when = report.at.to_string();
        [report.id.to_string(), when, by, report.about.to_string(), report.text.clone(), or_dash(settled)]
    });
    table(["NUMBER", "WHEN", "BY", "ABOUT", "WHAT", "SETTLED"], rows.collect())
}
