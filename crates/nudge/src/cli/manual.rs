//! `nudge manual`: manual pages, for `man`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::CommandFactory as _;

use super::{Cli, Ending};
use crate::terminal;

/// Write a manual page for each command into a folder
///
/// The pages are for `man` on Unix: nudge.1, nudge-serve.1 and so on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The folder, which must be there.
    folder: PathBuf,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let folder = self.folder.display();
        clap_mangen::generate_to(Cli::command(), &self.folder)
            .with_context(|| format!("cannot write into {folder}"))?;
        terminal::print(format_args!("{folder}: written"))?;
        Ok(Ending::Done)
    }
}

const EXAMPLES: &str = "\
Examples:
  nudge manual ~/.local/share/man/man1";
