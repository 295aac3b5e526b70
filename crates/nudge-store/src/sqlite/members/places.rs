//! Places where members are signed in with a browser.

use nudge_core::member::{MAX_PLACES, NewPlace, Occupied, Origin, Place, PlaceId};
use nudge_core::{AccountId, Fingerprint, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::failure::Failure;
use super::super::{accounts, row};

pub(in super::super) fn add(db: &Connection, place: &NewPlace, now: Timestamp) -> Result<PlaceId, Failure> {
    accounts::exists(db, place.account)?;
    db.prepare_cached(
        "DELETE FROM places WHERE id IN (
             SELECT id FROM places WHERE account = ?1 ORDER BY last_seen DESC, id DESC LIMIT -1 OFFSET ?2)",
    )?
    .execute(params![place.account.get(), row::limit(MAX_PLACES.saturating_sub(1))])?;
    db.prepare_cached(
        "INSERT INTO places (account, fingerprint, epoch, address, agent, created, last_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
    )?
    .execute(params![
        place.account.get(),
        place.fingerprint.as_bytes(),
        place.epoch,
        place.from.address.to_string(),
        place.from.agent.as_str(),
        now.millis()
    ])?;
    Ok(PlaceId(db.last_insert_rowid()))
}

pub(in super::super) fn find(db: &Connection, secret: Fingerprint) -> Result<Option<Occupied>, Failure> {
    let sql =
        "SELECT id, account, address, agent, created, last_seen, epoch FROM places WHERE fingerprint = ?1";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([secret.as_bytes()])?;
    let Some(found) = rows.next()? else { return Ok(None) };
    let (place, epoch) = (from_row(found)?, found.get(6)?);
    let (account, account_epoch) = accounts::with_epoch(db, place.account)?;
    Ok(Some(Occupied { place, epoch, account, account_epoch }))
}

pub(in super::super) fn list(db: &Connection, account: AccountId) -> Result<Vec<Place>, Failure> {
    let sql = "SELECT id, account, address, agent, created, last_seen FROM places
               WHERE account = ?1 AND epoch = (SELECT credential_epoch FROM accounts WHERE id = ?1)
               ORDER BY last_seen DESC, id DESC";
    db.prepare_cached(sql)?.query_and_then([account.get()], from_row)?.collect()
}

pub(in super::super) fn seen(
    db: &Connection,
    id: PlaceId,
    from: &Origin,
    at: Timestamp,
) -> Result<(), Failure> {
    let sql = "UPDATE places SET last_seen = ?2, address = ?3, agent = ?4 WHERE id = ?1";
    let address = from.address.to_string();
    db.prepare_cached(sql)?.execute(params![id.0, at.millis(), address, from.agent.as_str()])?;
    Ok(())
}

pub(in super::super) fn remove(db: &Connection, account: AccountId, id: PlaceId) -> Result<(), Failure> {
    let sql = "DELETE FROM places WHERE id = ?1 AND account = ?2";
    db.prepare_cached(sql)?.execute([id.0, account.get()])?;
    Ok(())
}

pub(in super::super) fn end_all(db: &Connection, account: AccountId) -> Result<(), Failure> {
    accounts::raise_epoch(db, account)?;
    db.prepare_cached("DELETE FROM places WHERE account = ?1")?.execute([account.get()])?;
    Ok(())
}

pub(in super::super) fn purge(
    db: &Connection,
    unused_since: Timestamp,
    now: Timestamp,
) -> Result<u64, Failure> {
    db.prepare_cached("DELETE FROM codes WHERE expires <= ?1")?.execute([now.millis()])?;
    let places =
        db.prepare_cached("DELETE FROM places WHERE last_seen < ?1")?.execute([unused_since.millis()])?;
    Ok(places as u64)
}

fn from_row(row: &Row<'_>) -> Result<Place, Failure> {
    Ok(Place {
        id: PlaceId(row.get(0)?),
        account: row::account_id(row, 1)?,
        from: Origin::new(row::ip_address(row, 2)?, row::text(row, 3)?),
        created: row::timestamp(row, 4)?,
        last_seen: row::timestamp(row, 5)?,
    })
}
