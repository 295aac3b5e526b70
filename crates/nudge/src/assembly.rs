//! Puts the domain together on the database of a data folder.

use std::sync::Arc;

use anyhow::Context as _;
use nudge_bus::InProcess;
use nudge_core::{Core, HashCost, Parts, PasswordHasher, Policy, Store};

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

/// Opens the database, which is made where it is missing, and puts the domain on it. Needs a tokio runtime.
pub(crate) async fn assemble(
    folder: &DataFolder,
    lock: Lock,
    policy: Policy,
    hashing_threads: usize,
) -> anyhow::Result<Assembled> {
    data::refuse_unfinished(folder)?;
    let keyring = data::key(folder, &OsEntropy)?;
    let store: Arc<dyn Store> = Arc::new(data::open_database(folder).await?);
    let entropy = Arc::new(OsEntropy);
    let core = Core::new(Parts {
        store,
        bus: Arc::new(InProcess::new()),
        clock: Arc::new(SystemClock),
        entropy: Arc::clone(&entropy) as _,
        keyring,
        hasher: PasswordHasher::new(HashCost::RECOMMENDED, entropy, hashing_threads, HASHES_WAITING),
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
