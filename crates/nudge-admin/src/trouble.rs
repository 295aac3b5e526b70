//! Why something was not done.

use nudge_core::{Error, Refusal};
use serde::{Deserialize, Serialize};

/// Why a request was not answered, in words for the operator. Nothing was changed, except perhaps by what failed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "trouble", content = "what", rename_all = "snake_case")]
pub enum Trouble {
    /// What it is about does not exist.
    #[error("{0}")]
    Missing(String),
    /// It cannot be, beside what is there already.
    #[error("{0}")]
    Conflict(String),
    /// A rule does not allow it.
    #[error("{0}")]
    Refused(String),
    /// There is too much to do; later it may work.
    #[error("{0}")]
    Busy(String),
    /// It did not work.
    #[error("{0}")]
    Failed(String),
}

impl From<Refusal> for Trouble {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other one is a rule")]
    fn from(refusal: Refusal) -> Self {
        let what = refusal.to_string();
        match refusal {
            Refusal::UnknownAccount | Refusal::UnknownToken | Refusal::NoSuchEntry | Refusal::NotOnline => {
                Self::Missing(what)
            }
            Refusal::HandleTaken
            | Refusal::TokenNameTaken
            | Refusal::TooManyTokens
            | Refusal::TooManyBans
            | Refusal::OwnAccount
            | Refusal::LastAdministrator => Self::Conflict(what),
            Refusal::Busy => Self::Busy(what),
            Refusal::WeakPassword => Self::Refused(PASSWORDS.to_owned()),
            _ => Self::Refused(what),
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::Refusal(refusal) => refusal.into(),
            Error::Fault(fault) => Self::Failed(format!("{:#}", anyhow::Error::from(fault))),
        }
    }
}

const PASSWORDS: &str = "the password cannot be used: it must have 6 to 128 characters, and where old clients are to \
                         sign in with it (a readable password) 6 to 16, all of them printable ASCII";
