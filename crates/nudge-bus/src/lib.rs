//! How notices reach a principal, wherever the session is.
//!
//! [`InProcess`] is the bus of a single server: a table of mailboxes.

mod metered;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use nudge_core::{AccountId, Bus, Delivery, Mailbox, Notice};

use metered::METERED;

type Table = HashMap<AccountId, Arc<dyn Mailbox<Notice>>>;

/// So many that two threads rarely want the same one.
const SHARDS: usize = 64;

/// A bus within one process. Delivering is a look-up and a push; nothing is queued here.
pub struct InProcess {
    shards: Box<[Mutex<Table>]>,
}

impl InProcess {
    /// A bus that nobody is attached to.
    pub fn new() -> Self {
        LazyLock::force(&METERED);
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    fn shard(&self, account: AccountId) -> MutexGuard<'_, Table> {
        let index = usize::try_from(account.get().unsigned_abs() % SHARDS as u64).unwrap_or(0);
        #[expect(clippy::indexing_slicing, reason = "there are SHARDS shards")]
        // Nothing panics while it holds the lock; should something ever, the table is still whole.
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for InProcess {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InProcess").finish_non_exhaustive()
    }
}

impl Bus for InProcess {
    fn attach(&self, account: AccountId, mailbox: Arc<dyn Mailbox<Notice>>) {
        self.shard(account).insert(account, mailbox);
    }

    fn detach(&self, account: AccountId, mailbox: &Arc<dyn Mailbox<Notice>>) {
        let mut shard = self.shard(account);
        if shard.get(&account).is_some_and(|there| Arc::ptr_eq(there, mailbox)) {
            shard.remove(&account);
        }
    }

    fn send(&self, to: AccountId, notice: Notice) {
        // The lock is held while the mailbox takes it, so that two notices from one caller cannot change places.
        let delivery = self.shard(to).get(&to).map(|mailbox| mailbox.deliver(notice));
        // A mailbox that is full ends its own connection; there is nobody else to tell.
        let counter = match delivery {
            Some(Delivery::Queued | Delivery::Congested) => &METERED.delivered,
            Some(Delivery::Gone) => &METERED.lost,
            None => &METERED.nobody,
        };
        counter.increment(1);
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::pin::Pin;

    use nudge_core::Ending;

    use super::*;

    #[derive(Default)]
    struct Counter(Mutex<usize>);

    impl Mailbox<Notice> for Counter {
        fn deliver(&self, _: Notice) -> Delivery {
            *self.0.lock().unwrap() += 1;
            Delivery::Queued
        }

        fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            Box::pin(ready(()))
        }
    }

    #[test]
    fn a_notice_reaches_the_newest_mailbox_only() {
        let (bus, account) = (InProcess::new(), AccountId::new(7));
        let (old, new) = (Arc::new(Counter::default()), Arc::new(Counter::default()));
        let as_mailbox = |counter: &Arc<Counter>| Arc::clone(counter) as Arc<dyn Mailbox<Notice>>;
        bus.send(account, Notice::Ended(Ending::Shutdown));
        bus.attach(account, as_mailbox(&old));
        bus.attach(account, as_mailbox(&new));
        bus.detach(account, &as_mailbox(&old));
        bus.send(account, Notice::Ended(Ending::Shutdown));
        bus.detach(account, &as_mailbox(&new));
        bus.send(account, Notice::Ended(Ending::Shutdown));
        assert_eq!((*old.0.lock().unwrap(), *new.0.lock().unwrap()), (0, 1));
    }
}
