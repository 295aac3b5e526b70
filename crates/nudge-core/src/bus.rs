//! How a notice reaches a principal, wherever their sessions are.

use std::sync::Arc;

use crate::{AccountId, Mailbox, Notice, SessionId};

/// Carries notices to sessions. Within one process that is a table; across many it is a message broker.
pub trait Bus: Send + Sync {
    /// From now on, notices for the account go to this mailbox too.
    fn attach(&self, account: AccountId, session: SessionId, mailbox: Arc<dyn Mailbox<Notice>>);

    /// The session's mailbox takes no more. Nothing happens if it takes none.
    fn detach(&self, account: AccountId, session: SessionId);

    /// Hands a notice to all of the account's sessions; without one, it is dropped. Notices from one caller to one account
    /// arrive in order, at every session. It never waits.
    fn send(&self, to: AccountId, notice: Notice);

    /// Hands a notice to one of the account's sessions, in order with those that all get; without it, it is dropped.
    fn send_to(&self, to: AccountId, session: SessionId, notice: Notice);
}
