//! How a notice reaches a principal, wherever their session is.

use std::sync::Arc;

use crate::{AccountId, Mailbox, Notice};

/// Carries notices to sessions. Within one process that is a table; across many it is a message broker.
pub trait Bus: Send + Sync {
    /// From now on, notices for the account go to this mailbox. An account has one at a time: a second one replaces it.
    fn attach(&self, account: AccountId, mailbox: Arc<dyn Mailbox<Notice>>);

    /// The mailbox takes no more. Nothing happens if another has replaced it meanwhile.
    fn detach(&self, account: AccountId, mailbox: &Arc<dyn Mailbox<Notice>>);

    /// Hands a notice to the account's session; without one, it is dropped. Notices from one caller to one account arrive
    /// in order. It never waits.
    fn send(&self, to: AccountId, notice: Notice);
}
