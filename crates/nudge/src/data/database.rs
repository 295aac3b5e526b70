//! The database's file: made whole or not at all, opened, and what to do when it cannot be.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use nudge_core::{Fault, Store as _};
use nudge_store::{SqliteOptions, SqliteStore, remove_database};

use super::{DataFolder, create_file, remedy, sync_folder_of};

/// Opens the database, which is made where it is missing, and brings it to the newest schema.
///
/// An empty file is an error: a new database is made under another name and gets its own when it is complete, so an empty
/// one has been emptied, and must not be taken for the beginning. The caller holds the folder's lock.
pub(crate) async fn open(folder: &DataFolder, options: SqliteOptions) -> anyhow::Result<SqliteStore> {
    let path = folder.database();
    let cannot_make = |error: io::Error| anyhow!("cannot make {}: {error}{}", path.display(), remedy(&error));
    match fs::metadata(&path) {
        Ok(about) if about.len() == 0 => return Err(Unopened::Empty(path.display().to_string()).into()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let half = path.with_added_extension("new");
            // A beginning that was cut short has left it.
            remove_database(&half).map_err(cannot_make)?;
            // Made here with the right mode, which SQLite then gives to the files that it puts beside it.
            create_file(&half).map_err(cannot_make)?;
            open_file(&half, options)?.close().await;
            fs::rename(&half, &path).map_err(cannot_make)?;
            sync_folder_of(&path).map_err(cannot_make)?;
        }
        Err(error) => return Err(error).with_context(|| format!("cannot open {}", path.display())),
    }
    Ok(open_file(&path, options)?)
}

fn open_file(path: &Path, options: SqliteOptions) -> Result<SqliteStore, Unopened> {
    SqliteStore::open(path, options).map_err(|fault| Unopened::of(path, &fault))
}

/// Why the database is not opened. Nothing of it was changed.
#[derive(Debug, thiserror::Error)]
enum Unopened {
    /// All of it is gone.
    #[error(
        "the database {0} is empty: its content was lost, or something else has made the file\n\n\
         Restore a backup (nudge restore FILE --replace). If there has never been anything in it, remove the file and start\n\
         again."
    )]
    Empty(String),
    /// It is no database, not ours, or not as it was written.
    #[error(
        "cannot open {path}: {what}\n\n\
         Restore a backup (nudge restore FILE --replace), which moves this file aside. It was left as it is. Without a backup,\n\
         \"The database is damaged\" in docs/operations.md says how to save what can be read."
    )]
    Damaged { path: String, what: String },
    /// A newer program has had it.
    #[error(
        "cannot open {path}: {what}\n\n\
         The file was left as it is. Install the newer program again; or go back to the copy {path}.before-N that it has made,\n\
         as \"Upgrade and restart\" in docs/operations.md says."
    )]
    TooNew { path: String, what: String },
    /// Something around it.
    #[error(
        "cannot open {path}: {what}\n\n\
         The file was left as it was, and nothing is lost. See to the disk, to who may write there, or to the program that has\n\
         it open, and start again."
    )]
    Unavailable { path: String, what: String },
}

impl Unopened {
    fn of(path: &Path, fault: &Fault) -> Self {
        let path = path.display().to_string();
        // With what lies behind it, as `{:#}` would show it.
        let mut what = fault.to_string();
        let mut cause = std::error::Error::source(fault);
        while let Some(behind) = cause {
            let text = behind.to_string();
            if !what.contains(&text) {
                what = format!("{what}: {text}");
            }
            cause = behind.source();
        }
        match fault {
            Fault::StoreCorrupt { .. } => Self::Damaged { path, what },
            Fault::StoreTooNew { .. } => Self::TooNew { path, what },
            Fault::StoreUnavailable { .. }
            | Fault::StoreClosed
            | Fault::Unsealable
            | Fault::Hashing { .. } => Self::Unavailable { path, what },
        }
    }
}
