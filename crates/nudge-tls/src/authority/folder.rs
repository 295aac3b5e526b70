//! Where certificates and keys are kept: PEM files that only the server may read, replaced whole.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use openssl::pkey::PKey;
use openssl::x509::X509;
use tempfile::NamedTempFile;

use super::Pair;
use crate::error::TlsError;

/// A folder of pairs.
pub(crate) struct Folder(PathBuf);

/// What is in a file.
pub(crate) enum Kept {
    /// There is no such file.
    Nothing,
    /// It is not a key with its certificate.
    Damaged(String),
    /// A key with its certificate.
    Pair(Pair),
}

impl Folder {
    /// Makes the folder if it is not there.
    pub(crate) fn open(path: &Path) -> Result<Self, TlsError> {
        std::fs::create_dir_all(path).map_err(|source| TlsError::disk(path, source))?;
        Ok(Self(path.to_owned()))
    }

    /// Where a file is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Reads a pair.
    pub(crate) fn load(&self, name: &str) -> Result<Kept, TlsError> {
        let path = self.path(name);
        let pem = match std::fs::read(&path) {
            Ok(pem) => pem,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Kept::Nothing),
            Err(error) => return Err(TlsError::disk(&path, error)),
        };
        let (Ok(key), Ok(certificate)) = (PKey::private_key_from_pem(&pem), X509::from_pem(&pem)) else {
            return Ok(Kept::Damaged("it has no key or no certificate".into()));
        };
        if !certificate.public_key()?.public_eq(&key) {
            return Ok(Kept::Damaged("its key is not its certificate's".into()));
        }
        Ok(Kept::Pair(Pair { key, certificate }))
    }

    /// Writes a pair. After a crash there is the old one or the new one, never half of either.
    pub(crate) fn store(&self, name: &str, pair: &Pair) -> Result<(), TlsError> {
        let pem = [pair.key.private_key_to_pem_pkcs8()?, pair.certificate.to_pem()?].concat();
        write_secret(&self.path(name), &pem)
    }
}

/// Writes a file that only we can read, whole or not at all.
pub(crate) fn write_secret(path: &Path, content: &[u8]) -> Result<(), TlsError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || {
        // Such files are made so that nobody else can read them.
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|source| TlsError::disk(path, source))
}
