//! `nudge account export`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

use super::super::output::byte_count;
use super::{Ending, Target};
use crate::operator::Operator;

/// Write all that an account owns into one file
///
/// The same file that its owner can download on the website: profile, contacts, groups, sign-ins, kept messages, as JSON in a
/// zip archive. No password and no access token is in it; but the messages are.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: Target,
    /// The file to write, such as alice.zip.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Replace a file that is there already.
    #[arg(long)]
    force: bool,
}

impl Args {
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        let Self { target, to, force } = self;
        let cannot = || format!("cannot write {}", to.display());
        let beside = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Nothing that is not whole takes the name.
        let mut file = NamedTempFile::new_in(beside).with_context(cannot)?;
        let mut size = 0_u64;
        Operator::reach(&target.data.folder())?.export(&target.email, &mut |piece| {
            size += u64::try_from(piece.len()).unwrap_or(0);
            file.write_all(piece)
        })?;
        file.as_file().sync_all().with_context(cannot)?;
        let placed = if force { file.persist(&to) } else { file.persist_noclobber(&to) };
        placed.map_err(|error| error.error).with_context(cannot)?;
        let said = serde_json::json!({ "email": target.email, "file": to, "bytes": size });
        target.output.print(&said, |_| {
            format!("{}: written to {} ({}).", target.email, to.display(), byte_count(size))
        })
    }
}
