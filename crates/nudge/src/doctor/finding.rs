//! What was found.

use std::fmt;

use serde::Serialize;

use crate::terminal::printable;

/// One thing that was looked at.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct Finding {
    /// What was looked at.
    pub(crate) check: String,
    pub(crate) outcome: Outcome,
    /// What was seen.
    pub(crate) found: String,
    /// What to change, in a sentence, where something has to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remedy: Option<String>,
}

/// How it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Ok,
    Fails,
    /// It was not looked at.
    NotChecked,
}

impl Finding {
    pub(super) fn ok(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self { check: check.into(), outcome: Outcome::Ok, found: found.into(), remedy: None }
    }

    pub(super) fn fails(
        check: impl Into<String>,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let remedy = Some(remedy.into());
        Self { check: check.into(), outcome: Outcome::Fails, found: found.into(), remedy }
    }

    pub(super) fn passed_over(check: impl Into<String>, why: impl Into<String>) -> Self {
        Self { check: check.into(), outcome: Outcome::NotChecked, found: why.into(), remedy: None }
    }
}

/// A line: what it is, how it is, and what to change.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Ok => "ok",
            Outcome::Fails => "fails",
            Outcome::NotChecked => "not checked",
        };
        // A server can write what it likes into its answers.
        write!(f, "{outcome:11}  {}: {}", self.check, printable(&self.found))?;
        match &self.remedy {
            Some(remedy) => write!(f, ". {remedy}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line_whatever_the_server_wrote() {
        let finding = Finding::fails("nexus", "it answers \u{1b}[2J\r\nok", "Look at the server's log.");
        assert_eq!(
            finding.to_string(),
            "fails        nexus: it answers \\u{1b}[2J\\r\\nok. Look at the server's log."
        );
    }
}
