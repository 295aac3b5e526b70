//! What a command prints: text for a reader or JSON for a script.

use std::fmt::Write as _;

use serde::Serialize;

use super::Ending;
use crate::terminal;

/// The choice between the two.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Output {
    /// Print JSON, for a script.
    #[arg(long)]
    json: bool,
}

impl Output {
    /// Prints the value as JSON, or the text made of it.
    pub(super) fn print<T: Serialize>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> anyhow::Result<Ending> {
        if self.json {
            terminal::print(serde_json::to_string_pretty(value)?)?;
        } else {
            terminal::print(text(value))?;
        }
        Ok(Ending::Done)
    }
}

/// Rows under headings, in columns as wide as they need to be.
pub(super) fn table<const N: usize>(headings: [&str; N], rows: Vec<[String; N]>) -> String {
    let mut lines = vec![headings.map(str::to_owned)];
    lines.extend(rows.into_iter().map(|row| row.map(|cell| terminal::printable(&cell))));
    let mut widths = [0; N];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for line in &lines {
        let mut padded = String::new();
        for (cell, width) in line.iter().zip(widths) {
            // Writing to a string cannot fail.
            let _ = write!(padded, "{cell:width$}  ");
        }
        text.push_str(padded.trim_end());
        text.push('\n');
    }
    text
}

/// Facts one below the other.
pub(super) fn facts(facts: &[(&str, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 1;
    let mut text = String::new();
    for (name, value) in facts {
        let name = format!("{name}:");
        let _ = writeln!(text, "{name:width$} {}", terminal::printable(value));
    }
    text
}

/// A size as people read it.
pub(super) fn byte_count(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}

/// `yes` or `no`.
pub(super) fn yes(truth: bool) -> String {
    if truth { "yes" } else { "no" }.to_owned()
}

/// What is known, or a dash.
pub(super) fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let rows = vec![["a".to_owned(), "büro".to_owned()], ["long one".to_owned(), String::new()]];
        assert_eq!(table(["NAME", "X"], rows), "NAME      X\na         büro\nlong one\n");
    }

    #[test]
    fn nothing_in_a_table_moves_the_cursor() {
        let rows = vec![["\u{1b}[2Jgone\nAND".to_owned()]];
        assert_eq!(table(["NAME"], rows), "NAME\n\\u{1b}[2Jgone\\nAND\n");
    }
}
