//! What members tell administrators about each other.

use crate::{AccountId, Handle, Refusal, Timestamp};

/// The number of a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct ReportId(pub i64);

/// A report to be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewReport {
    /// Who reports.
    pub by: AccountId,
    /// Whom.
    pub about: Handle,
    /// What happened: 1 to 2,000 characters.
    pub text: String,
}

impl NewReport {
    /// The longest text, in characters.
    pub const MAX_CHARS: usize = 2_000;

    /// Checks the text. Anything else is [`Refusal::InvalidText`].
    pub fn new(by: AccountId, about: Handle, text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if (1..=Self::MAX_CHARS).contains(&text.chars().count()) {
            Ok(Self { by, about, text: text.to_owned() })
        } else {
            Err(Refusal::InvalidText)
        }
    }
}

/// A report.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Report {
    /// Its number.
    pub id: ReportId,
    /// Who reported; nobody, once that account is gone.
    pub by: Option<Handle>,
    /// Whom.
    pub about: Handle,
    /// What happened.
    pub text: String,
    /// When it was made.
    pub at: Timestamp,
    /// What became of it, once an administrator has dealt with it.
    pub settled: Option<Settlement>,
}

/// What became of a report.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Settlement {
    /// Who dealt with it, in words.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub note: String,
}
