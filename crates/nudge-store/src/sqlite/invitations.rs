//! Invitations by mail that users asked for.

use nudge_core::{Invitation, Timestamp};
use rusqlite::{Connection, params};

use super::{accounts, failure::Failure, row};

pub(super) fn record(db: &Connection, invitation: &Invitation) -> Result<(), Failure> {
    accounts::exists(db, invitation.from)?;
    db.prepare_cached("INSERT INTO invitations (from_account, address, text, at) VALUES (?1, ?2, ?3, ?4)")?.execute(
        params![invitation.from.get(), invitation.address, invitation.text, invitation.at.millis()],
    )?;
    Ok(())
}

pub(super) fn list(db: &Connection, limit: usize) -> Result<Vec<Invitation>, Failure> {
    let mut statement =
        db.prepare_cached("SELECT from_account, address, text, at FROM invitations ORDER BY id LIMIT ?1")?;
    let invitations = statement.query_and_then([row::limit(limit)], |row| {
        Ok(Invitation {
            from: row::account_id(row, 0)?,
            address: row.get(1)?,
            text: row.get(2)?,
            at: row::timestamp(row, 3)?,
        })
    })?;
    invitations.collect()
}

pub(super) fn clear(db: &Connection, until: Timestamp) -> Result<u64, Failure> {
    Ok(db.prepare_cached("DELETE FROM invitations WHERE at <= ?1")?.execute([until.millis()])? as u64)
}
