//! Who does something to an account, a ban or the service.

use smol_str::SmolStr;

use super::audit::{Action, AuditNote};
use crate::{AccountId, Handle, Timestamp};

/// Who does it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Actor {
    /// The owner, to what is their own. Nothing is written down.
    Owner,
    /// Whoever has the command line of the server.
    Console,
    /// An administrator, by hand.
    Administrator {
        /// Whose account it is.
        account: AccountId,
        /// Its address.
        handle: Handle,
    },
    /// A program that shows an administrator's key.
    Program {
        /// Whose key it is.
        account: AccountId,
        /// Their address.
        handle: Handle,
        /// What the key is called.
        key: SmolStr,
    },
}

impl Actor {
    /// What is written down of it: `None` for owners.
    pub(crate) fn notes(
        &self,
        action: Action,
        subject: impl AsRef<str>,
        detail: impl AsRef<str>,
        at: Timestamp,
    ) -> Option<AuditNote> {
        let name = match self {
            Self::Owner => return None,
            Self::Console => SmolStr::new_static("console"),
            Self::Administrator { handle, .. } => SmolStr::new(handle.as_str()),
            Self::Program { handle, key, .. } => smol_str::format_smolstr!("{handle} ({key})"),
        };
        Some(AuditNote {
            at,
            actor: name,
            account: self.account(),
            action,
            subject: subject.as_ref().to_owned(),
            detail: detail.as_ref().to_owned(),
        })
    }

    /// Whose account it is done with.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Owner | Self::Console => None,
            Self::Administrator { account, .. } | Self::Program { account, .. } => Some(*account),
        }
    }
}
