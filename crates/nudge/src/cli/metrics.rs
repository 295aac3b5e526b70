//! `nudge metrics`: what the server counts, explained.

use super::Ending;
use crate::ops::reference;
use crate::terminal;

/// Explain every metric
///
/// As the page of the manual. The numbers themselves are at /metrics of the port ops.listen of a running server.
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

impl Args {
    #[expect(clippy::unused_self, reason = "as every command is run")]
    pub(super) fn run(self) -> anyhow::Result<Ending> {
        terminal::print(reference())?;
        Ok(Ending::Done)
    }
}
