//! The copy that is made before a file with data in it is changed to a newer schema.
//!
//! It lies beside the database and is called after the first step that it was made before: `nudge.db.before-6`. Whoever
//! has to go back to the older program puts it in the database's place.

use std::{
    ffi::OsString,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use nudge_core::Fault;
use rusqlite::Connection;

use super::copy::copy;

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
fn write(db: &Connection, path: &Path, kept: &Path) -> Result<(), Fault> {
    let failed = |source| Fault::StoreUnavailable {
        what: format!(
            "the copy {} cannot be written, without which the schema is not changed",
            kept.display()
        ),
        source: Some(source),
    };
    // Only its owner can read such a file.
    let half = tempfile::NamedTempFile::new_in(folder_of(path)).map_err(|error| failed(error.into()))?;
    copy(db, half.path(), &mut |_| ControlFlow::Continue(())).map_err(|fault| failed(fault.into()))?;
    half.as_file().sync_all().map_err(|error| failed(error.into()))?;
    half.persist(kept).map_err(|error| failed(error.error.into()))?;
    Ok(())
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
