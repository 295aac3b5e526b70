//! Whose turn it is to change an account's lists.

use tokio::sync::{Mutex, MutexGuard};

use crate::AccountId;

/// One change of an account's lists at a time, from the database to what everybody sees of it; and none while they are read
/// for a session. So what is in memory is what is in the database, whoever makes the changes: a client, a browser.
#[derive(Debug)]
pub(crate) struct Turns(Box<[Mutex<()>]>);

/// So many that two accounts rarely wait for each other.
const STRIPES: usize = 1024;

impl Turns {
    pub(crate) fn new() -> Self {
        Self((0..STRIPES).map(|_| Mutex::default()).collect())
    }

    /// Waits for the account's turn, which lasts until the guard is dropped. Nobody who has one may wait for another.
    pub(crate) async fn take(&self, account: AccountId) -> MutexGuard<'_, ()> {
        self.take_any(account.get().unsigned_abs()).await
    }

    /// The same, of whatever has that number.
    pub(crate) async fn take_any(&self, number: u64) -> MutexGuard<'_, ()> {
        let index = usize::try_from(number % STRIPES as u64).unwrap_or(0);
        #[expect(clippy::indexing_slicing, reason = "there are STRIPES stripes")]
        self.0[index].lock().await
    }
}
