//! Why something was not done.

use nudge_core::{Error, Refusal};
use serde::{Deserialize, Serialize};

/// Why a request was not answered, in words for the operator.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "trouble", content = "what", rename_all = "snake_case")]
pub(crate) enum Trouble {
    /// A rule does not allow it, or what it is about does not exist. Nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// It did not work.
    #[error("{0}")]
    Failed(String),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(if refusal == Refusal::WeakPassword {
            PASSWORDS.to_owned()
        } else {
            refusal.to_string()
        })
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
