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

/// What is wrong, and what to change.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{found}")]
pub(super) struct Trouble {
    /// What was seen, without a full stop.
    pub(super) found: String,
    /// What to change, in a sentence.
    pub(super) remedy: String,
}

impl Trouble {
    pub(super) fn new(found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { found: found.into(), remedy: remedy.into() }
    }
}

impl Finding {
    pub(super) fn of(check: impl Into<String>, outcome: Result<String, Trouble>) -> Self {
        match outcome {
            Ok(found) => Self::ok(check, found),
            Err(Trouble { found, remedy }) => Self::fails(check, found, remedy),
        }
    }

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

/// A line: what it is and how it is. What to change stands below it.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Ok => "ok",
            Outcome::Fails => "fails",
            Outcome::NotChecked => "not checked",
        };
        // A server can write what it likes into its answers.
        write!(f, "{outcome:MARGIN$}{}: {}", self.check, printable(&self.found))?;
        match &self.remedy {
            Some(remedy) => indented(&printable(remedy), f),
            None => Ok(()),
        }
    }
}

/// Where the checks begin, in columns.
const MARGIN: usize = 13;

/// Where the lines of a remedy end.
const WIDTH: usize = 100;

fn indented(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut column = WIDTH;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column + 1 + width > WIDTH {
            write!(f, "\n{:MARGIN$}{word}", "")?;
            column = MARGIN + width;
        } else {
            write!(f, " {word}")?;
            column += 1 + width;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line_whatever_the_server_wrote() {
        let finding = Finding::ok("nexus", "it answers \u{1b}[2J\r\nok");
        assert_eq!(finding.to_string(), "ok           nexus: it answers \\u{1b}[2J\\r\\nok");
    }

    #[test]
    fn a_remedy_stands_below_in_lines_that_fit() {
        let finding = Finding::fails("nexus", "no", "word ".repeat(30));
        let text = finding.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "fails        nexus: no");
        assert_eq!(lines[1..].iter().map(|line| line.matches("word").count()).sum::<usize>(), 30);
        for line in &lines[1..] {
            assert!(line.starts_with("             word") && line.len() <= WIDTH, "{line}");
        }
    }
}
