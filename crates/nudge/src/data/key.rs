//! The key that seals access tokens at rest.

use std::fs::File;
use std::io::{self, Read as _};

use nudge_core::{Entropy, Keyring};
use zeroize::Zeroizing;

use super::{DataFolder, write_once};

/// The key of the data folder; a new one where there is no database that an old one could have sealed anything in.
///
/// The caller holds the folder's lock.
pub(crate) fn load_or_create(folder: &DataFolder, entropy: &dyn Entropy) -> Result<Keyring, KeyError> {
    let path = folder.key();
    let unusable = |source| KeyError::Unusable { path: path.display().to_string(), source };
    let mut key = Zeroizing::new(Vec::with_capacity(Keyring::KEY_BYTES + 1));
    match File::open(&path) {
        Ok(file) => {
            // One byte more than there should be is enough to tell that it is too long.
            file.take(Keyring::KEY_BYTES as u64 + 1).read_to_end(&mut key).map_err(unusable)?;
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if folder.database().try_exists().map_err(unusable)? {
                return Err(KeyError::Lost { path: path.display().to_string() });
            }
            key.resize(Keyring::KEY_BYTES, 0);
            entropy.fill(&mut key);
            write_once(&path, &key).map_err(unusable)?;
        }
        Err(error) => return Err(unusable(error)),
    }
    let key: &[u8; Keyring::KEY_BYTES] = key
        .as_slice()
        .try_into()
        .map_err(|_| KeyError::WrongSize { path: path.display().to_string(), least: key.len() })?;
    Ok(Keyring::new(key))
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// The database was made with a key that is not there.
    #[error(
        "the key {path} is missing, and the database beside it was made with it\n\n\
         Put the key back from a backup of the data folder. If it is lost for good, make another one\n\
         (head -c 32 /dev/urandom > {path}): accounts, lists and passwords stay, but no access token opens\n\
         any more, so revoke them (nudge token revoke), forbid readable passwords (nudge account\n\
         legacy-password --forbid), and make new ones."
    )]
    Lost { path: String },
    /// The file is something else.
    #[error(
        "the key {path} is damaged: it has {} bytes instead of 32\n\n\
         Put the key back from a backup of the data folder.", size(*least)
    )]
    WrongSize { path: String, least: usize },
    /// It cannot be read or written.
    #[error("cannot use the key {path}: {source}")]
    Unusable { path: String, source: io::Error },
}

fn size(least: usize) -> String {
    if least > Keyring::KEY_BYTES { "more".to_owned() } else { least.to_string() }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use nudge_core::{AccountId, Purpose, Secret};

    use super::*;
    use crate::machine::OsEntropy;

    #[test]
    fn it_is_made_once_and_private() {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        let first = load_or_create(&folder, &OsEntropy).unwrap();
        let (secret, account) = (Secret::new("sesame".to_owned()), AccountId::new(1));
        let sealed = first.seal(&secret, account, Purpose::Token, &OsEntropy).unwrap();
        let again = load_or_create(&folder, &OsEntropy).unwrap();
        assert_eq!(again.unseal(&sealed, account, Purpose::Token).unwrap().expose(), "sesame");
        assert_eq!(fs::read_dir(path.path()).unwrap().count(), 1, "nothing half-written is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(folder.key()).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_database_without_its_key_gets_no_new_one() {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        fs::write(folder.database(), "").unwrap();
        assert!(matches!(load_or_create(&folder, &OsEntropy), Err(KeyError::Lost { .. })));
        assert!(!folder.key().exists());
    }

    #[test]
    fn another_size_is_no_key() {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::new(path.path());
        for (length, said) in [(0, "has 0 bytes"), (31, "has 31 bytes"), (33, "has more bytes")] {
            fs::write(folder.key(), vec![0; length]).unwrap();
            let error = load_or_create(&folder, &OsEntropy).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}
