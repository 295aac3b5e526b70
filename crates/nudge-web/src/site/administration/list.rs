//! Long lists, a page at a time.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::site::components::Further;
use crate::site::texts::Locale;

/// How many rows a page has.
pub(super) const ROWS: usize = 50;

/// From where on a list is shown that begins with the newest.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    pub(super) before: Option<i64>,
}

/// Some rows, and whether there are more: of one more than a page has, that one is left out.
pub(super) fn page_of<T>(mut found: Vec<T>) -> (Vec<T>, bool) {
    let is_more = found.len() > ROWS;
    found.truncate(ROWS);
    (found, is_more)
}

/// The way through a list that begins with the newest. `path` ends in `?` or `&`, `last` is the number of the last row, if
/// there are more below it.
pub(super) fn further(t: Locale, path: &str, before: Option<i64>, last: Option<i64>) -> Further {
    let first = before.map(|_| path.trim_end_matches(['?', '&']).to_owned());
    Further::new(t, first, last.map(|last| format!("{path}before={last}")))
}

/// Text as a part of an address.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Which part of `count` rows is shown on that page, from 1, and how many pages there are. What lies outside is the first or
/// the last.
pub(super) fn pages(count: usize, page: u64) -> (usize, u64, u64) {
    let pages = u64::try_from(count.div_ceil(ROWS).max(1)).unwrap_or(u64::MAX);
    let page = page.clamp(1, pages);
    let skipped = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(ROWS);
    (skipped, page, pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_whether_there_is_another() {
        assert_eq!(page_of(vec![(); ROWS]), (vec![(); ROWS], false));
        assert_eq!(page_of(vec![(); ROWS + 1]), (vec![(); ROWS], true));
        assert_eq!(page_of(Vec::<()>::new()), (Vec::new(), false));
    }

    #[test]
    fn no_page_lies_outside() {
        for (count, page, expected) in [
            (0, 1, (0, 1, 1)),
            (0, 0, (0, 1, 1)),
            (ROWS, 2, (0, 1, 1)),
            (ROWS + 1, 2, (ROWS, 2, 2)),
            (ROWS * 3, u64::MAX, (ROWS * 2, 3, 3)),
        ] {
            assert_eq!(pages(count, page), expected, "{count} {page}");
        }
    }
}
