//! The way on in a list that nobody has counted.

use askama::Template;

use crate::site::texts::Locale;

/// Links back to where a list begins and on to what comes next in it. Nothing where all of it is there.
#[derive(Clone, Debug, Template)]
#[template(path = "site/components/further.html")]
pub struct Further {
    t: Locale,
    first: Option<String>,
    next: Option<String>,
}

impl Further {
    /// `first` is where the list begins, unless that is here; `next` is where it goes on, if it does.
    pub const fn new(t: Locale, first: Option<String>, next: Option<String>) -> Self {
        Self { t, first, next }
    }
}
