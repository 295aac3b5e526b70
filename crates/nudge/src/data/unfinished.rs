//! A restore that was cut short in the middle of moving files.

use std::io;

use super::DataFolder;

/// The folder with what a restore has yet to move. While it is there, the data folder is neither the old nor the new one.
pub(crate) const UNFINISHED: &str = "restore.unfinished";

/// Refuses a folder in which a restore was cut short: a server would make a new, empty database there.
pub(crate) fn refuse_unfinished(folder: &DataFolder) -> Result<(), Unfinished> {
    let path = folder.path().join(UNFINISHED);
    match path.try_exists() {
        Ok(false) => Ok(()),
        Ok(true) => Err(Unfinished::There { path: path.display().to_string() }),
        Err(source) => Err(Unfinished::Unknown { path: path.display().to_string(), source }),
    }
}

/// Why the folder is not used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfinished {
    /// There is something left to move.
    #[error(
        "a restore was cut short: {path} is still there\n\n\
         Restore again, with nudge restore FILE --replace. Nothing is lost: what was in the data folder before is in\n\
         its newest folder before-restore-..."
    )]
    There { path: String },
    /// It cannot be seen.
    #[error("cannot look for {path}: {source}")]
    Unknown { path: String, source: io::Error },
}
