//! "Are you sure?", as a page of its own.

use askama::Template;

use super::Token;

/// A form that does one thing that cannot be undone, and the way back. The title of its page is the question in short.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/confirm.html")]
pub struct Confirm<'a> {
    token: Token<'a>,
    action: &'a str,
    question: String,
    button: String,
    back: &'a str,
    back_label: String,
    hidden: Vec<(&'a str, String)>,
}

impl<'a> Confirm<'a> {
    /// Posts to `action` when the button is pressed.
    pub fn new(token: Token<'a>, action: &'a str, question: impl Into<String>) -> Self {
        Self {
            token,
            action,
            question: question.into(),
            button: String::new(),
            back: "/",
            back_label: String::new(),
            hidden: Vec::new(),
        }
    }

    /// What the button says: what it does, not "yes".
    #[must_use]
    pub fn button(mut self, label: impl Into<String>) -> Self {
        self.button = label.into();
        self
    }

    /// Where whoever is not sure goes.
    #[must_use]
    pub fn back(mut self, path: &'a str, label: impl Into<String>) -> Self {
        (self.back, self.back_label) = (path, label.into());
        self
    }

    /// What is sent along.
    #[must_use]
    pub fn hidden(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }
}
