//! Puts the domain together on the database of a data folder.

use std::sync::Arc;

use anyhow::Context as _;
use nudge_bus::InProcess;
use nudge_core::{Core, HashCost, Parts, PasswordHasher, Policy, Store};
use nudge_store::SqliteOptions;

use crate::data::{self, DataFolder, Lock};
use crate::machine::{OsEntropy, SystemClock};

/// The domain on an open database.
#[derive(Debug)]
pub(crate) struct Assembled {
    pub(crate) core: Arc<Core>,
    _lock: Lock,
}

/// How many sign-ins may wait for a password to be hashed before others are told that the server is busy.
const HASHES_WAITING: usize = 64;

/// What it may take of the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resources {
    /// Passwords that are hashed at a time.
    pub(crate) hashing_threads: usize,
    /// What each connection to the database may keep of it in memory, in bytes.
    pub(crate) database_cache: usize,
}

impl Default for Resources {
    fn default() -> Self {
        Self { hashing_threads: 1, database_cache: SqliteOptions::CACHE }
    }
}

/// Opens the database, which is made where it is missing, and puts the domain on it. Needs a tokio runtime.
pub(crate) async fn assemble(
    folder: &DataFolder,
    lock: Lock,
    policy: Policy,
    resources: Resources,
) -> anyhow::Result<Assembled> {
    data::refuse_unfinished(folder)?;
    let keyring = data::key(folder, &OsEntropy)?;
    let options = SqliteOptions { cache: resources.database_cache, ..SqliteOptions::default() };
    let store: Arc<dyn Store> = Arc::new(data::open_database(folder, options).await?);
    let entropy = Arc::new(OsEntropy);
    let core = Core::new(Parts {
        store,
        bus: Arc::new(InProcess::new()),
        clock: Arc::new(SystemClock),
        entropy: Arc::clone(&entropy) as _,
        keyring,
        hasher: PasswordHasher::new(
            HashCost::RECOMMENDED,
            entropy,
            resources.hashing_threads,
            HASHES_WAITING,
        ),
        policy,
    });
    core.read_rules().await.context("cannot read the database")?;
    Ok(Assembled { core, _lock: lock })
}

impl Assembled {
    /// Writes what is still to be written, lets go of the database and then of the lock.
    pub(crate) async fn close(self) {
        self.core.flush().await;
        self.core.store().close().await;
    }
}
