//! Long work that says how far it is, and can be called off.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// Where the work says how far it is. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    bar: ProgressBar,
    called_off: Arc<AtomicBool>,
}

/// Whoever asked for it has changed their mind.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("called off; nothing was changed")]
pub(crate) struct CalledOff;

impl Watch {
    /// With a bar on the standard error, where that is a terminal.
    pub(crate) fn visible() -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self { bar, called_off: Arc::default() }
    }

    /// Without.
    #[cfg(test)]
    pub(crate) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), called_off: Arc::default() }
    }

    /// Calls the work off: it ends at its next word.
    pub(crate) fn call_off(&self) {
        self.called_off.store(true, Ordering::Relaxed);
    }

    /// A part of the work begins, which has so many bytes.
    pub(super) fn begin(&self, what: &'static str, bytes: u64) {
        self.bar.reset();
        self.bar.set_message(what);
        self.bar.set_length(bytes);
    }

    /// So many bytes of the part are done, of so many.
    pub(super) fn at(&self, done: u64, total: u64) -> ControlFlow<()> {
        self.bar.set_length(total);
        self.bar.set_position(done);
        if self.is_called_off() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Counts what is read.
    pub(super) fn reading<R: Read>(&self, from: R) -> Watched<'_, R> {
        Watched { from, watch: self }
    }

    /// Ends here where the work was called off.
    pub(super) fn check(&self) -> io::Result<()> {
        if self.is_called_off() { Err(io::Error::other(CalledOff)) } else { Ok(()) }
    }

    /// The work is over, well or not.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn is_called_off(&self) -> bool {
        self.called_off.load(Ordering::Relaxed)
    }
}

/// A reader whose progress is seen.
pub(super) struct Watched<'a, R> {
    from: R,
    watch: &'a Watch,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.watch.check()?;
        let read = self.from.read(into)?;
        self.watch.bar.inc(u64::try_from(read).unwrap_or(0));
        Ok(read)
    }
}

const TEMPLATE: &str = "{msg:>12} {wide_bar} {bytes}/{total_bytes}";
