//! Files and folders that only their owner can open.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// What to do about an error of the folder's disk, where that is known.
pub(crate) fn remedy(error: &io::Error) -> &'static str {
    REMEDIES.iter().find(|(kind, _)| *kind == error.kind()).map_or("", |(_, remedy)| *remedy)
}

const REMEDIES: [(io::ErrorKind, &str); 3] = [
    (
        io::ErrorKind::ReadOnlyFilesystem,
        "\n\nThe disk with the data folder cannot be written, and nothing was changed. Mount it so that it can be; if the\n\
         system has made it read-only by itself, the disk is failing: look into the system's log (dmesg).",
    ),
    (
        io::ErrorKind::PermissionDenied,
        "\n\nThe data folder and all that is in it must belong to the user who serves, and nothing was changed:\n\
         chown -R USER FOLDER.",
    ),
    (
        io::ErrorKind::StorageFull,
        "\n\nThe disk with the data folder is full. Make room and start again; nothing is lost.",
    ),
];

/// Makes a folder, and those above it, where they are missing.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Makes a folder that is not there yet.
pub(crate) fn create_new_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes an empty file where there is none. It belongs to whom its folder does.
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.read(true).write(true);
    match options.clone().create_new(true).open(path) {
        Ok(file) => {
            give_to_owner_of(folder_of(path), path)?;
            Ok(file)
        }
        // `create`, for it may be gone again by now.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            options.create(true).truncate(false).open(path)
        }
        Err(error) => Err(error),
    }
}

/// Writes a file whole or not at all: after a crash it is absent or complete.
pub(crate) fn write_once(path: &Path, content: &[u8]) -> io::Result<()> {
    let half = path.with_added_extension("new");
    let mut file = create_file(&half)?;
    // What an earlier attempt may have left.
    file.set_len(0)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&half, path)?;
    sync_folder_of(path)
}

/// Leaves what was made in the folder to the folder's owner. The administrator may look after a data folder that a user of
/// its own serves from, and that user must be able to open everything in it.
#[cfg(unix)]
pub(crate) fn give_to_owner_of(folder: &Path, made: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, lchown};

    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let owner = fs::metadata(folder)?;
    lchown(made, Some(owner.uid()), Some(owner.gid()))
}

#[cfg(not(unix))]
pub(crate) fn give_to_owner_of(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

/// After this, a change of names in the folder that the path is in survives a crash.
#[cfg(unix)]
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder_of(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The folder that it is in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
