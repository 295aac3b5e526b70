//! Where a value came from, and what is wrong with it there.

use std::fmt;

/// The place that gave a setting its value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Origin {
    /// Built in.
    Default,
    /// A line of the file, counted from 1.
    File { path: String, line: usize },
    /// A variable of the environment.
    Variable(String),
    /// A flag, as the user knows it.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Something in the configuration that the user must change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Problem {
    pub(crate) at: Origin,
    /// What is wrong, and what was expected.
    pub(crate) what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}
