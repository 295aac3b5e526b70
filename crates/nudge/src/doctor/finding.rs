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

/// How it is, what was looked at and what was seen; below it, what to change.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            Outcome::Ok => "ok",
            Outcome::Fails => "fails",
            Outcome::NotChecked => "not checked",
        };
        write!(f, "{outcome:MARGIN$}")?;
        // A server can write what it likes into its answers.
        wrapped(&format!("{}: {}", self.check, printable(&self.found)), f)?;
        if let Some(remedy) = &self.remedy {
            write!(f, "\n{:MARGIN$}", "")?;
            wrapped(&printable(remedy), f)?;
        }
        Ok(())
    }
}

/// Where the text begins, in columns.
const MARGIN: usize = 13;

/// Where its lines end, unless a word is longer.
const WIDTH: usize = 100;

/// Writes words from the margin on, in as many lines as it takes.
fn wrapped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut column = MARGIN;
    for (number, word) in text.split(' ').enumerate() {
        let width = word.chars().count();
        if number > 0 && column + 1 + width > WIDTH {
            write!(f, "\n{:MARGIN$}", "")?;
            column = MARGIN;
        } else if number > 0 {
            f.write_str(" ")?;
            column += 1;
        }
        f.write_str(word)?;
        column += width;
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
        let finding = Finding::fails("nexus", "no", ["word"; 30].join(" "));
        let text = finding.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "fails        nexus: no");
        assert_eq!(lines[1..].iter().map(|line| line.matches("word").count()).sum::<usize>(), 30);
        for line in &lines[1..] {
            assert!(line.starts_with("             word") && line.len() <= WIDTH, "{line}");
        }
    }
}
