//! Invitations by mail that users asked for and that the operator may send on.

use crate::{AccountId, Timestamp};

/// One invitation. No mail is sent by the server itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Invitation {
    /// Who asked for it.
    pub from: AccountId,
    /// Where it should go, as it was typed.
    pub address: String,
    /// What the inviter wrote; empty if the client sent no text.
    pub text: String,
    /// When.
    pub at: Timestamp,
}
