//! What the user reads: results on the standard output, complaints on the standard error.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Writes a result, and a line end where it has none.
pub(crate) fn print(text: impl Display) -> io::Result<()> {
    let mut text = text.to_string();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    write(text.as_bytes())
}

/// Writes a result that is a file: byte for byte.
pub(crate) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Writes a line of complaint. There is nobody left to tell if that fails.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A text that others wrote, made harmless: control characters, which could rewrite the screen, and those that turn the
/// direction of writing, are shown as escapes.
pub(crate) fn printable(text: &str) -> String {
    let harmful = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if harmful(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}
