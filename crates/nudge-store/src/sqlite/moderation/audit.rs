//! The audit log.

use nudge_core::AccountId;
use nudge_core::moderation::{AuditEntry, AuditNote};
use rusqlite::{Connection, Row, params};

use super::super::failure::Failure;
use super::super::row;

/// How many entries are kept; the oldest go when more come.
const KEPT: i64 = 1_000_000;

pub(in super::super) fn note(db: &Connection, note: &AuditNote) -> Result<(), Failure> {
    // An account that deletes itself is gone by now.
    db.prepare_cached(
        "INSERT INTO audit (at, actor, account, action, subject, detail)
         VALUES (?1, ?2, (SELECT id FROM accounts WHERE id = ?3), ?4, ?5, ?6)",
    )?
    .execute(params![
        note.at.millis(),
        note.actor.as_str(),
        note.account.map(AccountId::get),
        note.action.name(),
        note.subject,
        note.detail
    ])?;
    // They are numbered without gaps, or nearly: what was rolled back leaves none.
    let sql = "DELETE FROM audit WHERE id <= ?1";
    db.prepare_cached(sql)?.execute([db.last_insert_rowid() - KEPT])?;
    Ok(())
}

pub(in super::super) fn list(
    db: &Connection,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<AuditEntry>, Failure> {
    let sql = "SELECT id, at, actor, account, action, subject, detail FROM audit
               WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
    let values = [before.unwrap_or(i64::MAX), row::limit(limit)];
    db.prepare_cached(sql)?.query_and_then(values, from_row)?.collect()
}

fn from_row(row: &Row<'_>) -> Result<AuditEntry, Failure> {
    Ok(AuditEntry {
        id: row.get(0)?,
        at: row::timestamp(row, 1)?,
        actor: row.get(2)?,
        account: row.get::<_, Option<i64>>(3)?.map(AccountId::new),
        action: row.get(4)?,
        subject: row.get(5)?,
        detail: row.get(6)?,
    })
}
