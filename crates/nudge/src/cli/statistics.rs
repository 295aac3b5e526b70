//! `nudge statistics`: rates and totals over time.

use nudge_admin::{Moderation, Request, SampleView};

use super::Ending;
use super::output::{Output, table};
use super::settings::DataArgs;
use crate::operator::Operator;

/// Show rates and totals over time
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How many hours back.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=8_784))]
    hours: u32,
    /// Summed up in steps of so many minutes.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=44_640))]
    step: u32,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let request = Moderation::Statistics { hours: self.hours, step_minutes: self.step };
        let samples: Vec<SampleView> =
            Operator::reach(&self.data.folder())?.ask(Request::Moderate(request))?;
        self.output.print(&samples, |samples| list(samples))
    }
}

fn list(samples: &[SampleView]) -> String {
    if samples.is_empty() {
        return "Nothing has been counted yet.".to_owned();
    }
    let rows = samples.iter().map(|sample| {
        let numbers =
            [sample.online, sample.sign_ins, sample.failures, sample.messages, sample.registrations];
        let [online, sign_ins, failures, messages, registrations] = numbers.map(|number| number.to_string());
        [sample.at.to_string(), online, sign_ins, failures, messages, registrations]
    });
    table(["FROM", "ONLINE", "SIGN-INS", "FAILED", "MESSAGES", "REGISTERED"], rows.collect())
}
