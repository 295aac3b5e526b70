//! Bans.

use nudge_core::moderation::{Ban, BanId, Banned, NewBan};
use nudge_core::{Refusal, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::failure::Failure;
use super::super::row;

/// So many that every sign-in can look at all of them.
const MOST_BANS: i64 = 10_000;

pub(in super::super) fn list(db: &Connection) -> Result<Vec<Ban>, Failure> {
    let sql = "SELECT id, kind, whom, reason, made_by, made, expires FROM bans ORDER BY id DESC";
    db.prepare_cached(sql)?.query_and_then([], from_row)?.collect()
}

pub(in super::super) fn add(
    db: &Connection,
    ban: NewBan,
    by: String,
    now: Timestamp,
) -> Result<Ban, Failure> {
    let count: i64 = db.prepare_cached("SELECT count(*) FROM bans")?.query_row([], |row| row.get(0))?;
    if count >= MOST_BANS {
        return Err(Refusal::TooManyBans.into());
    }
    let (kind, whom) = ban.whom.parts();
    db.prepare_cached(
        "INSERT INTO bans (kind, whom, reason, made_by, made, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![kind, whom, ban.reason, by, now.millis(), ban.expires.map(Timestamp::millis)])?;
    Ok(Ban { id: BanId(db.last_insert_rowid()), ban, by, made: now })
}

pub(in super::super) fn lift(db: &Connection, id: BanId) -> Result<(), Failure> {
    let gone = db.prepare_cached("DELETE FROM bans WHERE id = ?1")?.execute([id.0])?;
    if gone == 0 { Err(Refusal::NoSuchEntry.into()) } else { Ok(()) }
}

fn from_row(row: &Row<'_>) -> Result<Ban, Failure> {
    let whom = row::checked("a ban", Banned::from_parts(row::text(row, 1)?, row::text(row, 2)?))?;
    Ok(Ban {
        id: BanId(row.get(0)?),
        ban: NewBan { whom, reason: row.get(3)?, expires: row::optional_timestamp(row, 6)? },
        by: row.get(4)?,
        made: row::timestamp(row, 5)?,
    })
}
