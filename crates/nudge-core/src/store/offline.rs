//! What the domain asks of a database about messages that wait.

use async_trait::async_trait;

use crate::moderation::AuditNote;
use crate::offline::{Left, NewOfflineMessage, OfflineMessage, WaitingCount, WaitingLimits, WaitingOf};
use crate::{AccountId, Error, Guid, Timestamp};

/// The part of a [`Store`](crate::Store) that keeps what people leave for each other. The same promises hold.
///
/// When the receiver's account goes, so do the messages for it; when the sender's goes, so do those that it has left.
#[async_trait]
pub trait OfflineStore: Send + Sync {
    /// Keeps a message, unless it was kept before. [`Refusal::Unreceivable`](crate::Refusal::Unreceivable) if there is no
    /// such receiver, or none that is switched on and permits the sender;
    /// [`Refusal::TooManyWaiting`](crate::Refusal::TooManyWaiting) if there is no room. The name of the sender is that of
    /// the account, if the receiver may see it.
    async fn leave_message(&self, message: NewOfflineMessage, limits: WaitingLimits) -> Result<Left, Error>;

    /// The messages that wait for an account and were left since then, oldest first; none for an account that does not exist.
    async fn waiting_messages(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<OfflineMessage>, Error>;

    /// One of them, or [`Refusal::NoSuchEntry`](crate::Refusal::NoSuchEntry).
    async fn waiting_message(
        &self,
        account: AccountId,
        id: Guid,
        since: Timestamp,
    ) -> Result<OfflineMessage, Error>;

    /// Marks one as read; one that is not there needs no mark.
    async fn mark_message_read(&self, account: AccountId, id: Guid) -> Result<(), Error>;

    /// Takes messages of an account away and says how many were there. With `history`, they go to the receiver's history,
    /// if the receiver keeps one.
    async fn remove_messages(&self, account: AccountId, ids: Vec<Guid>, history: bool) -> Result<u64, Error>;

    /// How many wait that were left since then.
    async fn count_waiting(&self, of: WaitingOf, since: Timestamp) -> Result<WaitingCount, Error>;

    /// Takes messages away that were left before that moment, or whenever, and says how many.
    async fn purge_waiting(
        &self,
        of: WaitingOf,
        before: Option<Timestamp>,
        note: Option<AuditNote>,
    ) -> Result<u64, Error>;
}
