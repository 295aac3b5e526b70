//! What the domain asks of a database for administrators.

use async_trait::async_trait;

use crate::moderation::{
    AccountQuery, AuditEntry, AuditNote, Ban, BanId, NewBan, NewReport, Report, ReportFilter, ReportId,
    Sample, Settlement,
};
use crate::value::Role;
use crate::{Account, AccountId, Error, Handle, Timestamp};

/// The part of a [`Store`](crate::Store) that administrators need. The same promises hold. Where a method takes a note, it is
/// written in the same transaction.
#[async_trait]
pub trait ModerationStore: Send + Sync {
    // accounts

    /// Accounts that match, by address.
    async fn search_accounts(&self, query: AccountQuery) -> Result<Vec<Account>, Error>;

    /// Gives an account a role. [`Refusal::LastAdministrator`](crate::Refusal::LastAdministrator), if no enabled administrator
    /// were left.
    async fn set_role(&self, account: AccountId, role: Role, note: Option<AuditNote>) -> Result<(), Error>;

    /// Gives an account another address. [`Refusal::HandleTaken`](crate::Refusal::HandleTaken), if another account has it.
    async fn rename(&self, account: AccountId, handle: Handle, note: Option<AuditNote>) -> Result<(), Error>;

    /// Says whether anybody may ask for the account's presence.
    async fn set_shows_presence(&self, account: AccountId, shows: bool) -> Result<(), Error>;

    // the audit log

    /// Writes something down that changes nothing in the database.
    async fn note(&self, note: AuditNote) -> Result<(), Error>;

    /// What was written down before that entry, newest first.
    async fn audit(&self, before: Option<i64>, limit: usize) -> Result<Vec<AuditEntry>, Error>;

    // bans

    /// All bans, newest first.
    async fn bans(&self) -> Result<Vec<Ban>, Error>;

    /// Keeps a ban, or refuses with [`Refusal::TooManyBans`](crate::Refusal::TooManyBans).
    async fn add_ban(
        &self,
        ban: NewBan,
        by: String,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<Ban, Error>;

    /// Forgets a ban, or refuses with [`Refusal::NoSuchEntry`](crate::Refusal::NoSuchEntry).
    async fn lift_ban(&self, ban: BanId, note: Option<AuditNote>) -> Result<(), Error>;

    // reports

    /// Keeps a report, or refuses with [`Refusal::TooFast`](crate::Refusal::TooFast) while too many of that member wait.
    async fn add_report(&self, report: NewReport, now: Timestamp) -> Result<ReportId, Error>;

    /// Reports, newest first, from before that one.
    async fn reports(
        &self,
        filter: ReportFilter,
        before: Option<ReportId>,
        limit: usize,
    ) -> Result<Vec<Report>, Error>;

    /// The report with that number, or [`Refusal::NoSuchEntry`](crate::Refusal::NoSuchEntry).
    async fn report(&self, report: ReportId) -> Result<Report, Error>;

    /// Reports about that address, newest first.
    async fn reports_about(&self, about: &Handle, limit: usize) -> Result<Vec<Report>, Error>;

    /// How many reports nobody has dealt with.
    async fn open_reports(&self) -> Result<u64, Error>;

    /// The reports that an account has made, newest first.
    async fn reports_by(&self, account: AccountId, limit: usize) -> Result<Vec<Report>, Error>;

    /// Says what became of a report; [`Refusal::NoSuchEntry`](crate::Refusal::NoSuchEntry), if there is none that is open.
    async fn settle_report(
        &self,
        report: ReportId,
        settlement: Settlement,
        note: Option<AuditNote>,
    ) -> Result<(), Error>;

    // the message of the day

    /// The message of the day, if there is one.
    async fn motd(&self) -> Result<Option<String>, Error>;

    /// Sets the message of the day, or takes it away.
    async fn set_motd(&self, text: Option<String>, note: Option<AuditNote>) -> Result<(), Error>;

    // totals over time

    /// Keeps what was counted in a minute.
    async fn add_sample(&self, sample: Sample) -> Result<(), Error>;

    /// What was counted from one moment to before another, summed up in steps of so many milliseconds; the number of those
    /// who were online is the highest.
    async fn samples(
        &self,
        from: Timestamp,
        until: Timestamp,
        step_millis: i64,
    ) -> Result<Vec<Sample>, Error>;

    /// Forgets samples from before that moment and says how many.
    async fn purge_samples(&self, before: Timestamp) -> Result<u64, Error>;
}
