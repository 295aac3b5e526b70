//! `nudge mail`: whether letters leave.

use anyhow::{Context as _, anyhow};
use clap::Subcommand;
use nudge_mail::Letter;
use tokio::runtime;

use super::settings::{SettingsArgs, complain};
use super::{Ending, Usage};
use crate::{mail, terminal};

/// Try whether mail can be sent
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Send a letter as the settings of `mail` say, and wait until the relay has taken it
    #[command(after_help = EXAMPLES)]
    Test {
        /// Where it goes.
        #[arg(value_name = "ADDRESS")]
        to: String,
        #[command(flatten)]
        settings: SettingsArgs,
    },
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Command::Test { to, settings } = self.command;
        let loaded = match settings.load()? {
            Ok(loaded) => loaded,
            Err(problems) => {
                complain(&problems);
                return Ok(Ending::Misconfigured);
            }
        };
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let post = {
            let _within = runtime.enter();
            mail::open(&loaded.config.mail)?
        };
        let post = post.ok_or_else(|| Usage(NO_MAIL.to_owned()))?;
        let letter = Letter { to, account: 0, subject: SUBJECT.to_owned(), text: TEXT.to_owned() };
        runtime.block_on(post.deliver(&letter)).map_err(|error| anyhow!(error)).context("it was not sent")?;
        terminal::print(format_args!("A letter to {} is on its way.\n", letter.to))?;
        Ok(Ending::Done)
    }
}

const NO_MAIL: &str = "no mail is sent: set mail.relay and mail.from in nudge.toml first";

const SUBJECT: &str = "Mail from Nudge works";

const TEXT: &str = "Whoever runs a Nudge server has sent this to try whether its mail arrives. It does.\n";

const EXAMPLES: &str = "Examples:
  nudge mail test you@example.net
  nudge mail test you@example.net --set mail.relay=localhost:2525 --set mail.encryption=none \\
      --set mail.from=nudge@example.net";
