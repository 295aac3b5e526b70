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
