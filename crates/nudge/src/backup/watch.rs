//! Long work that says how far it is, and can be called off.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use nudge_backup::{Progress, Watched};

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

    /// So many bytes of the part are done, of so many.
    pub(super) fn at(&self, done: u64, total: u64) -> ControlFlow<()> {
        self.bar.set_length(total);
        self.bar.set_position(done);
        if self.is_called_off() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Counts what is read.
    pub(super) fn reading<R>(&self, from: R) -> Watched<'_, R> {
        Watched::new(from, self)
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

impl Progress for Watch {
    fn begin(&self, what: &'static str, bytes: u64) {
        self.bar.reset();
        self.bar.set_message(what);
        self.bar.set_length(bytes);
    }

    fn advance(&self, bytes: u64) -> io::Result<()> {
        self.check()?;
        self.bar.inc(bytes);
        Ok(())
    }
}

const TEMPLATE: &str = "{msg:>12} {wide_bar} {bytes}/{total_bytes}";
