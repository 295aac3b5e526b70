//! The part of the trait that is about messages that wait, method by method.

use async_trait::async_trait;
use nudge_core::moderation::AuditNote;
use nudge_core::offline::{Left, NewOfflineMessage, OfflineMessage, WaitingCount, WaitingLimits, WaitingOf};
use nudge_core::{AccountId, Error, Guid, OfflineStore, Timestamp};

use super::{SqliteStore, offline};

#[async_trait]
impl OfflineStore for SqliteStore {
    async fn leave_message(&self, message: NewOfflineMessage, limits: WaitingLimits) -> Result<Left, Error> {
        self.write(move |db| offline::leave(db, &message, &limits)).await
    }

    async fn waiting_messages(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<OfflineMessage>, Error> {
        self.read(move |db| offline::waiting(db, account, since)).await
    }

    async fn waiting_message(
        &self,
        account: AccountId,
        id: Guid,
        since: Timestamp,
    ) -> Result<OfflineMessage, Error> {
        self.read(move |db| offline::one(db, account, id, since)).await
    }

    async fn mark_message_read(&self, account: AccountId, id: Guid) -> Result<(), Error> {
        self.write(move |db| offline::mark_read(db, account, id)).await
    }

    async fn remove_messages(&self, account: AccountId, ids: Vec<Guid>, history: bool) -> Result<u64, Error> {
        self.write(move |db| offline::remove(db, account, &ids, history)).await
    }

    async fn count_waiting(&self, of: WaitingOf, since: Timestamp) -> Result<WaitingCount, Error> {
        self.read(move |db| offline::count(db, of, since)).await
    }

    async fn purge_waiting(
        &self,
        of: WaitingOf,
        before: Option<Timestamp>,
        note: Option<AuditNote>,
    ) -> Result<u64, Error> {
        self.write_noted(note, move |db| offline::purge(db, of, before)).await
    }
}
