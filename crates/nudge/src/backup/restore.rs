//! Puts a backup in the place of a data folder.
//!
//! Everything happens within the folder, which may be a volume of its own or belong to another user than the folder that it
//! is in. First the backup is unpacked and checked beside what is there. Then that is moved aside, and what was unpacked is
//! moved to its place. Who is killed in the middle of the moving leaves [a mark](crate::data::UNFINISHED), on which no
//! server starts.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use nudge_admin::{Moment, Trouble};
use nudge_backup::{CERTIFICATES, DATABASE, Manifest, Member, Unfit, unpack};
use nudge_core::Timestamp;
use nudge_store::{NEWEST_SCHEMA, check_database};
use tempfile::TempDir;

use super::verify::verify;
use super::watch::Watch;
use crate::data::{self, DataFolder, LOCK, Lock, UNFINISHED};
use crate::operator::Way;

/// What was done.
#[derive(Debug)]
pub(crate) struct Restored {
    /// What was in the backup.
    pub(crate) manifest: Manifest,
    /// Where the files are that were there before.
    pub(crate) aside: Option<PathBuf>,
}

/// What the folder of files moved aside begins with.
const ASIDE: &str = "before-restore-";

/// Restores the file into the folder. What is there is moved aside if `replace`, and a reason not to do it otherwise.
pub(crate) fn restore(
    file: &Path,
    folder: &DataFolder,
    replace: bool,
    now: Timestamp,
    watch: &Watch,
) -> anyhow::Result<Restored> {
    let name = file.display();
    let size = verify(file, watch).with_context(|| format!("{name} is not restored"))?.size();
    data::create_folder(folder.path())
        .with_context(|| format!("cannot make the data folder {}", folder.path().display()))?;
    let _lock = take(folder)?;
    let old = old_files(folder).with_context(|| format!("cannot read {}", folder.path().display()))?;
    if !old.is_empty() && !replace {
        return Err(Trouble::Refused(format!(
            "the data folder {} is not empty: say --replace to move what is there aside",
            folder.path().display()
        ))
        .into());
    }
    if !has_room(folder.path(), size) {
        bail!(
            "the disk of {} has no room for the {size} bytes that are in the backup; what was there is unchanged",
            folder.path().display()
        );
    }
    let fresh = tempfile::Builder::new().prefix(".restore-").tempdir_in(folder.path());
    let fresh = fresh.map_err(|error| cannot_write(folder, error.into()))?;
    let manifest = fill(&fresh, file, folder, watch).map_err(|error| cannot_write(folder, error))?;
    watch.check()?;
    let aside = exchange(fresh, folder, &old, now).with_context(|| {
        format!("cannot move the files of {} (none of them is lost)", folder.path().display())
    })?;
    Ok(Restored { manifest, aside })
}

/// The folder's lock. Unlike other commands this one cannot be done by a server.
fn take(folder: &DataFolder) -> anyhow::Result<Lock> {
    match Way::find(folder)? {
        Way::Free(lock) => Ok(lock),
        Way::Server(_) => Err(Trouble::Refused(format!(
            "a server is running on {}: stop it first",
            folder.path().display()
        ))
        .into()),
    }
}

/// Whether so many bytes can be had there. A small file can become a large one, so this is asked before anything is written;
/// where the system cannot say, it is tried.
#[cfg(unix)]
fn has_room(folder: &Path, bytes: u64) -> bool {
    rustix::fs::statvfs(folder).map_or(true, |disk| disk.f_bavail.saturating_mul(disk.f_frsize) >= bytes)
}

/// Elsewhere it is tried.
#[cfg(not(unix))]
const fn has_room(_: &Path, _: u64) -> bool {
    true
}

/// All that is in the folder, but for the lock, which we hold, and what earlier restores moved aside.
fn old_files(folder: &DataFolder) -> io::Result<Vec<PathBuf>> {
    let mut old = Vec::new();
    for entry in fs::read_dir(folder.path())? {
        let entry = entry?;
        let name = entry.file_name();
        let stays = name == LOCK || name.to_string_lossy().starts_with(ASIDE);
        // What a file system puts at its top.
        if !stays && name != "lost+found" {
            old.push(entry.path());
        }
    }
    Ok(old)
}

