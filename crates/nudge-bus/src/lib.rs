//! How notices reach a principal, wherever the session is.
//!
//! [`InProcess`] is the bus of a single server: a table of mailboxes.

mod metered;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use nudge_core::{AccountId, Bus, Delivery, Mailbox, Notice, SessionId};

use metered::METERED;

/// The sessions of each account, and where their notices go. Most have one.
type Table = HashMap<AccountId, Vec<(SessionId, Arc<dyn Mailbox<Notice>>)>>;

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
    fn attach(&self, account: AccountId, session: SessionId, mailbox: Arc<dyn Mailbox<Notice>>) {
        let mut shard = self.shard(account);
        let sessions = shard.entry(account).or_default();
        sessions.reserve_exact(1);
        sessions.push((session, mailbox));
    }

    fn detach(&self, account: AccountId, session: SessionId) {
        let mut shard = self.shard(account);
        let Some(sessions) = shard.get_mut(&account) else { return };
        sessions.retain(|(there, _)| *there != session);
        if sessions.is_empty() {
            shard.remove(&account);
        }
    }

    fn send(&self, to: AccountId, notice: Notice) {
        // The lock is held while the mailbox takes it, so that two notices from one caller cannot change places.
        let shard = self.shard(to);
        let Some((last, others)) = shard.get(&to).and_then(|sessions| sessions.split_last()) else {
            METERED.nobody.increment(1);
            return;
        };
        for (_, mailbox) in others {
            deliver(mailbox, notice.clone());
        }
        deliver(&last.1, notice);
    }

    fn send_to(&self, to: AccountId, session: SessionId, notice: Notice) {
        let shard = self.shard(to);
        match shard.get(&to).and_then(|sessions| sessions.iter().find(|(there, _)| *there == session)) {
            Some((_, mailbox)) => deliver(mailbox, notice),
            None => METERED.nobody.increment(1),
        }
    }
}

/// A mailbox that is full ends its own connection; there is nobody else to tell.
fn deliver(mailbox: &Arc<dyn Mailbox<Notice>>, notice: Notice) {
    let counter = match mailbox.deliver(notice) {
        Delivery::Queued | Delivery::Congested => &METERED.delivered,
        Delivery::Gone => &METERED.lost,
    };
    counter.increment(1);
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
    fn a_notice_reaches_every_session_or_the_one_that_is_meant() {
        let (bus, account) = (InProcess::new(), AccountId::new(7));
        let sessions = [SessionId::new(1), SessionId::new(2)];
        let counters = [Arc::new(Counter::default()), Arc::new(Counter::default())];
        let notice = || Notice::Ended(Ending::Shutdown);
        bus.send(account, notice());
        for (session, counter) in sessions.iter().zip(&counters) {
            bus.attach(account, *session, Arc::clone(counter) as Arc<dyn Mailbox<Notice>>);
        }
        bus.send(account, notice());
        bus.send_to(account, sessions[1], notice());
        bus.detach(account, sessions[0]);
        bus.send(account, notice());
        bus.send_to(account, sessions[0], notice());
        bus.detach(account, sessions[1]);
        bus.detach(account, sessions[1]);
        bus.send(account, notice());
        assert_eq!(counters.map(|counter| *counter.0.lock().unwrap()), [1, 3]);
    }
}
