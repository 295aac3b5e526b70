//! Reports of members about each other.

use nudge_core::moderation::{NewReport, Report, ReportFilter, ReportId, Settlement};
use nudge_core::{AccountId, Handle, Refusal, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::failure::Failure;
use super::super::{accounts, row};

/// How many reports of one member may wait for an administrator.
const MOST_OPEN: i64 = 100;

pub(in super::super) fn add(
    db: &Connection,
    report: &NewReport,
    now: Timestamp,
) -> Result<ReportId, Failure> {
    accounts::exists(db, report.by)?;
    let sql = "SELECT count(*) FROM reports WHERE made_by = ?1 AND settled IS NULL";
    let open: i64 = db.prepare_cached(sql)?.query_row([report.by.get()], |row| row.get(0))?;
    if open >= MOST_OPEN {
        return Err(Refusal::TooFast.into());
    }
    db.prepare_cached("INSERT INTO reports (made_by, about, text, at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![report.by.get(), report.about.as_str(), report.text, now.millis()])?;
    Ok(ReportId(db.last_insert_rowid()))
}

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT reports.id, accounts.handle, about, text, at, settled_by, settled, note ",
            "FROM reports LEFT JOIN accounts ON accounts.id = made_by WHERE ",
            $which,
            " ORDER BY reports.id DESC LIMIT ?2"
        )
    };
}

pub(in super::super) fn list(
    db: &Connection,
    filter: ReportFilter,
    before: Option<ReportId>,
    limit: usize,
) -> Result<Vec<Report>, Failure> {
    let sql = match filter {
        ReportFilter::Open => select!("reports.id < ?1 AND settled IS NULL"),
        ReportFilter::Settled => select!("reports.id < ?1 AND settled IS NOT NULL"),
        ReportFilter::All => select!("reports.id < ?1"),
    };
    let values = [before.map_or(i64::MAX, |id| id.0), row::limit(limit)];
    db.prepare_cached(sql)?.query_and_then(values, from_row)?.collect()
}

pub(in super::super) fn one(db: &Connection, id: ReportId) -> Result<Report, Failure> {
    let mut statement = db.prepare_cached(select!("reports.id = ?1"))?;
    let found = statement.query_and_then([id.0, 1], from_row)?.next();
    found.unwrap_or_else(|| Err(Refusal::NoSuchEntry.into()))
}

pub(in super::super) fn about(db: &Connection, about: &Handle, limit: usize) -> Result<Vec<Report>, Failure> {
    let mut statement = db.prepare_cached(select!("about = ?1 COLLATE NOCASE"))?;
    statement.query_and_then(params![about.as_str(), row::limit(limit)], from_row)?.collect()
}

pub(in super::super) fn count_open(db: &Connection) -> Result<u64, Failure> {
    let sql = "SELECT count(*) FROM reports WHERE settled IS NULL";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

pub(in super::super) fn by(
    db: &Connection,
    account: AccountId,
    limit: usize,
) -> Result<Vec<Report>, Failure> {
    let mut statement = db.prepare_cached(select!("made_by = ?1"))?;
    statement.query_and_then(params![account.get(), row::limit(limit)], from_row)?.collect()
}

pub(in super::super) fn settle(db: &Connection, id: ReportId, said: &Settlement) -> Result<(), Failure> {
    let sql = "UPDATE reports SET settled_by = ?2, settled = ?3, note = ?4 WHERE id = ?1 AND settled IS NULL";
    let settled = db.prepare_cached(sql)?.execute(params![id.0, said.by, said.at.millis(), said.note])?;
    if settled == 0 { Err(Refusal::NoSuchEntry.into()) } else { Ok(()) }
}

fn from_row(row: &Row<'_>) -> Result<Report, Failure> {
    let settled = match row::optional_timestamp(row, 6)? {
        Some(at) => Some(Settlement { by: row.get(5)?, at, note: row.get(7)? }),
        None => None,
    };
    Ok(Report {
        id: ReportId(row.get(0)?),
        by: row::optional_handle(row, 1)?,
        about: row::handle(row, 2)?,
        text: row.get(3)?,
        at: row::timestamp(row, 4)?,
        settled,
    })
}
