//! Invitations by mail that users asked for.

use nudge_core::{AccountId, Invitation, Refusal, Timestamp};
use rusqlite::{Connection, Row, params};

use super::{accounts, failure::Failure, row};

/// How many of one account may wait for the operator.
const MOST_WAITING: i64 = 100;

pub(super) fn record(db: &Connection, invitation: &Invitation) -> Result<(), Failure> {
    accounts::exists(db, invitation.from)?;
    let sql = "SELECT count(*) FROM invitations WHERE from_account = ?1";
    let waiting: i64 = db.prepare_cached(sql)?.query_row([invitation.from.get()], |row| row.get(0))?;
    if waiting >= MOST_WAITING {
        return Err(Refusal::TooFast.into());
    }
    db.prepare_cached("INSERT INTO invitations (from_account, address, text, at) VALUES (?1, ?2, ?3, ?4)")?.execute(
        params![invitation.from.get(), invitation.address, invitation.text, invitation.at.millis()],
    )?;
    Ok(())
}

pub(super) fn list(db: &Connection, limit: usize) -> Result<Vec<Invitation>, Failure> {
    let mut statement =
        db.prepare_cached("SELECT from_account, address, text, at FROM invitations ORDER BY id LIMIT ?1")?;
    statement.query_and_then([row::limit(limit)], from_row)?.collect()
}

pub(super) fn by(db: &Connection, account: AccountId, limit: usize) -> Result<Vec<Invitation>, Failure> {
    let sql = "SELECT from_account, address, text, at FROM invitations WHERE from_account = ?1 ORDER BY id LIMIT ?2";
    db.prepare_cached(sql)?.query_and_then([account.get(), row::limit(limit)], from_row)?.collect()
}

fn from_row(row: &Row<'_>) -> Result<Invitation, Failure> {
    Ok(Invitation {
        from: row::account_id(row, 0)?,
        address: row.get(1)?,
        text: row.get(2)?,
        at: row::timestamp(row, 3)?,
    })
}

pub(super) fn clear(db: &Connection, until: Timestamp) -> Result<u64, Failure> {
    Ok(db.prepare_cached("DELETE FROM invitations WHERE at <= ?1")?.execute([until.millis()])? as u64)
}
