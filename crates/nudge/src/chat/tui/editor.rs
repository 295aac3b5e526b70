//! The line that the user types, and those typed before.

use std::collections::VecDeque;

use unicode_segmentation::UnicodeSegmentation as _;

/// The longest line, in bytes. The model cuts it into messages.
const MAX_LINE: usize = 8000;

/// How many lines are remembered.
const MAX_HISTORY: usize = 200;

/// A line being edited.
#[derive(Debug, Default)]
pub(super) struct Editor {
    /// Before the cursor.
    before: String,
    /// After it.
    after: String,
    history: VecDeque<String>,
    /// How far back in the history the line comes from; 0 is the line itself.
    back: usize,
    /// The line itself, while an older one is shown.
    draft: String,
}

impl Editor {
    /// The line, before and after the cursor.
    pub(super) fn parts(&self) -> (&str, &str) {
        (&self.before, &self.after)
    }

    pub(super) fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    /// Types; what breaks lines becomes a space, other control is left out.
    pub(super) fn insert(&mut self, text: &str) {
        for c in text.replace("\r\n", "\n").chars() {
            let c = if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
            if !c.is_control() && self.before.len() + self.after.len() + c.len_utf8() <= MAX_LINE {
                self.before.push(c);
            }
        }
    }

    pub(super) fn replace(&mut self, line: String) {
        self.before = line;
        self.after.clear();
    }

    pub(super) fn clear(&mut self) {
        self.replace(String::new());
        self.back = 0;
    }

    /// Takes the line, and remembers it.
    pub(super) fn enter(&mut self) -> String {
        let line = self.text();
        self.clear();
        if !line.trim().is_empty() && self.history.back() != Some(&line) {
            self.history.push_back(line.clone());
            if self.history.len() > MAX_HISTORY {
                self.history.pop_front();
            }
        }
        line
    }

    pub(super) fn older(&mut self) {
        if self.back < self.history.len() {
            if self.back == 0 {
                self.draft = self.text();
            }
            self.back += 1;
            self.recall();
        }
    }

    pub(super) fn newer(&mut self) {
        if self.back > 0 {
            self.back -= 1;
            self.recall();
        }
    }

    fn recall(&mut self) {
        let at = self.history.len().checked_sub(self.back);
        let line = at.and_then(|at| self.history.get(at)).unwrap_or(&self.draft).clone();
        self.replace(line);
    }

    pub(super) fn left(&mut self) {
        let start = last_start(&self.before);
        let moved = self.before.split_off(start);
        self.after.insert_str(0, &moved);
    }

    pub(super) fn right(&mut self) {
        let end = self.after.graphemes(true).next().map_or(0, str::len);
        self.before.extend(self.after.drain(..end));
    }

    pub(super) fn home(&mut self) {
        self.after.insert_str(0, &std::mem::take(&mut self.before));
    }

    pub(super) fn end(&mut self) {
        self.before.push_str(&std::mem::take(&mut self.after));
    }

    pub(super) fn backspace(&mut self) {
        self.before.truncate(last_start(&self.before));
    }

    pub(super) fn delete(&mut self) {
        let end = self.after.graphemes(true).next().map_or(0, str::len);
        self.after.drain(..end);
    }

    pub(super) fn delete_word(&mut self) {
        let kept = self.before.trim_end().rfind(' ').map_or(0, |space| space + 1);
        self.before.truncate(kept);
    }

    pub(super) fn delete_before(&mut self) {
        self.before.clear();
    }

    pub(super) fn delete_after(&mut self) {
        self.after.clear();
    }
}

/// Where the last character that a person would call one begins.
fn last_start(text: &str) -> usize {
    text.grapheme_indices(true).next_back().map_or(0, |(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(editor: &Editor) -> String {
        let (before, after) = editor.parts();
        format!("{before}|{after}")
    }

    #[test]
    fn the_cursor_moves_over_whole_characters() {
        let mut editor = Editor::default();
        editor.insert("ae\u{301}👩\u{200D}💻");
        editor.left();
        assert_eq!(shown(&editor), "ae\u{301}|👩\u{200D}💻");
        editor.backspace();
        assert_eq!(shown(&editor), "a|👩\u{200D}💻");
        editor.delete();
        assert_eq!(shown(&editor), "a|");
        editor.left();
        editor.left();
        editor.right();
        editor.right();
        assert_eq!(shown(&editor), "a|");
    }

    #[test]
    fn words_go_one_by_one() {
        let mut editor = Editor::default();
        editor.insert("to be or ");
        editor.delete_word();
        assert_eq!(shown(&editor), "to be |");
        editor.home();
        editor.delete_after();
        assert!(editor.is_empty());
    }

    #[test]
    fn what_is_pasted_cannot_press_enter() {
        let mut editor = Editor::default();
        editor.insert("one\r\ntwo\nthree\x1b");
        assert_eq!(shown(&editor), "one two three|");
        editor.insert(&"x".repeat(2 * MAX_LINE));
        assert_eq!(editor.text().len(), MAX_LINE);
    }

    #[test]
    fn history_goes_back_and_comes_again_to_what_was_begun() {
        let mut editor = Editor::default();
        for line in ["one", "two", "two"] {
            editor.insert(line);
            assert_eq!(editor.enter(), line);
        }
        editor.insert("begun");
        editor.older();
        editor.older();
        editor.older();
        assert_eq!(shown(&editor), "one|");
        editor.newer();
        assert_eq!(shown(&editor), "two|");
        editor.newer();
        editor.newer();
        assert_eq!(shown(&editor), "begun|");
    }
}
