//! Totals over time, and the message of the day.

use nudge_core::Timestamp;
use nudge_core::moderation::Sample;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::super::failure::Failure;
use super::super::row;

pub(in super::super) fn add(db: &Connection, sample: Sample) -> Result<(), Failure> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    // A clock that was set back may show the same moment again.
    db.prepare_cached(
        "INSERT INTO samples (at, online, sign_ins, failures, messages, registrations) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (at) DO UPDATE SET
             online = max(online, excluded.online), sign_ins = sign_ins + excluded.sign_ins,
             failures = failures + excluded.failures, messages = messages + excluded.messages,
             registrations = registrations + excluded.registrations",
    )?
    .execute([
        sample.at.millis(),
        number(sample.online),
        number(sample.sign_ins),
        number(sample.failures),
        number(sample.messages),
        number(sample.registrations),
    ])?;
    Ok(())
}

pub(in super::super) fn list(
    db: &Connection,
    from: Timestamp,
    until: Timestamp,
    step_millis: i64,
) -> Result<Vec<Sample>, Failure> {
    let sql =
        "SELECT ?1 + (at - ?1) / ?3 * ?3 AS step, max(online), sum(sign_ins), sum(failures), sum(messages),
                      sum(registrations)
               FROM samples WHERE at >= ?1 AND at < ?2 GROUP BY step ORDER BY step";
    let values = [from.millis(), until.millis(), step_millis.max(1)];
    db.prepare_cached(sql)?.query_and_then(values, from_row)?.collect()
}

pub(in super::super) fn purge(db: &Connection, before: Timestamp) -> Result<u64, Failure> {
    Ok(db.prepare_cached("DELETE FROM samples WHERE at < ?1")?.execute([before.millis()])? as u64)
}

pub(in super::super) fn motd(db: &Connection) -> Result<Option<String>, Failure> {
    Ok(db.prepare_cached("SELECT text FROM motd")?.query_row([], |row| row.get(0)).optional()?)
}

pub(in super::super) fn set_motd(db: &Connection, text: Option<&str>) -> Result<(), Failure> {
    match text {
        Some(text) => db.prepare_cached("INSERT OR REPLACE INTO motd VALUES (1, ?1)")?.execute([text])?,
        None => db.prepare_cached("DELETE FROM motd")?.execute([])?,
    };
    Ok(())
}

fn from_row(row: &Row<'_>) -> Result<Sample, Failure> {
    Ok(Sample {
        at: row::timestamp(row, 0)?,
        online: row.get(1)?,
        sign_ins: row.get(2)?,
        failures: row.get(3)?,
        messages: row.get(4)?,
        registrations: row.get(5)?,
    })
}
