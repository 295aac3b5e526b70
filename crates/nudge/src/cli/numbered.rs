//! What the commands about numbered things share.

use std::time::Duration;

use nudge_admin::{Moderation, Moment, Request};
use nudge_core::Timestamp;

use super::Usage;
use super::output::Output;
use super::settings::DataArgs;
use crate::config::Value as _;
use crate::machine::SystemClock;
use crate::operator::Operator;

/// The number of what it is about, as `list` shows it.
#[derive(Debug, clap::Args)]
pub(super) struct Numbered {
    /// Its number, as `list` shows it.
    pub(super) id: i64,
    #[command(flatten)]
    pub(super) data: DataArgs,
    #[command(flatten)]
    pub(super) output: Output,
}

impl Numbered {
    /// Does what is answered with nothing, and says what has become of it.
    pub(super) fn settle(self, request: Moderation, done: &str) -> anyhow::Result<super::Ending> {
        Operator::reach(&self.data.folder())?.ask::<()>(Request::Moderate(request))?;
        let said = serde_json::json!({ "id": self.id, "done": done });
        self.output.print(&said, |_| format!("{}: {done}.", self.id))
    }
}

/// Reads how long something is to last, as `30d`.
pub(super) fn duration(text: &str) -> Result<Duration, Usage> {
    let read = Duration::from_text(text).filter(|duration| !duration.is_zero());
    read.ok_or_else(|| Usage(format!("expected {}", Duration::EXPECTED)))
}

/// When that will be over.
pub(super) fn end_of(duration: Option<Duration>) -> Option<Moment> {
    use nudge_core::Clock as _;
    let millis = i64::try_from(duration?.as_millis()).unwrap_or(i64::MAX);
    let end: Timestamp = SystemClock.now().plus_millis(millis);
    Some(end.into())
}
