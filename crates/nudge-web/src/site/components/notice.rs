//! A word to the reader.

use askama::Template;
use serde::{Deserialize, Serialize};

/// A word to the reader, above what it is about.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/notice.html")]
pub struct Notice {
    tone: Tone,
    text: String,
}

/// How it is meant.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// It has worked.
    Success,
    /// It is to be known.
    Warning,
    /// It has not worked.
    Error,
}

impl Notice {
    /// Says that.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }

    const fn class(&self) -> &'static str {
        match self.tone {
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Error => "error",
        }
    }

    /// An error is said by a screen reader at once.
    const fn role(&self) -> &'static str {
        match self.tone {
            Tone::Success | Tone::Warning => "status",
            Tone::Error => "alert",
        }
    }
}
