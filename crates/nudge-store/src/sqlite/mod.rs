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
mod files;
mod here;
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
mod snapshot;
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
pub use files::remove_database;
use here::Here;
use reader::Readers;
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
    /// How much of the file each connection, those that read and the one that writes, may keep in memory, in bytes.
    pub cache: usize,
}

impl SqliteOptions {
    /// The usual cache, in bytes: the accounts of some ten thousand people, whom sign-ins of others look up one by one.
    pub const CACHE: usize = 8 * 1024 * 1024;
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { readers: 2, queue: 1024, batch: 256, cache: Self::CACHE }
    }
}

/// [`Store`](nudge_core::Store) in one SQLite file, or in memory for simulations.
///
/// Another program may open the same file at the same time, such as a command line tool beside the server.
#[derive(Debug)]
pub struct SqliteStore(Engine);

/// Who does the work.
#[derive(Debug)]
enum Engine {
    /// Threads of their own.
    Threads { writer: Writer, readers: Readers },
    /// Whoever asks.
    Here(Here),
}

impl SqliteStore {
    /// Opens the file, makes it if it does not exist, and brings its schema up to date. Blocks; call it before serving.
    ///
    /// Rights are the caller's concern: the folder should be its own, since SQLite puts two more files beside this one.
    pub fn open(path: &Path, options: SqliteOptions) -> Result<Self, Fault> {
        LazyLock::force(&METERED);
        let connect = || schema::connect(path, options.cache);
        let mut db = connect()?;
        schema::migrate(&mut db, path)?;
        let connections = (0..options.readers.max(1)).map(|_| connect()).collect::<Result<Vec<_>, _>>()?;
        let writer = Writer::start(db, options.queue.max(1), options.batch.max(1))?;
        let readers = Readers::start(connections, options.queue.max(1))?;
        Ok(Self(Engine::Threads { writer, readers }))
    }

    /// An empty database in memory, which blocks whoever asks for the moment that it takes: so the order in which things happen
    /// is that of the callers alone, and a simulation goes the same way twice. Nothing is durable.
    pub fn in_memory() -> Result<Self, Fault> {
        LazyLock::force(&METERED);
        Ok(Self(Engine::Here(Here::new()?)))
    }

    /// Remembers a database in memory as it is now, once, for [`rewind`](Self::rewind). One in a file remembers nothing:
    /// [`Fault::StoreUnavailable`].
    pub fn mark(&self) -> Result<(), Fault> {
        self.here()?.mark()
    }

    /// Has a database in memory again as it was at the mark.
    pub fn rewind(&self) -> Result<(), Fault> {
        self.here()?.rewind()
    }

    fn here(&self) -> Result<&Here, Fault> {
        match &self.0 {
            Engine::Here(here) => Ok(here),
            Engine::Threads { .. } => Err(Fault::StoreUnavailable {
                what: "a database in a file cannot be rewound".to_owned(),
                source: None,
            }),
        }
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Error> {
        match &self.0 {
            Engine::Threads { readers, .. } => METERED.reads.time(readers.run(work)).await,
            Engine::Here(here) => here.read(work),
        }
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Error> {
        match &self.0 {
            Engine::Threads { writer, .. } => METERED.writes.time(writer.run(work)).await,
            Engine::Here(here) => here.write(work),
        }
    }

    /// Changes something some time, if there is room in the queue.
    fn note(&self, work: impl FnOnce(&Connection) -> Result<(), Failure> + Send + 'static) {
        match &self.0 {
            Engine::Threads { writer, .. } => writer.note(work),
            Engine::Here(here) => {
                if let Err(error) = here.write(work) {
                    tracing::debug!(%error, "a note for the store was not taken");
                }
            }
        }
    }

    async fn finish(&self) {
        match &self.0 {
            // The writer's connection is the last one, and alone: of several that end together, each may leave to the others
            // what the last one has to do, which is to bring everything into the one file.
            Engine::Threads { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Engine::Here(_) => {}
        }
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
