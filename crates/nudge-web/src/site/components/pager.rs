//! The way through a long list.

use askama::Template;

use crate::site::texts::Locale;

/// Links to the page before and the one after, and which one this is. Nothing where there is only one.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "site/components/pager.html")]
pub struct Pager<'a> {
    t: Locale,
    /// The path, up to and with `page=`.
    path: &'a str,
    page: u64,
    pages: u64,
}

impl<'a> Pager<'a> {
    /// At page `page` of `pages`, both from 1. `path` is where the pages are, up to and with `page=`.
    pub const fn new(t: Locale, path: &'a str, page: u64, pages: u64) -> Self {
        Self { t, path, page, pages }
    }

    fn before(&self) -> Option<u64> {
        self.page.checked_sub(1).filter(|page| *page > 0)
    }

    fn after(&self) -> Option<u64> {
        Some(self.page.saturating_add(1)).filter(|page| *page <= self.pages)
    }
}
