//! The principals who are signed in to this process.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Principal;
use crate::{AccountId, Handle};

type Table<K> = HashMap<K, Arc<Principal>>;
type Shards<K> = Box<[Mutex<Table<K>>]>;

/// Everybody who is signed in, by number and by address. No lock is held longer than a look-up takes.
#[derive(Debug)]
pub(crate) struct Directory {
    by_id: Shards<AccountId>,
    by_handle: Shards<Handle>,
}

/// So many that two threads rarely want the same one.
const SHARDS: usize = 64;

impl Directory {
    pub(crate) fn new() -> Self {
        Self {
            by_id: (0..SHARDS).map(|_| Mutex::default()).collect(),
            by_handle: (0..SHARDS).map(|_| Mutex::default()).collect(),
        }
    }

    pub(crate) fn find(&self, id: AccountId) -> Option<Arc<Principal>> {
        self.shard(id).get(&id).cloned()
    }

    pub(crate) fn find_by_handle(&self, handle: &Handle) -> Option<Arc<Principal>> {
        self.handle_shard(handle).get(handle).cloned()
    }

    /// The principal who is signed in under that number; a new one, if nobody is.
    pub(crate) fn find_or_enter(&self, id: AccountId, handle: &Handle) -> Arc<Principal> {
        let principal = match self.shard(id).entry(id) {
            Entry::Occupied(there) => return Arc::clone(there.get()),
            Entry::Vacant(place) => {
                let principal = Arc::new(Principal::loading(id, handle.clone()));
                Arc::clone(place.insert(principal))
            }
        };
        self.handle_shard(handle).insert(handle.clone(), Arc::clone(&principal));
        principal
    }

    /// Takes a principal out, unless another has taken the place.
    pub(crate) fn leave(&self, principal: &Arc<Principal>) {
        // In this order, so that whoever finds the number free finds the address free too.
        let mut handles = self.handle_shard(&principal.handle);
        if handles.get(&principal.handle).is_some_and(|there| Arc::ptr_eq(there, principal)) {
            handles.remove(&principal.handle);
        }
        drop(handles);
        let mut ids = self.shard(principal.account);
        if ids.get(&principal.account).is_some_and(|there| Arc::ptr_eq(there, principal)) {
            ids.remove(&principal.account);
        }
    }

    pub(crate) fn everybody(&self) -> Vec<Arc<Principal>> {
        self.by_id.iter().flat_map(|shard| lock(shard).values().cloned().collect::<Vec<_>>()).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.by_id.iter().map(|shard| lock(shard).len()).sum()
    }

    fn shard(&self, id: AccountId) -> MutexGuard<'_, Table<AccountId>> {
        shard(&self.by_id, id.get().unsigned_abs())
    }

    fn handle_shard(&self, handle: &Handle) -> MutexGuard<'_, Table<Handle>> {
        let sum = handle.as_str().bytes().fold(0u64, |sum, byte| sum * 31 % 65_521 + u64::from(byte | 0x20));
        shard(&self.by_handle, sum)
    }
}

fn shard<K>(shards: &[Mutex<Table<K>>], number: u64) -> MutexGuard<'_, Table<K>> {
    let index = usize::try_from(number % SHARDS as u64).unwrap_or(0);
    #[expect(clippy::indexing_slicing, reason = "there are SHARDS shards")]
    lock(&shards[index])
}

/// Nothing panics while it holds one of these locks; should something ever, the table is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
