//! Long work that says how far it is, and can be called off.

use std::io::{self, Read};

/// Whoever wants to know how far the work is, and may call it off.
pub trait Progress {
    /// A part of the work begins, which has so many bytes.
    fn begin(&self, what: &'static str, bytes: u64);

    /// So many bytes more of it are done. An error ends the work.
    fn advance(&self, bytes: u64) -> io::Result<()>;
}

/// Nobody wants to know.
impl Progress for () {
    fn begin(&self, _: &'static str, _: u64) {}

    fn advance(&self, _: u64) -> io::Result<()> {
        Ok(())
    }
}

/// A reader whose progress is seen.
pub struct Watched<'a, R> {
    from: R,
    progress: &'a dyn Progress,
}

impl<'a, R> Watched<'a, R> {
    /// Counts what is read from there.
    pub fn new(from: R, progress: &'a dyn Progress) -> Self {
        Self { from, progress }
    }
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.progress.advance(u64::try_from(read).unwrap_or(u64::MAX))?;
        Ok(read)
    }
}
