//! What people write in passing: why, what for, what was done.

use crate::Refusal;

/// Checks a text that may be empty. One that is longer than so many characters, or has control characters other than those
/// that break and indent lines, is [`Refusal::InvalidText`].
pub(crate) fn check(text: &str, most: usize) -> Result<(), Refusal> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().count() > most || text.chars().any(is_odd) { Err(Refusal::InvalidText) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_be_broken_and_nothing_else() {
        for text in ["", "why", "one\r\n\ttwo", "ñandú"] {
            assert_eq!(check(text, 9), Ok(()), "{text:?}");
        }
        for text in ["0123456789", "\0", "\u{1b}[2J", "\u{85}"] {
            assert_eq!(check(text, 9), Err(Refusal::InvalidText), "{text:?}");
        }
    }
}
