//! Something to be copied.

use askama::Template;

use crate::site::texts::Locale;

/// A code in a box. Where scripts run (see [`Page::scripted`](crate::site::Page::scripted)) there is a button that copies it.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "site/components/secret.html")]
pub struct Secret<'a> {
    t: Locale,
    /// Unique on its page.
    id: &'a str,
    code: &'a str,
}

impl<'a> Secret<'a> {
    /// That code, under an `id` that nothing else on the page has.
    pub const fn new(t: Locale, id: &'a str, code: &'a str) -> Self {
        Self { t, id, code }
    }
}
