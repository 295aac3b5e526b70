//! The parts of a part of the site.

use askama::Template;

/// Links beside each other, one of which is where the reader is.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/sub-tabs.html")]
pub struct SubTabs<'a> {
    /// What it is a choice of, for those who hear the page.
    label: String,
    tabs: Vec<(&'a str, String, bool)>,
}

impl<'a> SubTabs<'a> {
    /// No links yet.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), tabs: Vec::new() }
    }

    /// One more.
    #[must_use]
    pub fn tab(mut self, path: &'a str, label: impl Into<String>, is_here: bool) -> Self {
        self.tabs.push((path, label.into(), is_here));
        self
    }
}
