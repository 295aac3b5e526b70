//! The member directory: those who asked to be found.

use nudge_core::{Account, MemberQuery};
use rusqlite::{Connection, params};

use super::{
    accounts::{from_row, select},
    failure::Failure,
    row,
};

pub(super) fn find(db: &Connection, query: &MemberQuery) -> Result<Vec<Account>, Failure> {
    let mut statement = db.prepare_cached(select!(
        "WHERE listed = 1 AND enabled = 1
           AND first_name LIKE ?1 ESCAPE '\\' AND last_name LIKE ?2 ESCAPE '\\' AND city LIKE ?3 ESCAPE '\\'
           AND region LIKE ?4 ESCAPE '\\' AND country LIKE ?5 ESCAPE '\\'
         ORDER BY id LIMIT ?6"
    ))?;
    let rows = statement.query(params![
        pattern(&query.first_name),
        pattern(&query.last_name),
        pattern(&query.city),
        pattern(&query.region),
        pattern(&query.country),
        row::limit(query.limit)
    ])?;
    rows.and_then(from_row).collect()
}

/// Makes a `LIKE` pattern: only `*` has a meaning, and nothing at all matches everything.
fn pattern(wanted: &str) -> String {
    if wanted.is_empty() {
        return "%".to_owned();
    }
    let mut pattern = String::with_capacity(wanted.len() + 8);
    for c in wanted.chars() {
        match c {
            // A run of stars says no more than one, and would cost SQLite a power of the text's length.
            '*' if pattern.ends_with('%') && !pattern.ends_with("\\%") => {}
            '*' => pattern.push('%'),
            '%' | '_' | '\\' => pattern.extend(['\\', c]),
            other => pattern.push(other),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn only_the_star_is_special() {
        for (wanted, expected) in [
            ("", "%"),
            ("*", "%"),
            ("Ali*", "Ali%"),
            ("a***b", "a%b"),
            ("100%_\\", "100\\%\\_\\\\"),
            ("%*", "\\%%"),
        ] {
            assert_eq!(pattern(wanted), expected, "{wanted}");
        }
    }
}
