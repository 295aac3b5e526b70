//! A database in memory, whose work is done on the thread of whoever asks: for simulations, which must go the same way twice.
//!
//! It is the same SQLite with the same schema. Nothing of it survives the process.

use std::sync::{Mutex, MutexGuard, PoisonError};

use nudge_core::{Error, Fault};
use rusqlite::Connection;

use super::failure::{Failure, fault};
use super::schema;

/// The one connection.
#[derive(Debug)]
pub(super) struct Here(Mutex<Connection>);

impl Here {
    /// An empty database with the newest schema.
    pub(super) fn new() -> Result<Self, Fault> {
        let mut db = schema::connect_to_memory()?;
        schema::take(&mut db, &schema::STEPS)?;
        Ok(Self(Mutex::new(db)))
    }

    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Failure>) -> Result<T, Error> {
        Ok(work(&self.lock())?)
    }

    /// Does it as a whole or not at all.
    pub(super) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Failure>) -> Result<T, Error> {
        let db = self.lock();
        let say = |word: &str| db.prepare_cached(word).and_then(|mut word| word.execute([])).map_err(fault);
        say("SAVEPOINT job")?;
        let done = work(&db);
        if done.is_err() {
            say("ROLLBACK TO job")?;
        }
        say("RELEASE job")?;
        Ok(done?)
    }

    /// Remembers all as it is now.
    pub(super) fn mark(&self) -> Result<(), Fault> {
        self.say("BEGIN")
    }

    /// Has all as it was at the mark, which stays.
    pub(super) fn rewind(&self) -> Result<(), Fault> {
        self.say("ROLLBACK")?;
        self.mark()
    }

    fn say(&self, word: &str) -> Result<(), Fault> {
        self.lock().prepare_cached(word).and_then(|mut word| word.execute([])).map(drop).map_err(fault)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
