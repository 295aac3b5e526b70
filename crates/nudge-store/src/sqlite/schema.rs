//! Opening the file and bringing its schema up to date.

use std::{path::Path, time::Duration};

use nudge_core::Fault;
use refinery::{Migration, Runner};
use rusqlite::{Connection, OptionalExtension as _, config::DbConfig};

use super::{
    before,
    copy::NEWEST_SCHEMA,
    failure::{Failure, fault},
};

/// Every step of the schema, oldest first. A step that has been released is never changed, only followed by another:
/// its checksum is in the file.
pub(super) const STEPS: [Step; 13] = [
    ("V1__accounts_and_lists", include_str!("../../migrations/sqlite/0001_accounts_and_lists.sql")),
    ("V2__records", include_str!("../../migrations/sqlite/0002_records.sql")),
    ("V3__credential_epoch", include_str!("../../migrations/sqlite/0003_credential_epoch.sql")),
    ("V4__guids_and_pending", include_str!("../../migrations/sqlite/0004_guids_and_pending.sql")),
    ("V5__outside_contacts", include_str!("../../migrations/sqlite/0005_outside_contacts.sql")),
    ("V6__members_and_moderation", include_str!("../../migrations/sqlite/0006_members_and_moderation.sql")),
    ("V7__appearance", include_str!("../../migrations/sqlite/0007_appearance.sql")),
    ("V8__circles", include_str!("../../migrations/sqlite/0008_circles.sql")),
    ("V9__address_book", include_str!("../../migrations/sqlite/0009_address_book.sql")),
    ("V10__offline_messages", include_str!("../../migrations/sqlite/0010_offline_messages.sql")),
    ("V11__several_places", include_str!("../../migrations/sqlite/0011_several_places.sql")),
    ("V12__circles_that_went", include_str!("../../migrations/sqlite/0012_circles_that_went.sql")),
    (
        "V13__reverse_entries_in_order",
        include_str!("../../migrations/sqlite/0013_reverse_entries_in_order.sql"),
    ),
];

/// The name of a step, with its number in front, and what it does.
pub(super) type Step = (&'static str, &'static str);

/// Marks the file as ours, so that no other program's database is changed by mistake: "Nudg".
pub(super) const APPLICATION_ID: i32 = 0x4e75_6467;

/// How long a statement waits for another program that is writing.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Room for every statement of this crate.
const CACHED_STATEMENTS: usize = 256;

/// Opens a connection with the settings that all of ours have. It may keep so many bytes of the file in memory.
pub(super) fn connect(path: &Path, cache: usize) -> Result<Connection, Fault> {
    let open = || {
        let db = Connection::open(path)?;
        db.busy_timeout(BUSY_TIMEOUT)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        // In WAL mode anything less loses the last commits when the machine loses power.
        db.pragma_update(None, "synchronous", "FULL")?;
        // What is below 0 is in KiB.
        db.pragma_update(None, "cache_size", -i64::try_from(cache / 1024).unwrap_or(i64::MAX))?;
        prepared(db)
    };
    open().map_err(fault)
}

/// Opens an empty database in memory, with the settings that do not concern files.
pub(super) fn connect_to_memory() -> Result<Connection, Fault> {
    Connection::open_in_memory().and_then(prepared).map_err(fault)
}

fn prepared(db: Connection) -> Result<Connection, rusqlite::Error> {
    db.pragma_update(None, "foreign_keys", true)?;
    // A plan that depends on the values of a query is made anew for each of them.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    Ok(db)
}

/// Brings the schema up to date, or says why that must not be done. A file made by a newer program is left alone.
///
/// Before the first step on a file with data in it, a [copy](before) is made at `path`'s side.
pub(super) fn migrate(db: &mut Connection, path: &Path) -> Result<(), Fault> {
    claim(db)?;
    let found = version(db).map_err(fault)?;
    if (1..NEWEST_SCHEMA).contains(&found) {
        before::keep(db, path, found + 1)?;
    }
    take(db, &STEPS)
}

/// Takes those of the steps that have not been taken yet.
pub(super) fn take(db: &mut Connection, steps: &[Step]) -> Result<(), Fault> {
    claim(db)?;
    let steps = steps
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<Vec<_>, _>>()
        .map_err(unfit)?;
    let known = steps.iter().map(|step| i64::from(step.version())).max().unwrap_or(0);
    let found = version(db).map_err(fault)?;
    if found > known {
        return Err(Fault::StoreTooNew { found, known });
    }
    // Grouped, so that a step and the note that it was taken are one transaction.
    match Runner::new(&steps).set_grouped(true).run(db) {
        Ok(_) => Ok(()),
        // Another program may have taken the same steps between our look and our attempt.
        Err(_) if version(db).map_err(fault)? == known && found < known => Ok(()),
        Err(error) => Err(unfit(error)),
    }
}

/// Marks a new file as ours; refuses a file of some other program.
fn claim(db: &Connection) -> Result<(), Fault> {
    let look = || {
        let id: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
        let objects: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if id == 0 && objects == 0 {
            db.pragma_update(None, "application_id", APPLICATION_ID)?;
            return Ok(true);
        }
        Ok(id == APPLICATION_ID)
    };
    if look().map_err(fault)? {
        Ok(())
    } else {
        Err(Fault::StoreCorrupt { what: "the file is a database of another program".to_owned() })
    }
}

/// The newest step that was taken; 0 for a new file.
pub(super) fn version(db: &Connection) -> Result<i64, rusqlite::Error> {
    let table = "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    if db.query_row(table, [], |_| Ok(())).optional()?.is_none() {
        return Ok(0);
    }
    db.query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))
}

fn unfit(error: refinery::Error) -> Fault {
    Fault::StoreUnavailable {
        what: "the schema of the database does not fit this program".to_owned(),
        source: Some(Box::new(error)),
    }
}

/// Counts a heartbeat: a change that matters to nobody and is as durable as any.
pub(super) fn beat(db: &Connection) -> Result<(), Failure> {
    db.prepare_cached("UPDATE heartbeat SET beats = beats + 1")?.execute([])?;
    Ok(())
}
