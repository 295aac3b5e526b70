//! Codes that are sent to an address.

use nudge_core::member::{CodePurpose, NewCode};
use nudge_core::{AccountId, Fingerprint, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::accounts;
use super::super::failure::Failure;

pub(in super::super) fn put(db: &Connection, code: &NewCode) -> Result<(), Failure> {
    accounts::exists(db, code.account)?;
    db.prepare_cached(
        "INSERT OR REPLACE INTO codes (account, purpose, fingerprint, expires) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        code.account.get(),
        code.purpose.as_str(),
        code.fingerprint.as_bytes(),
        code.expires.millis()
    ])?;
    Ok(())
}

pub(in super::super) fn take(
    db: &Connection,
    purpose: CodePurpose,
    code: Fingerprint,
    now: Timestamp,
) -> Result<Option<AccountId>, Failure> {
    let sql = "DELETE FROM codes WHERE fingerprint = ?1 AND purpose = ?2 RETURNING account, expires";
    let taken: Option<(i64, i64)> = db
        .prepare_cached(sql)?
        .query_row(params![code.as_bytes(), purpose.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(taken.filter(|(_, expires)| now.millis() < *expires).map(|(account, _)| AccountId::new(account)))
}
