//! Nothing there yet.

use askama::Template;

/// Stands where a list would: says that it is empty, and what to do about it.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/empty.html")]
pub struct Empty {
    title: String,
    what: String,
    action: Option<(String, String)>,
}

impl Empty {
    /// What is not there, and why.
    pub fn new(title: impl Into<String>, what: impl Into<String>) -> Self {
        Self { title: title.into(), what: what.into(), action: None }
    }

    /// A link to where it can be made.
    #[must_use]
    pub fn action(mut self, path: impl Into<String>, label: impl Into<String>) -> Self {
        self.action = Some((path.into(), label.into()));
        self
    }
}
