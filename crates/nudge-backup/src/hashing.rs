//! Writes on, and remembers the SHA-256 of what was written.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

/// How many bytes such a checksum has.
pub(crate) const DIGEST_BYTES: usize = 32;

/// A writer with a checksum of its own.
pub struct Hashing<W> {
    to: W,
    digest: Sha256,
}

impl<W: Write> Hashing<W> {
    /// Writes on to there.
    pub fn new(to: W) -> Self {
        Self { to, digest: Sha256::new() }
    }

    /// The writer, and the checksum of everything so far.
    pub fn finish(self) -> (W, [u8; DIGEST_BYTES]) {
        (self.to, self.digest.finalize().into())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
