//! A database is a file, and what SQLite has beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How the names end of what belongs to a database: the file itself, and the journals of either mode.
const ENDS: [&str; 4] = ["", "-journal", "-wal", "-shm"];

/// Removes a database that nobody has open, such as one that is half made, with all that SQLite has put beside it: what is left
/// of an old one must not be taken for a new one's. What is not there is as good as removed.
///
/// # Errors
///
/// Those of the file system. Some of the files may be gone then.
pub fn remove_database(path: &Path) -> io::Result<()> {
    for end in ENDS {
        match fs::remove_file(with_end(path, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

pub(super) fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[test]
fn nothing_of_a_database_is_left_and_its_neighbours_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nudge.db.new");
    for end in ["", "-wal", "-shm", ".before-6"] {
        fs::write(with_end(&path, end), "x").unwrap();
    }
    remove_database(&path).unwrap();
    remove_database(&path).unwrap();
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["nudge.db.new.before-6"]);
    // A folder is no database.
    fs::create_dir(&path).unwrap();
    assert!(remove_database(&path).is_err());
}
