//! `nudge limits`: everything that has an end, and where.

use super::Ending;
use crate::bounds::reference;
use crate::terminal;

/// Explain every limit
///
/// As the page of the manual: what can grow, where it ends, what becomes of whoever reaches it, and which metric tells of it. The
/// values are the defaults; `nudge config show` has those in force.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    #[expect(clippy::unused_self, reason = "as every command is run")]
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        terminal::print(reference())?;
        Ok(Ending::Done)
    }
}
