//! The head of a page.

use askama::Template;

/// The title as an `h1`, and a sentence that says what the page is for.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/head.html")]
pub struct Head {
    title: String,
    lead: Option<String>,
    back: Option<(String, String)>,
}

impl Head {
    /// With that title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), lead: None, back: None }
    }

    /// What the page is for.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// The page above this one.
    #[must_use]
    pub fn back(mut self, path: impl Into<String>, label: impl Into<String>) -> Self {
        self.back = Some((path.into(), label.into()));
        self
    }
}
