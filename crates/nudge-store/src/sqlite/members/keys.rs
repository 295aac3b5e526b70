//! Keys for programs.

use nudge_core::member::{Key, KeyHolder, KeyId, MAX_KEYS, NewKey, Scope};
use nudge_core::{AccountId, Fingerprint, Refusal, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::failure::Failure;
use super::super::{accounts, row};

pub(in super::super) fn add(db: &Connection, key: &NewKey, now: Timestamp) -> Result<Key, Failure> {
    accounts::exists(db, key.account)?;
    let name = key.name.as_str();
    let (count, taken): (usize, bool) = db
        .prepare_cached("SELECT count(*), coalesce(max(name = ?2), 0) FROM keys WHERE account = ?1")?
        .query_row(params![key.account.get(), name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if taken {
        return Err(Refusal::TokenNameTaken.into());
    }
    if count >= MAX_KEYS {
        return Err(Refusal::TooManyTokens.into());
    }
    let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.name()).collect();
    db.prepare_cached(
        "INSERT INTO keys (account, name, fingerprint, scopes, created) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        key.account.get(),
        name,
        key.fingerprint.as_bytes(),
        scopes.join(" "),
        now.millis()
    ])?;
    Ok(Key {
        id: KeyId(db.last_insert_rowid()),
        account: key.account,
        name: key.name.clone(),
        scopes: key.scopes.clone(),
        created: now,
        last_used: None,
    })
}

pub(in super::super) fn find(db: &Connection, secret: Fingerprint) -> Result<Option<KeyHolder>, Failure> {
    let sql = "SELECT id, account, name, scopes, created, last_used FROM keys WHERE fingerprint = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([secret.as_bytes()])?;
    let Some(found) = rows.next()? else { return Ok(None) };
    let key = from_row(found)?;
    let account = accounts::by_id(db, key.account)?;
    Ok(Some(KeyHolder { key, account }))
}

pub(in super::super) fn list(db: &Connection, account: Option<AccountId>) -> Result<Vec<Key>, Failure> {
    let sql = "SELECT id, account, name, scopes, created, last_used FROM keys
               WHERE ?1 IS NULL OR account = ?1 ORDER BY id";
    db.prepare_cached(sql)?.query_and_then([account.map(AccountId::get)], from_row)?.collect()
}

pub(in super::super) fn used(db: &Connection, id: KeyId, at: Timestamp) -> Result<(), Failure> {
    db.prepare_cached("UPDATE keys SET last_used = ?2 WHERE id = ?1")?.execute([id.0, at.millis()])?;
    Ok(())
}

pub(in super::super) fn revoke(db: &Connection, id: KeyId) -> Result<(), Failure> {
    let gone = db.prepare_cached("DELETE FROM keys WHERE id = ?1")?.execute([id.0])?;
    if gone == 0 { Err(Refusal::NoSuchEntry.into()) } else { Ok(()) }
}

fn from_row(row: &Row<'_>) -> Result<Key, Failure> {
    let scope = |text: &str| {
        text.parse::<Scope>()
            .map_err(|_| Failure::Corrupt(format!("a key has the scope {text}, which is none")))
    };
    Ok(Key {
        id: KeyId(row.get(0)?),
        account: row::account_id(row, 1)?,
        name: row::token_name(row, 2)?,
        scopes: row::text(row, 3)?.split_ascii_whitespace().map(scope).collect::<Result<_, _>>()?,
        created: row::timestamp(row, 4)?,
        last_used: row::optional_timestamp(row, 5)?,
    })
}
