//! The operator's own certificate, read again when its files change.

use std::path::Path;
use std::time::SystemTime;

use crate::error::TlsError;
use crate::modern::Identity;
use crate::settings::CertificateFiles;

/// Files to look after.
pub(crate) struct Operator {
    files: CertificateFiles,
    seen: Stamp,
}

/// When the chain and the key were last changed, and how long they were.
type Stamp = [(SystemTime, u64); 2];

impl Operator {
    /// Reads them for the first time.
    pub(crate) fn open(files: CertificateFiles) -> Result<(Self, Identity), TlsError> {
        let (identity, seen) = load(&files)?;
        Ok((Self { files, seen }, identity))
    }

    /// Reads them again if they have changed, or in any case if `always`.
    ///
    /// While they cannot be used, as between the writing of the one and of the other, what was read before stays good.
    pub(crate) fn reload(&mut self, always: bool) -> Result<Option<Identity>, TlsError> {
        if !always && stamp(&self.files)? == self.seen {
            return Ok(None);
        }
        let (identity, seen) = load(&self.files)?;
        self.seen = seen;
        Ok(Some(identity))
    }
}

fn load(files: &CertificateFiles) -> Result<(Identity, Stamp), TlsError> {
    // Before the reading: a change meanwhile is seen the next time.
    let seen = stamp(files)?;
    let read = |path: &Path| std::fs::read(path).map_err(|error| TlsError::disk(path, error));
    let identity = Identity::from_pem(&read(&files.chain)?, &read(&files.key)?)
        .map_err(|what| TlsError::Certificate { path: files.chain.clone(), what })?;
    Ok((identity, seen))
}

fn stamp(files: &CertificateFiles) -> Result<Stamp, TlsError> {
    let of = |path: &Path| -> Result<_, TlsError> {
        let metadata = std::fs::metadata(path).map_err(|error| TlsError::disk(path, error))?;
        Ok((metadata.modified().map_err(|error| TlsError::disk(path, error))?, metadata.len()))
    };
    Ok([of(&files.chain)?, of(&files.key)?])
}
