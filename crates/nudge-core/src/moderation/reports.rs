//! Reporting somebody, and dealing with it.

use super::audit::Action;
use super::{Actor, NewReport, ReportId, Settlement, text as texts};
use crate::{Account, Core, Error, Handle, Limit, Refusal};

/// Which reports are meant.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ReportFilter {
    /// Those that nobody has dealt with.
    #[default]
    Open,
    /// The others.
    Settled,
    /// All.
    All,
}

/// The longest note of a settlement, in characters.
const NOTE_CHARS: usize = 500;

impl Core {
    /// Tells the administrators about somebody. [`Refusal::TooFast`] after too many, or while too many wait for them.
    pub async fn report(&self, by: &Account, about: Handle, text: &str) -> Result<ReportId, Error> {
        let now = self.clock().now();
        let report = NewReport::new(by.id, about, text)?;
        if !Limit::Reports.unless(self.report_paces().take(by.id, self.policy().reports, now)) {
            return Err(Refusal::TooFast.into());
        }
        Limit::collected(self.store().add_report(report, now).await)
    }

    /// Says what became of a report.
    pub async fn settle_report(&self, by: &Actor, id: ReportId, said: &str) -> Result<(), Error> {
        texts::check(said, NOTE_CHARS)?;
        let now = self.clock().now();
        let note = by.notes(Action::ReportSettled, id.0.to_string(), said, now);
        let name = note.as_ref().map(|note| note.actor.to_string()).unwrap_or_default();
        let settlement = Settlement { by: name, at: now, note: said.to_owned() };
        self.store().settle_report(id, settlement, note).await
    }
}
