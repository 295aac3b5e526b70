//! One file, one writer, a few readers.
//!
//! All changes go through one thread that commits many of them together (see [`writer`]), since the price of durability
//! is one `fsync` per commit and not per change. Reads run beside it on threads with connections of their own; thanks to
//! the write-ahead log neither waits for the other. No SQL ever runs on a task of the async runtime.

mod accounts;
mod before;
mod book;
mod circle_store;
mod circles;
mod contacts;
mod copy;
mod directory;
mod edit;
mod failure;
mod history;
mod import;
mod invitations;
mod member_store;
mod members;
mod moderation;
mod moderation_store;
mod offline;
mod offline_store;
mod outsiders;
mod reader;
mod roster;
mod row;
mod schema;
mod sign_ins;
mod store;
mod threads;
mod tokens;
mod tombstones;
mod writer;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::LazyLock;

use nudge_core::moderation::AuditNote;
use nudge_core::{Error, Fault};
use rusqlite::Connection;

use crate::metered::METERED;

pub use copy::{Copying, NEWEST_SCHEMA, check_database, copy_database};
use failure::Failure;
use reader::Readers;
use threads::in_lockstep;
use writer::Writer;

/// How a [`SqliteStore`] works.
#[derive(Clone, Copy, Debug)]
pub struct SqliteOptions {
    /// Threads that read, each with its own connection.
    pub readers: usize,
    /// Changes that may wait for the writer before callers have to wait to hand theirs over.
    pub queue: usize,
    /// Changes committed together at most.
    pub batch: usize,
    /// Whoever asks holds up its thread until the answer is there, so that the order in which things happen is that of
    /// the callers alone: for simulations, which must go the same way twice.
    pub lockstep: bool,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { readers: 2, queue: 1024, batch: 256, lockstep: false }
    }
}

/// [`Store`](nudge_core::Store) in one SQLite file.
///
/// Another program may open the same file at the same time, such as a command line tool beside the server.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    lockstep: bool,
}

impl SqliteStore {
    /// Opens the file, makes it if it does not exist, and brings its schema up to date. Blocks; call it before serving.
    ///
    /// Rights are the caller's concern: the folder should be its own, since SQLite puts two more files beside this one.
    pub fn open(path: &Path, options: SqliteOptions) -> Result<Self, Fault> {
        LazyLock::force(&METERED);
        let mut db = schema::connect(path)?;
        schema::migrate(&mut db, path)?;
        let connections =
            (0..options.readers.max(1)).map(|_| schema::connect(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            writer: Writer::start(db, options.queue.max(1), options.batch.max(1))?,
            readers: Readers::start(connections, options.queue.max(1))?,
            lockstep: options.lockstep,
        })
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Error> {
        let read = METERED.reads.time(self.readers.run(work));
        if self.lockstep { in_lockstep(read) } else { read.await }
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Error> {
        let written = METERED.writes.time(self.writer.run(work));
        if self.lockstep { in_lockstep(written) } else { written.await }
    }

    /// Like `write`, with a note in the audit log, in the same transaction.
    async fn write_noted<T: Send + 'static>(
        &self,
        note: Option<AuditNote>,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Error> {
        self.write(move |db| {
            let done = work(db)?;
            if let Some(note) = &note {
                moderation::audit::note(db, note)?;
            }
            Ok(done)
        })
        .await
    }
}
