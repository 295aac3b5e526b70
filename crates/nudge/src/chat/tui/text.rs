//! Text in columns: some characters take two, some none.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// As much of a text as fits; where it does not fit whole, it ends in `…`.
pub(super) fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut left = columns.saturating_sub(1);
    for grapheme in text.graphemes(true) {
        let Some(rest) = left.checked_sub(width(grapheme)) else { break };
        left = rest;
        clipped.push_str(grapheme);
    }
    if columns > 0 {
        clipped.push('…');
    }
    clipped
}

/// A text as lines of at most so many columns, broken between words where there are any.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_inclusive(' ') {
            if width(&line) + width(word.trim_end()) > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            for grapheme in word.graphemes(true) {
                if width(&line) + width(grapheme) > columns && grapheme != " " {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(grapheme);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(wrap("incomprehensible", 6), ["incomp", "rehens", "ible"]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrap("你好世界", 4), ["你好", "世界"]);
        assert_eq!(clip("你好世界", 5), "你好…");
        assert_eq!(clip("short", 5), "short");
        assert_eq!(clip("longer", 5), "long…");
    }

    proptest! {
        #[test]
        fn nothing_sticks_out_and_nothing_is_lost(text in "[a-z你 ]{0,80}", columns in 2_usize..20) {
            let lines = wrap(&text, columns);
            prop_assert!(lines.iter().all(|line| width(line) <= columns), "{:?}", lines);
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
