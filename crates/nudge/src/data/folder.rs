//! Where things lie in the data folder.

use std::path::{Path, PathBuf};

use crate::config::FILE_NAME;

/// A data folder, which may not exist yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct DataFolder(PathBuf);

/// The folder that is meant where none is named.
impl Default for DataFolder {
    fn default() -> Self {
        Self::new("nudge-data")
    }
}

/// The lock file's name.
pub(crate) const LOCK: &str = "nudge.lock";

impl DataFolder {
    pub(crate) fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn settings(&self) -> PathBuf {
        self.0.join(FILE_NAME)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("nudge.db")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.0.join("nudge.key")
    }

    /// The private root certificate in DER, for clients to trust.
    pub(crate) fn root_certificate(&self) -> PathBuf {
        self.certificates().join("root.cer")
    }

    /// The same root in the form that programs with rustls take.
    pub(crate) fn modern_root_certificate(&self) -> PathBuf {
        self.certificates().join("root-for-rustls.cer")
    }

    /// Keys and certificates.
    pub(crate) fn certificates(&self) -> PathBuf {
        self.0.join("tls")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.0.join(LOCK)
    }

    #[cfg(unix)]
    pub(crate) fn socket(&self) -> PathBuf {
        self.0.join("control.sock")
    }

    pub(crate) fn demo(&self) -> PathBuf {
        self.0.join("nudge.demo")
    }
}
