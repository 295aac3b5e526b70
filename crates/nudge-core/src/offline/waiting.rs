//! What a receiver does with messages that wait, and what an operator may.

use super::{OfflineMessage, WaitingCount, WaitingOf};
use crate::metered::METERED;
use crate::moderation::Action;
use crate::{AccountId, Actor, Core, Error, Guid, Handle, Notice, Timestamp};

/// Why messages no longer wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Removal {
    /// The receiver has them. A receiver who keeps a history has them there from now on.
    Delivered,
    /// The receiver does not want them.
    ThrownAway,
}

impl Core {
    /// The messages that wait for an account, oldest first.
    pub async fn waiting_messages(&self, account: AccountId) -> Result<Vec<OfflineMessage>, Error> {
        self.store().waiting_messages(account, self.offline_since()).await
    }

    /// One of them, or [`Refusal::NoSuchEntry`](crate::Refusal::NoSuchEntry).
    pub async fn waiting_message(
        &self,
        account: AccountId,
        id: Guid,
        mark_read: bool,
    ) -> Result<OfflineMessage, Error> {
        let message = self.store().waiting_message(account, id, self.offline_since()).await?;
        if mark_read && !message.read {
            self.store().mark_message_read(account, id).await?;
        }
        Ok(message)
    }

    /// Has messages of an account wait no longer, and says how many did. One that does not wait is gone already. The
    /// programs in which the account is signed in are told.
    pub async fn remove_messages(
        &self,
        account: AccountId,
        ids: Vec<Guid>,
        why: Removal,
    ) -> Result<u64, Error> {
        let history = why == Removal::Delivered && self.policy().history;
        let count = self.store().remove_messages(account, ids, history).await?;
        if count > 0 {
            match why {
                Removal::Delivered => METERED.offline_delivered.increment(count),
                Removal::ThrownAway => METERED.offline_thrown_away.increment(count),
            }
            self.bus().send(account, Notice::MessagesRemoved(u32::try_from(count).unwrap_or(u32::MAX)));
        }
        Ok(count)
    }

    /// How many messages wait: for that account, left by that one, or all. Nobody but the receiver reads them.
    pub async fn count_waiting(
        &self,
        receiver: Option<&Handle>,
        sender: Option<&Handle>,
    ) -> Result<WaitingCount, Error> {
        let of = self.waiting_of(receiver, sender).await?;
        self.store().count_waiting(of, self.offline_since()).await
    }

    /// Throws away messages that wait: for that account, left by that one, or all. Says how many there were.
    pub async fn purge_waiting(
        &self,
        by: &Actor,
        receiver: Option<&Handle>,
        sender: Option<&Handle>,
    ) -> Result<u64, Error> {
        let of = self.waiting_of(receiver, sender).await?;
        let (whom, from) = (receiver.map_or("everybody", Handle::as_str), sender.map(Handle::as_str));
        let detail = from.map_or_else(String::new, |from| format!("left by {from}"));
        let note = by.notes(Action::WaitingPurged, whom, &detail, self.clock().now());
        let count = self.store().purge_waiting(of, None, note).await?;
        METERED.offline_thrown_away.increment(count);
        if let (Some(receiver), 1..) = (of.receiver, count) {
            self.bus().send(receiver, Notice::MessagesRemoved(u32::try_from(count).unwrap_or(u32::MAX)));
        }
        Ok(count)
    }

    /// Forgets messages that have waited too long, and says how many. Call it every hour or so.
    pub async fn expire_waiting(&self) -> Result<u64, Error> {
        let all = WaitingOf::default();
        let count = self.store().purge_waiting(all, Some(self.offline_since()), None).await?;
        METERED.offline_expired.increment(count);
        Ok(count)
    }

    /// What was left before is too old.
    fn offline_since(&self) -> Timestamp {
        self.clock().now().plus_millis(-self.policy().offline.keep_millis)
    }

    async fn waiting_of(
        &self,
        receiver: Option<&Handle>,
        sender: Option<&Handle>,
    ) -> Result<WaitingOf, Error> {
        let mut of = WaitingOf::default();
        for (handle, place) in [(receiver, &mut of.receiver), (sender, &mut of.sender)] {
            if let Some(handle) = handle {
                *place = Some(self.store().account_by_handle(handle).await?.id);
            }
        }
        Ok(of)
    }
}
