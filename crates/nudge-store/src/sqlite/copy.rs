//! A whole copy of the database, taken while others use it, and the check that a file is one of ours and sound.

use std::{ops::ControlFlow, path::Path, thread, time::Duration};

use nudge_core::Fault;
use rusqlite::{
    Connection, ErrorCode, OpenFlags,
    backup::{Backup, StepResult},
};

use super::{
    failure::fault,
    schema::{APPLICATION_ID, BUSY_TIMEOUT, STEPS, version},
};

/// What has been copied so far, and what there is, in bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Copying {
    /// Copied so far.
    pub done: u64,
    /// All there is.
    pub total: u64,
}

/// The newest schema that this program knows.
pub const NEWEST_SCHEMA: i64 = newest();

/// How many pages are copied between two words about the progress.
const PAGES_AT_ONCE: i32 = 256;

/// How long to wait where the copy is locked, and how often.
const PAUSE: Duration = Duration::from_millis(50);
const ATTEMPTS: u32 = 100;

/// Copies the database at `from` into the file `to`, which is empty or does not exist, as it is at one moment: with
/// everything that was acknowledged before the call, and nothing by halves. Whoever changes it meanwhile waits for nothing.
///
/// The copy is one file, checked, and gives its schema's version. `progress` can call it off. Blocks.
pub fn copy_database(
    from: &Path,
    to: &Path,
    progress: &mut dyn FnMut(Copying) -> ControlFlow<()>,
) -> Result<i64, Fault> {
    let source = existing(from)?;
    let schema = ours(&source)?;
    copy(&source, to, progress)?;
    let checked = check_database(to)?;
    if checked == schema {
        return Ok(schema);
    }
    Err(Fault::StoreCorrupt {
        what: format!("schema {schema} was copied, and schema {checked} is in the copy"),
    })
}

/// Says which version the schema of the file has, once the file is found to be one of ours, sound, and none of a newer
/// program's. Blocks, and reads all of it.
pub fn check_database(path: &Path) -> Result<i64, Fault> {
    let db = existing(path)?;
    let schema = ours(&db)?;
    let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(fault)?;
    if found != "ok" {
        return Err(Fault::StoreCorrupt { what: found });
    }
    let strays: i64 =
        db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).map_err(fault)?;
    if strays > 0 {
        return Err(Fault::StoreCorrupt { what: format!("{strays} rows belong to nobody") });
    }
    Ok(schema)
}

/// The copying itself, without the checks.
pub(super) fn copy(
    source: &Connection,
    to: &Path,
    progress: &mut dyn FnMut(Copying) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let size = || -> Result<u64, rusqlite::Error> {
        let page: u32 = source.pragma_query_value(None, "page_size", |row| row.get(0))?;
        Ok(u64::from(page))
    };
    let page = size().map_err(fault)?;
    let mut target = Connection::open(to).map_err(fault)?;
    {
        // Held until the end: otherwise every change that somebody makes would begin the copy anew, for ever under load.
        let moment = source.unchecked_transaction().map_err(fault)?;
        let _rows: i64 =
            moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(fault)?;
        let backup = Backup::new(&moment, &mut target).map_err(fault)?;
        let mut attempts = 0;
        loop {
            let step = backup.step(PAGES_AT_ONCE).map_err(not_copied)?;
            if step == StepResult::Done {
                break;
            }
            if step == StepResult::More {
                attempts = 0;
            } else if attempts < ATTEMPTS {
                attempts += 1;
                thread::sleep(PAUSE);
            } else {
                return Err(unavailable("another program keeps the database locked"));
            }
            let pages = backup.progress();
            let bytes = |pages: i32| u64::try_from(pages).unwrap_or(0).saturating_mul(page);
            let (total, left) = (bytes(pages.pagecount), bytes(pages.remaining));
            if progress(Copying { done: total.saturating_sub(left), total }).is_break() {
                return Err(unavailable("the copying was called off"));
            }
        }
    }
    // So that it is complete without a second file beside it. Opening it as a store changes that back.
    target.pragma_update(None, "journal_mode", "DELETE").map_err(fault)?;
    target.close().map_err(|(_, error)| fault(error))
}

/// Opens a file that must be there, and changes nothing about it.
fn existing(path: &Path) -> Result<Connection, Fault> {
    let open = || {
        let db = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        db.busy_timeout(BUSY_TIMEOUT)?;
        Ok(db)
    };
    open().map_err(fault)
}

/// The schema's version, where the file is one of ours and none of a newer program's.
fn ours(db: &Connection) -> Result<i64, Fault> {
    let id: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(fault)?;
    if id != APPLICATION_ID {
        return Err(Fault::StoreCorrupt { what: "the file is a database of another program".to_owned() });
    }
    let found = version(db).map_err(fault)?;
    if found > NEWEST_SCHEMA {
        return Err(Fault::StoreTooNew { found, known: NEWEST_SCHEMA });
    }
    Ok(found)
}

/// The disk that is full is the one with the copy, for the other one is only read.
fn not_copied(error: rusqlite::Error) -> Fault {
    if error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
        return Fault::StoreUnavailable {
            what: "the disk that it is copied to is full".to_owned(),
            source: Some(Box::new(error)),
        };
    }
    fault(error)
}

fn unavailable(what: &str) -> Fault {
    Fault::StoreUnavailable { what: what.to_owned(), source: None }
}

#[expect(clippy::cast_possible_wrap, reason = "there are few steps, and TryFrom is not for constants")]
const fn newest() -> i64 {
    STEPS.len() as i64
}
