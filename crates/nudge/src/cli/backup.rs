//! `nudge backup`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use nudge_backup::Manifest;
use nudge_core::Clock as _;

use super::output::{Output, byte_count};
use super::settings::DataArgs;
use super::{Ending, watched};
use crate::backup::{create, verify};
use crate::machine::SystemClock;

/// Write everything that a server keeps into one file
///
/// The database, the key, the settings and the certificates, as they are at one moment. The server may be running, and need
/// not wait. Whoever has the file can read all tokens and pose as the server: keep it as safe as the data folder itself.
///
/// Files elsewhere that the settings name, such as a certificate of your own, are not in it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The file to write, such as nudge.tar.zst.
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
    /// Replace a file that is there already.
    #[arg(long)]
    force: bool,
    /// Write nothing: read the file, and say whether it is complete, unchanged and can be restored with this program.
    #[arg(long, conflicts_with = "force")]
    check: bool,
    #[command(flatten)]
    output: Output,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Self { file, data, force, check, output } = self;
        let (path, folder) = (file.clone(), data.folder());
        let manifest = watched::run(move |watch| {
            if check {
                verify(&path, watch).with_context(|| format!("{} cannot be restored", path.display()))
            } else {
                create(&folder, &path, force, SystemClock.now(), watch)
            }
        })?;
        output.print(&manifest, |manifest| {
            described(&file, manifest, if check { "is right" } else { "written" })
        })
    }
}

fn described(file: &Path, manifest: &Manifest, what: &str) -> String {
    let (count, size) = (manifest.members.len(), byte_count(manifest.size()));
    format!(
        "{}: {what}. {count} files ({size}) as of {}, by nudge {} with schema {}.",
        file.display(),
        manifest.made,
        manifest.version,
        manifest.schema
    )
}

const EXAMPLES: &str = "\
Examples:
  nudge backup /var/backups/nudge.tar.zst --force
  nudge backup --check /var/backups/nudge.tar.zst";
