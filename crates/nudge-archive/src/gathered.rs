//! What has been packed and is still to be passed on.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Bytes that the packer writes at one end and the archive takes out at the other. Clones are the same one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathered(Arc<Mutex<Vec<u8>>>);

impl Gathered {
    /// All that is there, if it is at least so much.
    pub(crate) fn take(&self, at_least: usize) -> Option<Bytes> {
        let mut bytes = self.lock();
        (!bytes.is_empty() && bytes.len() >= at_least).then(|| std::mem::take(&mut *bytes).into())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Gathered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
