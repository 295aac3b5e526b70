//! One program at a time has the database open.

use std::fs::{File, TryLockError};
use std::io;

use super::{DataFolder, create_file};

/// Held while a server or a command has the data folder to itself. The system releases it however the program ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock; `None` where somebody else has it.
    pub(crate) fn try_take(folder: &DataFolder) -> io::Result<Option<Self>> {
        let file = create_file(&folder.lock())?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_taken_once_and_given_back() {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        let first = Lock::try_take(&folder).unwrap();
        assert!(first.is_some());
        assert!(Lock::try_take(&folder).unwrap().is_none());
        drop(first);
        assert!(Lock::try_take(&folder).unwrap().is_some());
    }
}
