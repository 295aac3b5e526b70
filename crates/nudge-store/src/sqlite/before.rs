//! The copy that is made before a file with data in it is changed to a newer schema.
//!
//! It lies beside the database and is called after the first step that it was made before: `nudge.db.before-6`. Whoever
//! has to go back to the older program puts it in the database's place.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use nudge_core::Fault;
use rusqlite::Connection;

use super::copy::copy;
use super::files::{remove_database, with_end};

/// How many copies stay; those before the newest steps.
const KEPT: usize = 2;

/// Copies the database before that step is taken, and removes copies that are too old. Without a copy, no step.
pub(super) fn keep(db: &Connection, path: &Path, step: i64) -> Result<(), Fault> {
    let kept = named(path, step);
    write(db, path, &kept)?;
    tracing::info!(
        copy = %kept.display(),
        "the database is brought to a newer schema; as it was, it is kept beside it"
    );
    for old in copies(path).into_iter().skip(KEPT) {
        match fs::remove_file(&old) {
            Ok(()) => tracing::info!(copy = %old.display(), "an older copy of the database was removed"),
            Err(error) => {
                tracing::warn!(copy = %old.display(), %error, "an older copy of the database could not be removed");
            }
        }
    }
    Ok(())
}

/// Whole or not at all. One of the same name was made before an upgrade that was taken back since.
///
/// A copy that was cut short goes when the next one is made: it always has the same name.
fn write(db: &Connection, path: &Path, kept: &Path) -> Result<(), Fault> {
    let half = with_end(path, ".before.new");
    let failed = |source| Fault::StoreUnavailable {
        what: format!(
            "the copy {} cannot be written, without which the schema is not changed",
            kept.display()
        ),
        source: Some(source),
    };
    let written = make(&half).map_err(|error| failed(error.into())).and_then(|file| {
        copy(db, &half, &mut |_| ControlFlow::Continue(())).map_err(|fault| failed(fault.into()))?;
        file.sync_all().and_then(|()| fs::rename(&half, kept)).map_err(|error| failed(error.into()))
    });
    if written.is_err() {
        // On a disk that is full, half a copy helps nobody. What cannot be removed goes before the next one.
        let _left = remove_database(&half);
    }
    written
}

/// A new file, which only its owner can read.
fn make(half: &Path) -> io::Result<File> {
    remove_database(half)?;
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.read(true).write(true).create_new(true).open(half)
}

/// All copies, newest step first.
fn copies(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder_of(path)) else { return Vec::new() };
    let prefix = prefix(path).to_string_lossy().into_owned();
    let step_of = |entry: fs::DirEntry| -> Option<(i64, PathBuf)> {
        let step = entry.file_name().to_str()?.strip_prefix(&prefix)?.parse().ok()?;
        Some((step, entry.path()))
    };
    let mut found: Vec<_> = entries.flatten().filter_map(step_of).collect();
    found.sort_by_key(|(step, _)| std::cmp::Reverse(*step));
    found.into_iter().map(|(_, path)| path).collect()
}

fn named(path: &Path, step: i64) -> PathBuf {
    let mut name = prefix(path);
    name.push(step.to_string());
    path.with_file_name(name)
}

fn prefix(path: &Path) -> OsString {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".before-");
    name
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
