//! `nudge restore`.

use std::path::PathBuf;

use nudge_backup::Manifest;
use nudge_core::Clock as _;
use serde::Serialize;

use super::output::Output;
use super::settings::DataArgs;
use super::{Ending, watched};
use crate::backup::restore;
use crate::machine::SystemClock;

/// Put back what nudge backup has written
///
/// The server must be stopped. The file is read and checked as a whole before anything is changed. What is in the data
/// folder is never deleted: with --replace, it is moved into a folder within it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The backup.
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
    /// Move what is in the data folder aside.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    output: Output,
}

/// What a script is told.
#[derive(Debug, Serialize)]
struct Done {
    folder: String,
    /// Where the files are that were there before.
    aside: Option<String>,
    backup: Manifest,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Self { file, data, replace, output } = self;
        let folder = data.folder();
        let place = folder.path().display().to_string();
        let restored = watched::run(move |watch| restore(&file, &folder, replace, SystemClock.now(), watch))?;
        let aside = restored.aside.map(|aside| aside.display().to_string());
        let done = Done { folder: place, aside, backup: restored.manifest };
        output.print(&done, |done| {
            let Done { folder, aside, backup } = done;
            let before = aside.as_ref().map(|aside| format!("\nWhat was there before is in {aside}."));
            format!("{folder}: restored as of {}.{}", backup.made, before.unwrap_or_default())
        })
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge restore /var/backups/nudge.tar.zst
  nudge restore /var/backups/nudge.tar.zst --data /srv/nudge --replace";
