use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an account may do beyond its own affairs.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nothing.
    #[default]
    Member,
    /// Look after the service and everybody's accounts.
    Administrator,
}

impl Role {
    /// Every role there is.
    pub const ALL: [Self; 2] = [Self::Member, Self::Administrator];

    /// As it is written and stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Administrator => "administrator",
        }
    }
}

/// What is no role.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("expected member or administrator")]
pub struct NoRole;

impl FromStr for Role {
    type Err = NoRole;

    fn from_str(text: &str) -> Result<Self, NoRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NoRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
