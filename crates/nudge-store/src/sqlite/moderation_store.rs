//! The part of the trait that administrators need, method by method.

use async_trait::async_trait;
use nudge_core::moderation::{
    AccountQuery, AuditEntry, AuditNote, Ban, BanId, NewBan, NewReport, Report, ReportFilter, ReportId,
    Sample, Settlement,
};
use nudge_core::{Account, AccountId, Error, Handle, ModerationStore, Role, Timestamp};

use super::SqliteStore;
use super::moderation::{accounts, audit, bans, reports, statistics};

#[async_trait]
impl ModerationStore for SqliteStore {
    async fn search_accounts(&self, query: AccountQuery) -> Result<Vec<Account>, Error> {
        self.read(move |db| accounts::search(db, &query)).await
    }

    async fn set_role(&self, account: AccountId, role: Role, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::set_role(db, account, role)).await
    }

    async fn rename(&self, account: AccountId, handle: Handle, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| accounts::rename(db, account, &handle)).await
    }

    async fn set_shows_presence(&self, account: AccountId, shows: bool) -> Result<(), Error> {
        self.write(move |db| accounts::set_shows_presence(db, account, shows)).await
    }

    async fn note(&self, note: AuditNote) -> Result<(), Error> {
        self.write(move |db| audit::note(db, &note)).await
    }

    async fn audit(&self, before: Option<i64>, limit: usize) -> Result<Vec<AuditEntry>, Error> {
        self.read(move |db| audit::list(db, before, limit)).await
    }

    async fn bans(&self) -> Result<Vec<Ban>, Error> {
        self.read(bans::list).await
    }

    async fn add_ban(
        &self,
        ban: NewBan,
        by: String,
        now: Timestamp,
        note: Option<AuditNote>,
    ) -> Result<Ban, Error> {
        self.write_noted(note, move |db| bans::add(db, ban, by, now)).await
    }

    async fn lift_ban(&self, ban: BanId, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| bans::lift(db, ban)).await
    }

    async fn add_report(&self, report: NewReport, now: Timestamp) -> Result<ReportId, Error> {
        self.write(move |db| reports::add(db, &report, now)).await
    }

    async fn reports(
        &self,
        filter: ReportFilter,
        before: Option<ReportId>,
        limit: usize,
    ) -> Result<Vec<Report>, Error> {
        self.read(move |db| reports::list(db, filter, before, limit)).await
    }

    async fn report(&self, report: ReportId) -> Result<Report, Error> {
        self.read(move |db| reports::one(db, report)).await
    }

    async fn reports_about(&self, about: &Handle, limit: usize) -> Result<Vec<Report>, Error> {
        let about = about.clone();
        self.read(move |db| reports::about(db, &about, limit)).await
    }

    async fn open_reports(&self) -> Result<u64, Error> {
        self.read(reports::count_open).await
    }

    async fn reports_by(&self, account: AccountId, limit: usize) -> Result<Vec<Report>, Error> {
        self.read(move |db| reports::by(db, account, limit)).await
    }

    async fn settle_report(
        &self,
        report: ReportId,
        settlement: Settlement,
        note: Option<AuditNote>,
    ) -> Result<(), Error> {
        self.write_noted(note, move |db| reports::settle(db, report, &settlement)).await
    }

    async fn motd(&self) -> Result<Option<String>, Error> {
        self.read(statistics::motd).await
    }

    async fn set_motd(&self, text: Option<String>, note: Option<AuditNote>) -> Result<(), Error> {
        self.write_noted(note, move |db| statistics::set_motd(db, text.as_deref())).await
    }

    async fn add_sample(&self, sample: Sample) -> Result<(), Error> {
        self.write(move |db| statistics::add(db, sample)).await
    }

    async fn samples(
        &self,
        from: Timestamp,
        until: Timestamp,
        step_millis: i64,
    ) -> Result<Vec<Sample>, Error> {
        self.read(move |db| statistics::list(db, from, until, step_millis)).await
    }

    async fn purge_samples(&self, before: Timestamp) -> Result<u64, Error> {
        self.write(move |db| statistics::purge(db, before)).await
    }
}
