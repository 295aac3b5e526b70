//! Links with which somebody may register.

use nudge_core::member::{Link, LinkId, NewLink};
use nudge_core::{AccountId, NewAccount, Refusal, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::failure::Failure;
use super::super::{accounts, row};

/// What makes a link good; the moment is the second parameter.
const GOOD: &str = "used < uses AND (expires IS NULL OR expires > ?2)";

pub(in super::super) fn register(
    db: &Connection,
    account: &NewAccount,
    code: Option<&str>,
    now: Timestamp,
) -> Result<AccountId, Failure> {
    if let Some(code) = code {
        let sql = format!("UPDATE links SET used = used + 1 WHERE code = ?1 AND {GOOD}");
        if db.prepare_cached(&sql)?.execute(params![code, now.millis()])? == 0 {
            return Err(Refusal::LinkVoid.into());
        }
    }
    accounts::create(db, account, now)
}

/// How many links there may be, used up or not.
const MOST_LINKS: i64 = 10_000;

pub(in super::super) fn add(db: &Connection, link: &NewLink, now: Timestamp) -> Result<Link, Failure> {
    let count: i64 = db.prepare_cached("SELECT count(*) FROM links")?.query_row([], |row| row.get(0))?;
    if count >= MOST_LINKS {
        return Err(Refusal::ListFull.into());
    }
    db.prepare_cached(
        "INSERT INTO links (code, label, made_by, made, expires, uses) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        link.code.as_str(),
        link.label,
        link.by.map(AccountId::get),
        now.millis(),
        link.expires.map(Timestamp::millis),
        link.uses
    ])?;
    one(db, LinkId(db.last_insert_rowid()))?.ok_or(Refusal::NoSuchEntry.into())
}

pub(in super::super) fn is_good(db: &Connection, code: &str, now: Timestamp) -> Result<bool, Failure> {
    let sql = format!("SELECT 1 FROM links WHERE code = ?1 AND {GOOD}");
    Ok(db.prepare_cached(&sql)?.exists(params![code, now.millis()])?)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT links.id, code, label, made_by, accounts.handle, made, expires, uses, used ",
            "FROM links LEFT JOIN accounts ON accounts.id = made_by ",
            $rest
        )
    };
}

pub(in super::super) fn list(
    db: &Connection,
    before: Option<LinkId>,
    limit: usize,
) -> Result<Vec<Link>, Failure> {
    let sql = select!("WHERE links.id < ?1 ORDER BY links.id DESC LIMIT ?2");
    let before = before.map_or(i64::MAX, |id| id.0);
    db.prepare_cached(sql)?.query_and_then([before, row::limit(limit)], from_row)?.collect()
}

pub(in super::super) fn withdraw(db: &Connection, id: LinkId) -> Result<(), Failure> {
    let gone = db.prepare_cached("DELETE FROM links WHERE id = ?1")?.execute([id.0])?;
    if gone == 0 { Err(Refusal::NoSuchEntry.into()) } else { Ok(()) }
}

fn one(db: &Connection, id: LinkId) -> Result<Option<Link>, Failure> {
    let mut statement = db.prepare_cached(select!("WHERE links.id = ?1"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?.map(from_row).transpose()
}

fn from_row(row: &Row<'_>) -> Result<Link, Failure> {
    Ok(Link {
        id: LinkId(row.get(0)?),
        link: NewLink {
            code: row::text(row, 1)?.into(),
            label: row.get(2)?,
            by: row.get::<_, Option<i64>>(3)?.map(AccountId::new),
            expires: row::optional_timestamp(row, 6)?,
            uses: row.get(7)?,
        },
        by: row::optional_handle(row, 4)?,
        made: row::timestamp(row, 5)?,
        used: row.get(8)?,
    })
}
