//! `nudge alert`: a message of the service, on the screens of those who are signed in.

use nudge_admin::{Count, Request};
use nudge_core::Handle;

use super::output::Output;
use super::settings::DataArgs;
use super::{Ending, Usage};
use crate::operator::Operator;

/// Show a message of the service to those who are signed in
///
/// Needs a running server. MSN Messenger 3.0 and later show it as an alert; older clients cannot. It says how many are
/// signed in and were sent it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// What it says.
    #[arg(value_parser = text)]
    text: String,
    #[command(flatten)]
    receivers: Receivers,
    /// The web page that a click opens.
    #[arg(long, default_value = "", hide_default_value = true, value_parser = url)]
    url: String,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Receivers {
    /// Only to this one.
    #[arg(long, value_name = "EMAIL")]
    to: Option<Handle>,
    /// To everybody.
    #[arg(long)]
    all: bool,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let folder = self.data.folder();
        let mut operator = Operator::server(&folder)?.ok_or_else(|| {
            let path = folder.path().display();
            anyhow::anyhow!("no server is running on {path}, so nobody can see an alert")
        })?;
        let request = Request::Alert { to: self.receivers.to, text: self.text, url: self.url };
        let count: Count = operator.ask(request)?;
        self.output.print(&count, |count| match count.count {
            0 => "Nobody is signed in.".to_owned(),
            1 => "Sent to 1 person.".to_owned(),
            count => format!("Sent to {count} people."),
        })
    }
}

/// The longest text, in characters. Clients show a few lines.
const MAX_CHARS: usize = 400;

fn text(text: &str) -> Result<String, Usage> {
    let fits = (1..=MAX_CHARS).contains(&text.chars().count());
    if fits && !text.trim().is_empty() && !text.chars().any(|c| c.is_control() && c != '\n') {
        Ok(text.to_owned())
    } else {
        Err(Usage(format!("expected 1 to {MAX_CHARS} characters, and no control characters")))
    }
}

fn url(text: &str) -> Result<String, Usage> {
    let is_url = text.starts_with("http://") || text.starts_with("https://");
    if text.is_empty() || (is_url && text.bytes().all(|byte| byte.is_ascii_graphic())) {
        Ok(text.to_owned())
    } else {
        Err(Usage("expected a web address such as http://im.example.net/news".to_owned()))
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge alert --all 'The server restarts at noon.'
  nudge alert --to alice@example.com 'Your picture is ready.' --url http://im.example.net/pictures";
