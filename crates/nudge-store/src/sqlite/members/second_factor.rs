//! Second factors.

use nudge_core::member::SecondFactor;
use nudge_core::{AccountId, Fingerprint, Sealed};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::accounts;
use super::super::failure::Failure;

pub(in super::super) fn find(db: &Connection, account: AccountId) -> Result<Option<SecondFactor>, Failure> {
    let sql = "SELECT sealed, (SELECT count(*) FROM recovery_codes WHERE account = ?1)
               FROM second_factors WHERE account = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_row([account.get()], |row| {
        Ok(SecondFactor {
            sealed: Sealed::from_bytes(row.get_ref(0)?.as_blob()?),
            recovery_left: row.get(1)?,
        })
    });
    Ok(found.optional()?)
}

pub(in super::super) fn set(
    db: &Connection,
    account: AccountId,
    sealed: &Sealed,
    step: i64,
    recovery: &[Fingerprint],
) -> Result<(), Failure> {
    accounts::exists(db, account)?;
    remove(db, account)?;
    db.prepare_cached("INSERT INTO second_factors (account, sealed, last_step) VALUES (?1, ?2, ?3)")?
        .execute(params![account.get(), sealed.as_bytes(), step])?;
    let mut statement =
        db.prepare_cached("INSERT INTO recovery_codes (account, fingerprint) VALUES (?1, ?2)")?;
    for code in recovery {
        statement.execute(params![account.get(), code.as_bytes()])?;
    }
    Ok(())
}

pub(in super::super) fn remove(db: &Connection, account: AccountId) -> Result<(), Failure> {
    db.prepare_cached("DELETE FROM second_factors WHERE account = ?1")?.execute([account.get()])?;
    Ok(())
}

pub(in super::super) fn use_step(db: &Connection, account: AccountId, step: i64) -> Result<bool, Failure> {
    let sql = "UPDATE second_factors SET last_step = ?2 WHERE account = ?1 AND last_step < ?2";
    Ok(db.prepare_cached(sql)?.execute([account.get(), step])? > 0)
}

pub(in super::super) fn use_recovery(
    db: &Connection,
    account: AccountId,
    code: Fingerprint,
) -> Result<bool, Failure> {
    let sql = "DELETE FROM recovery_codes WHERE account = ?1 AND fingerprint = ?2";
    Ok(db.prepare_cached(sql)?.execute(params![account.get(), code.as_bytes()])? > 0)
}
