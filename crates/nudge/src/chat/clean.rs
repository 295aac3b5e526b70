//! What others write, made safe to show: nothing of it commands the terminal or disguises what stands beside it.

/// How many characters of a message are shown. Messages of the era have a few hundred.
const MAX_TEXT: usize = 4000;

/// How many characters of a name or an address are shown.
const MAX_NAME: usize = 80;

/// Stands where something was that must not be shown.
const INSTEAD: char = '\u{FFFD}';

/// A message: line breaks stay, all other control is gone.
pub(super) fn text(wire: &str) -> String {
    let unix = wire.replace("\r\n", "\n").replace('\r', "\n");
    clip(unix.trim_end_matches('\n').chars().map(|c| if c == '\n' { c } else { harmless(c) }), MAX_TEXT)
}

/// A name or an address: one line.
pub(super) fn name(wire: &str) -> String {
    clip(wire.chars().map(harmless), MAX_NAME)
}

fn clip(chars: impl Iterator<Item = char>, most: usize) -> String {
    let mut chars = chars.peekable();
    let mut clipped: String = chars.by_ref().take(most).collect();
    if chars.peek().is_some() {
        clipped.push('…');
    }
    clipped
}

fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() || is_disguise(c) => INSTEAD,
        c => c,
    }
}

/// Characters that cannot be seen and change how others look: directions, separators, fillers, tags. The joiners stay,
/// which several scripts need.
fn is_disguise(c: char) -> bool {
    matches!(c,
        '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{115F}' | '\u{1160}' | '\u{3164}'
        | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_their_escape() {
        assert_eq!(text("\x1b[2Jhi\x07"), "\u{FFFD}[2Jhi\u{FFFD}");
        assert_eq!(text("\u{9b}31mred"), "\u{FFFD}31mred");
        assert_eq!(
            name("Bob\r\nalice@example.com is online"),
            "Bob\u{FFFD}\u{FFFD}alice@example.com is online"
        );
    }

    #[test]
    fn directions_cannot_be_turned_round() {
        for c in ['\u{202E}', '\u{2066}', '\u{200F}', '\u{E0041}'] {
            assert_eq!(name(&format!("a{c}b")), "a\u{FFFD}b");
        }
    }

    #[test]
    fn line_breaks_of_every_system_are_line_breaks() {
        assert_eq!(text("a\r\nb\rc\nd\r\n"), "a\nb\nc\nd");
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for fine in ["grüße 你好 שלום مرحبا", "👩\u{200D}💻 (^_^)"] {
            assert_eq!(text(fine), fine);
        }
    }

    #[test]
    fn nothing_is_longer_than_a_screen_can_bear() {
        assert_eq!(name(&"x".repeat(1000)).chars().count(), MAX_NAME + 1);
        assert_eq!(text(&"x".repeat(100_000)).chars().count(), MAX_TEXT + 1);
    }
}
