//! What keys do.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::editor::Editor;
use crate::chat::model::command::{self, complete};
use crate::chat::model::{Input, Model, Row};

/// How far one press of a page key scrolls, in lines.
const PAGE: usize = 10;

/// What the screen shows beyond the model: what is typed, picked and scrolled to.
#[derive(Debug, Default)]
pub(super) struct Face {
    pub(super) editor: Editor,
    /// The address of the contact that is picked.
    pub(super) picked: Option<String>,
    /// How many lines the conversation is scrolled up.
    pub(super) scrolled: usize,
    /// How the line could go on.
    pub(super) choices: Vec<String>,
    most_scrolled: usize,
}

/// What comes of a key.
#[derive(Debug)]
pub(super) enum Action {
    /// Draw again.
    Nothing,
    /// Something for the model.
    Feed(Input),
    /// Leave.
    Quit,
}

impl Face {
    /// Does what a key means.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "keyboards have more keys than this program has meanings"
    )]
    pub(super) fn on_key(&mut self, key: KeyEvent, model: &mut Model) -> Action {
        self.choices.clear();
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('c') if control => return Action::Quit,
            KeyCode::Char('d') if control && self.editor.is_empty() => return Action::Quit,
            KeyCode::Char('a') if control => self.editor.home(),
            KeyCode::Char('e') if control => self.editor.end(),
            KeyCode::Char('u') if control => self.editor.delete_before(),
            KeyCode::Char('k') if control => self.editor.delete_after(),
            KeyCode::Char('w') if control => self.editor.delete_word(),
            KeyCode::Char('p') if control => self.editor.older(),
            KeyCode::Char('n') if control => self.editor.newer(),
            KeyCode::Up if alt || control => self.editor.older(),
            KeyCode::Down if alt || control => self.editor.newer(),
            KeyCode::Char(c @ '0'..='9') if alt => self.jump(c, model),
            KeyCode::Char(c) if !control && !alt => {
                self.editor.insert(c.encode_utf8(&mut [0; 4]));
                return self.typing();
            }
            KeyCode::Enter => return self.enter(),
            KeyCode::Tab if self.editor.is_empty() => self.next(model, false),
            KeyCode::Tab => self.complete(model),
            KeyCode::BackTab => self.next(model, true),
            KeyCode::Up => self.pick(model, true),
            KeyCode::Down => self.pick(model, false),
            KeyCode::PageUp => self.scrolled = (self.scrolled + PAGE).min(self.most_scrolled),
            KeyCode::PageDown => self.scrolled = self.scrolled.saturating_sub(PAGE),
            KeyCode::Left => self.editor.left(),
            KeyCode::Right => self.editor.right(),
            KeyCode::Home => self.editor.home(),
            KeyCode::End => self.editor.end(),
            KeyCode::Backspace => self.editor.backspace(),
            KeyCode::Delete => self.editor.delete(),
            KeyCode::Esc => {
                self.editor.clear();
                self.picked = None;
            }
            _ => {}
        }
        Action::Nothing
    }

    pub(super) fn on_paste(&mut self, text: &str) -> Action {
        self.editor.insert(text);
        self.typing()
    }

    /// Shows the newest again.
    pub(super) fn show_newest(&mut self) {
        self.scrolled = 0;
    }

    /// How far one can scroll is known when it is drawn.
    pub(super) fn limit_scroll(&mut self, most: usize) {
        self.most_scrolled = most;
        self.scrolled = self.scrolled.min(most);
    }

    fn typing(&self) -> Action {
        let line = self.editor.text();
        let words = !line.starts_with('/') || line.starts_with("//");
        if words { Action::Feed(Input::Typing) } else { Action::Nothing }
    }

    /// Sends the line; where there is none, opens a conversation with the contact that is picked.
    fn enter(&mut self) -> Action {
        self.show_newest();
        let line = self.editor.enter();
        if !line.trim().is_empty() {
            return Action::Feed(Input::Line(line));
        }
        match self.picked.take() {
            Some(handle) => Action::Feed(Input::Line(format!("{} {handle}", command::TO))),
            None => Action::Nothing,
        }
    }

    fn complete(&mut self, model: &Model) {
        if let Some((line, choices)) = complete(&self.editor.text(), model.book.addresses()) {
            self.editor.replace(line);
            self.choices = if choices.len() > 1 { choices } else { Vec::new() };
        }
    }

    /// Picks the next contact, or the one before.
    fn pick(&mut self, model: &Model, up: bool) {
        let mut handles: Vec<&str> = Vec::new();
        for row in model.book.rows() {
            if let Row::Contact(contact) = row
                && !contact.is_telephone()
                && !handles.contains(&contact.handle.as_str())
            {
                handles.push(&contact.handle);
            }
        }
        let at =
            self.picked.as_deref().and_then(|picked| handles.iter().position(|handle| *handle == picked));
        let last = handles.len().saturating_sub(1);
        let next = match (at, up) {
            (Some(at), true) => at.saturating_sub(1),
            (Some(at), false) => (at + 1).min(last),
            (None, true) => last,
            (None, false) => 0,
        };
        self.picked = handles.get(next).map(|handle| (*handle).to_owned());
    }

    /// Turns to the next conversation, or the one before; the page that belongs to none is one of them.
    fn next(&mut self, model: &mut Model, back: bool) {
        let pages: Vec<_> =
            std::iter::once(None).chain(model.talks.iter().map(|talk| Some(talk.id))).collect();
        let at = pages.iter().position(|page| *page == model.current).unwrap_or(0);
        let step = if back { pages.len() - 1 } else { 1 };
        if let Some(page) = pages.get((at + step) % pages.len()) {
            model.turn_to(*page);
            self.show_newest();
        }
    }

    /// Turns to the conversation of that number.
    fn jump(&mut self, digit: char, model: &mut Model) {
        let number = digit.to_digit(10).and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
        let page = number.checked_sub(1).map(|at| model.talks.get(at).map(|talk| talk.id));
        match page {
            None => model.turn_to(None),
            Some(Some(talk)) => model.turn_to(Some(talk)),
            Some(None) => return,
        }
        self.show_newest();
    }
}