/// Unpacks into a new folder, and checks the database there.
fn fill(fresh: &TempDir, file: &Path, folder: &DataFolder, watch: &Watch) -> anyhow::Result<Manifest> {
    let own = |path: &Path| data::give_to_owner_of(folder.path(), path);
    own(fresh.path())?;
    let mut written = Vec::new();
    let manifest = unpack(File::open(file)?, NEWEST_SCHEMA, watch, &mut |member: &Member| {
        let path = fresh.path().join(&member.name);
        if member.name.starts_with(CERTIFICATES) {
            let certificates = fresh.path().join(CERTIFICATES);
            data::create_folder(&certificates)?;
            own(&certificates)?;
        }
        let to = data::create_file(&path)?;
        own(&path)?;
        written.push(path);
        Ok(BufWriter::new(to))
    })?;
    let schema = check_database(&fresh.path().join(DATABASE))?;
    if schema != manifest.schema {
        bail!("the backup says that its database has schema {}, and it has {schema}", manifest.schema);
    }
    for path in &written {
        File::open(path)?.sync_all()?;
        data::sync_folder_of(path)?;
    }
    Ok(manifest)
}

/// Moves what is there aside, and the new files to its place.
fn exchange(
    fresh: TempDir,
    folder: &DataFolder,
    old: &[PathBuf],
    now: Timestamp,
) -> io::Result<Option<PathBuf>> {
    let unfinished = folder.path().join(UNFINISHED);
    let aside = if old.is_empty() { None } else { Some(make_aside(folder, now)?) };
    if let Some(aside) = &aside
        && unfinished.try_exists()?
    {
        // Of a restore that was killed. It must be out of the way before this one makes the same mark.
        fs::rename(&unfinished, aside.join(UNFINISHED))?;
    }
    // From here on no server starts, until the mark is gone.
    fs::rename(fresh.keep(), &unfinished)?;
    data::sync_folder_of(&unfinished)?;
    if let Some(aside) = &aside {
        for path in old.iter().filter(|path| **path != unfinished) {
            fs::rename(path, aside.join(path.file_name().unwrap_or_default()))?;
        }
        data::sync_folder_of(&aside.join(DATABASE))?;
        data::sync_folder_of(aside)?;
    }
    for entry in fs::read_dir(&unfinished)? {
        let entry = entry?;
        fs::rename(entry.path(), folder.path().join(entry.file_name()))?;
    }
    data::sync_folder_of(&unfinished)?;
    fs::remove_dir(&unfinished)?;
    data::sync_folder_of(&unfinished)?;
    Ok(aside)
}

/// An empty folder with the moment in its name.
fn make_aside(folder: &DataFolder, now: Timestamp) -> io::Result<PathBuf> {
    let moment: String =
        String::from(Moment(now)).chars().filter(|c| !matches!(c, ':' | '-' | '.')).collect();
    let path = folder.path().join(format!("{ASIDE}{moment}"));
    data::create_new_folder(&path)?;
    data::give_to_owner_of(folder.path(), &path)?;
    Ok(path)
}

fn cannot_write(folder: &DataFolder, error: anyhow::Error) -> anyhow::Error {
    let is_full = |error: &io::Error| error.kind() == io::ErrorKind::StorageFull;
    let full = match error.downcast_ref() {
        Some(Unfit::Io(error)) => is_full(error),
        _ => error.chain().any(|cause| cause.downcast_ref().is_some_and(is_full)),
    };
    let folder = folder.path().display();
    if full {
        return anyhow!("cannot unpack into {folder}: the disk is full. What was there is unchanged");
    }
    error.context(format!("cannot unpack into {folder}; what was there is unchanged"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn no_disk_has_room_for_everything() {
        let folder = tempfile::tempdir().unwrap();
        assert!(has_room(folder.path(), 1) && !has_room(folder.path(), u64::MAX));
        assert!(has_room(&folder.path().join("gone"), 1), "what cannot be asked is tried");
    }
}
