//! Finding accounts, and what is done to them.

use nudge_core::moderation::AccountQuery;
use nudge_core::{Account, AccountId, Handle, Refusal, Role};
use rusqlite::{Connection, named_params, params};

use super::super::accounts::{self, changed, from_row, select};
use super::super::failure::Failure;
use super::super::row;

pub(in super::super) fn search(db: &Connection, query: &AccountQuery) -> Result<Vec<Account>, Failure> {
    let sql = select!(
        "WHERE (:after IS NULL OR handle > :after)
           AND (:text = '' OR instr(lower(handle), lower(:text)) > 0 OR instr(lower(name), lower(:text)) > 0)
           AND (:role IS NULL OR role = :role)
           AND (:enabled IS NULL OR enabled = :enabled)
           AND (:among IS NULL OR id IN (SELECT value FROM json_each(:among)))
         ORDER BY handle LIMIT :limit"
    );
    let among = query.among.as_ref().map(|ids| {
        let ids: Vec<_> = ids.iter().map(|id| id.get().to_string()).collect();
        format!("[{}]", ids.join(","))
    });
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query(named_params! {
        ":after": query.after.as_ref().map(Handle::as_str),
        ":text": query.text,
        ":role": query.role.map(Role::as_str),
        ":enabled": query.enabled,
        ":among": among,
        ":limit": row::limit(query.limit),
    })?;
    rows.and_then(from_row).collect()
}

pub(in super::super) fn set_role(db: &Connection, id: AccountId, role: Role) -> Result<(), Failure> {
    if role == Role::Member {
        keep_an_administrator(db, id)?;
    }
    let sql = "UPDATE accounts SET role = ?2 WHERE id = ?1";
    changed(db.prepare_cached(sql)?.execute(params![id.get(), role.as_str()])?)
}

/// Refuses, if that account is the only administrator that is switched on.
pub(in super::super) fn keep_an_administrator(db: &Connection, id: AccountId) -> Result<(), Failure> {
    let sql = "SELECT count(*) FILTER (WHERE id = ?1), count(*) FROM accounts
               WHERE role = 'administrator' AND enabled = 1";
    let (is_one, all): (i64, i64) =
        db.prepare_cached(sql)?.query_row([id.get()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if is_one == 1 && all == 1 { Err(Refusal::LastAdministrator.into()) } else { Ok(()) }
}

pub(in super::super) fn rename(db: &Connection, id: AccountId, handle: &Handle) -> Result<(), Failure> {
    let taken = "SELECT 1 FROM accounts WHERE handle = ?2 AND id <> ?1";
    if db.prepare_cached(taken)?.exists(params![id.get(), handle.as_str()])? {
        return Err(Refusal::HandleTaken.into());
    }
    // What names the account by its old address is worth nothing any more.
    accounts::raise_epoch(db, id)?;
    let sql = "UPDATE accounts SET handle = ?2 WHERE id = ?1";
    changed(db.prepare_cached(sql)?.execute(params![id.get(), handle.as_str()])?)
}

pub(in super::super) fn set_shows_presence(
    db: &Connection,
    id: AccountId,
    shows: bool,
) -> Result<(), Failure> {
    let sql = "UPDATE accounts SET shows_presence = ?2 WHERE id = ?1";
    changed(db.prepare_cached(sql)?.execute(params![id.get(), shows])?)
}
