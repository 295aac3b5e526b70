//! Keys with which programs look after the service for an administrator.

use std::fmt;
use std::str::FromStr;

use crate::digest::Fingerprint;
use crate::{Account, AccountId, Timestamp, TokenName};

/// How many keys an account has at most.
pub const MAX_KEYS: usize = 32;

/// The number of a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct KeyId(pub i64);

macro_rules! scopes {
    ($( $(#[doc = $meaning:literal])+ $variant:ident = $name:literal, )+) => {
        /// Something that a key may be used for.
        #[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
        pub enum Scope { $( $(#[doc = $meaning])+ $variant, )+ }

        impl Scope {
            /// Every one.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// As it is written and stored: `what:read` or `what:write`.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }
        }
    };
}

scopes! {
    /// See accounts and who is online.
    AccountsRead = "accounts:read",
    /// Make, change and remove accounts, their passwords and tokens.
    AccountsWrite = "accounts:write",
    /// See links of invitation.
    InvitationsRead = "invitations:read",
    /// Make and withdraw links of invitation.
    InvitationsWrite = "invitations:write",
    /// See reports, bans and the audit log.
    ModerationRead = "moderation:read",
    /// Settle reports, make and lift bans.
    ModerationWrite = "moderation:write",
    /// Show announcements, set the message of the day.
    AnnouncementsWrite = "announcements:write",
    /// See totals and rates.
    StatisticsRead = "statistics:read",
}

/// What is no scope.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("there is no such scope")]
pub struct NoScope;

impl FromStr for Scope {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        Self::ALL.iter().copied().find(|scope| scope.name() == text).ok_or(NoScope)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A key to be kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewKey {
    /// Whose it is.
    pub account: AccountId,
    /// What it is called; unique within the account.
    pub name: TokenName,
    /// Of the secret.
    pub fingerprint: Fingerprint,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
}

/// A key as its owner sees it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Key {
    /// Its number.
    pub id: KeyId,
    /// Whose it is.
    pub account: AccountId,
    /// What it is called.
    pub name: TokenName,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last used, give or take a few minutes.
    pub last_used: Option<Timestamp>,
}

/// A program that has shown a key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyHolder {
    /// The key.
    pub key: Key,
    /// The account that it belongs to, as it is now.
    pub account: Account,
}
