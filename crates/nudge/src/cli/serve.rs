//! `nudge serve`: the server.

use anyhow::Context as _;
use tempfile::TempDir;

use super::Ending;
use super::settings::{SettingsArgs, complain};
use crate::data::DataFolder;
use crate::serve::{Purpose, serve};

/// Run the server
///
/// It makes all that it needs in the data folder and says what to do next. It stops on Ctrl+C or SIGTERM, after telling
/// its clients; a second signal stops it at once. On SIGHUP it reads the level of the log and the operator's certificate
/// again, and says in the log which other changes need a restart.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    settings: SettingsArgs,
    /// Serve four sample accounts, who are each other's contacts, to this machine only
    ///
    /// They are test@example.com, alice@example.com, bob@example.com and Jessie@brawlstars.com, all with the password
    /// "password". Without --data, everything lies in a temporary folder and is gone at the end. Without another address
    /// set, it listens on 127.0.0.1:1863.
    #[arg(long)]
    demo: bool,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let temporary = self.temporary_folder()?;
        let folder = match &temporary {
            Some(temporary) => DataFolder::new(temporary.path()),
            None => self.settings.data.folder(),
        };
        let again = || {
            let mut loaded = self.settings.load_from(&folder)?;
            if let (true, Ok(loaded)) = (self.demo, &mut loaded) {
                loaded.listen_on_this_machine_only();
            }
            Ok(loaded)
        };
        let loaded = match again()? {
            Ok(loaded) => loaded,
            Err(problems) => {
                complain(&problems);
                return Ok(Ending::Misconfigured);
            }
        };
        let purpose = if self.demo { Purpose::Demo } else { Purpose::Service };
        serve(&folder, &loaded, &again, purpose)?;
        Ok(Ending::Done)
    }

    /// Where a demonstration is that has not been given a place. It is gone when this is dropped.
    fn temporary_folder(&self) -> anyhow::Result<Option<TempDir>> {
        if !self.demo || self.settings.data.given().is_some() {
            return Ok(None);
        }
        let folder = tempfile::Builder::new().prefix("nudge-demo-").tempdir();
        folder.map(Some).context("cannot make a temporary data folder")
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge serve
  nudge serve --data /srv/nudge --listen 192.168.1.10:1863
  nudge serve --demo";
