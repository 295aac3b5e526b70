//! What the screen looks like.
//!
//! ```text
//! contacts      │ conversations
//! by group      ├──────────────
//!               │ what was said
//!               │ who is typing
//! who and where
//! > what is typed
//! ```

use std::env;

use msnp::value::Status;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph};

use super::keys::Face;
use super::text::{clip, width, wrap};
use crate::chat::model::{Contact, Entry, Fate, Kind, Model, Row, Scroll, Talk};
use crate::chat::status;

/// On a narrower screen there is no room for the contact list.
const MIN_WIDTH_WITH_CONTACTS: u16 = 60;

/// Below this there is room for nothing.
const MIN_SIZE: (u16, u16) = (20, 6);

/// How wide the time of an entry is, with its space.
const TIME: usize = 6;

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    colours: bool,
}

impl Theme {
    /// Without colours where the user wants none, as <https://no-color.org> has it.
    pub(super) fn of_environment() -> Self {
        Self { colours: env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) }
    }

    fn coloured(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    fn dim(self) -> Style {
        self.coloured(Color::DarkGray)
    }

    fn trouble(self) -> Style {
        self.coloured(Color::Red)
    }

    fn status(self, status: Status) -> Style {
        match status {
            Status::Online => self.coloured(Color::Green),
            Status::Busy | Status::OnThePhone => self.coloured(Color::Red),
            Status::Idle | Status::BeRightBack | Status::Away | Status::OutToLunch => {
                self.coloured(Color::Yellow)
            }
            Status::Hidden | Status::Offline => self.dim(),
        }
    }
}

/// Draws everything; gives back how far the conversation can be scrolled up.
pub(super) fn draw(frame: &mut Frame<'_>, model: &Model, face: &Face, theme: Theme) -> usize {
    let area = frame.area();
    if area.width < MIN_SIZE.0 || area.height < MIN_SIZE.1 {
        frame.render_widget("too small", area);
        return 0;
    }
    let [main, bar, input] =
        Layout::vertical([Constraint::Min(1), Constraint::Length(1), Constraint::Length(1)]).areas(area);
    draw_status(frame, bar, model);
    draw_input(frame, input, face);
    if area.width < MIN_WIDTH_WITH_CONTACTS {
        return draw_talk(frame, main, model, face, theme);
    }
    let contacts = (area.width / 3).min(36);
    let [left, right] = Layout::horizontal([Constraint::Length(contacts), Constraint::Min(1)]).areas(main);
    draw_contacts(frame, left, model, face, theme);
    draw_talk(frame, right, model, face, theme)
}

fn draw_contacts(frame: &mut Frame<'_>, area: Rect, model: &Model, face: &Face, theme: Theme) {
    let block = Block::new().borders(Borders::RIGHT).border_style(theme.dim());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let columns = usize::from(inner.width);
    let (mut lines, mut picked_at) = (Vec::new(), 0);
    for row in model.book.rows() {
        match row {
            Row::Group(name, online, all) => {
                let count = format!(" {online}/{all}");
                let name = clip(name, columns.saturating_sub(width(&count)));
                lines.push(Line::from(vec![
                    Span::styled(name, Modifier::BOLD),
                    Span::styled(count, theme.dim()),
                ]));
            }
            Row::Contact(contact) => {
                let picked = face.picked.as_deref() == Some(contact.handle.as_str());
                if picked {
                    picked_at = lines.len();
                }
                let line = contact_line(contact, unread_of(model, contact), columns, theme);
                lines.push(if picked { line.style(Modifier::REVERSED) } else { line });
            }
        }
    }
    let height = usize::from(inner.height);
    let first = (picked_at + 1).saturating_sub(height);
    let lines: Vec<_> = lines.into_iter().skip(first).take(height).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

fn unread_of(model: &Model, contact: &Contact) -> usize {
    let talk = model.talks.iter().find(|talk| talk.is_private_with(&contact.handle));
    talk.map_or(0, |talk| talk.unread)
}

/// Stands where others have what they are doing. One column wide.
const TELEPHONE: &str = "☏";

/// The mark, the name, and as much as there is room for of what the contact says or, failing that, of the address.
fn contact_line(contact: &Contact, unread: usize, columns: usize, theme: Theme) -> Line<'static> {
    let mark = if contact.is_telephone() { TELEPHONE } else { status::mark(contact.status) };
    let mark = format!(" {mark} ");
    let mut end = if unread > 0 { format!(" ({unread})") } else { String::new() };
    if contact.blocked {
        end.push_str(" blocked");
    }
    let room = columns.saturating_sub(width(&mark) + width(&end));
    let name = clip(contact.shown_name(), room);
    let left = room - width(&name);
    let more = if contact.is_online() && !contact.says.is_empty() { &contact.says } else { &contact.handle };
    let more = if left > 6 && *more != name { format!(" {}", clip(more, left - 1)) } else { String::new() };
    let name_style = if contact.is_online() { Style::new() } else { theme.dim() };
    Line::from(vec![
        Span::styled(mark, theme.status(contact.status)),
        Span::styled(name, name_style),
        Span::styled(end, Modifier::BOLD),
        Span::styled(more, theme.dim()),
    ])
}

fn draw_talk(frame: &mut Frame<'_>, area: Rect, model: &Model, face: &Face, theme: Theme) -> usize {
    let parts = [Constraint::Length(2), Constraint::Min(1), Constraint::Length(1)];
    let [tabs, log, below] = Layout::vertical(parts).areas(area);
    let block = Block::new().borders(Borders::BOTTOM).border_style(theme.dim());
    let inner = block.inner(tabs);
    frame.render_widget(block, tabs);
    frame.render_widget(tab_line(model, usize::from(inner.width)), inner);

    let scroll = model.current().map_or(&model.home, |talk| &talk.scroll);
    let lines = log_lines(scroll, usize::from(log.width), theme);
    let height = usize::from(log.height);
    let most = lines.len().saturating_sub(height);
    let first = most.saturating_sub(face.scrolled);
    let shown: Vec<_> = lines.into_iter().skip(first).take(height).collect();
    frame.render_widget(Paragraph::new(shown), log);

    let hint = hint(model, face, most);
    frame.render_widget(Line::styled(clip(&hint, usize::from(below.width)), theme.dim()), below);
    most
}

/// The conversations; where they do not fit, the open one is among those shown.
fn tab_line(model: &Model, columns: usize) -> Line<'static> {
    let mut tabs = vec![(" Home ".to_owned(), model.current.is_none(), false)];
    for talk in &model.talks {
        let unread = if talk.unread > 0 { format!(" ({})", talk.unread) } else { String::new() };
        let title = clip(&model.title(talk), 24);
        tabs.push((format!(" {title}{unread} "), model.current == Some(talk.id), talk.unread > 0));
    }
    let open = tabs.iter().position(|(_, open, _)| *open).unwrap_or(0);
    let until_open = |first: usize| -> usize {
        tabs.iter().take(open + 1).skip(first).map(|(title, ..)| width(title)).sum()
    };
    let first = (0..open).find(|first| until_open(*first) <= columns).unwrap_or(open);
    let spans = tabs.into_iter().skip(first).map(|(title, open, unread)| match (open, unread) {
        (true, _) => Span::styled(title, Modifier::REVERSED),
        (false, true) => Span::styled(title, Modifier::BOLD),
        (false, false) => Span::raw(title),
    });
    Line::from(spans.collect::<Vec<_>>())
}

fn log_lines(scroll: &Scroll, columns: usize, theme: Theme) -> Vec<Line<'static>> {
    scroll.entries().flat_map(|entry| entry_lines(entry, columns, theme)).collect()
}

/// The time, who said it, and the words; further lines begin under the first.
fn entry_lines(entry: &Entry, columns: usize, theme: Theme) -> Vec<Line<'static>> {
    let (who, who_style, style) = match &entry.kind {
        Kind::Theirs(name) => {
            (format!("{}: ", clip(name, 20)), theme.coloured(Color::Cyan).bold(), Style::new())
        }
        Kind::Mine(_, fate) => {
            let style = match fate {
                Fate::UnderWay => theme.dim(),
                Fate::Delivered => Style::new(),
                Fate::Failed => theme.trouble(),
            };
            ("You: ".to_owned(), Style::new().bold(), style)
        }
        Kind::Event => ("· ".to_owned(), theme.dim(), theme.dim()),
        Kind::Trouble => ("! ".to_owned(), theme.trouble(), theme.trouble()),
    };
    let time = format!("{:02}:{:02} ", entry.at.hour(), entry.at.minute());
    let text = format!("{who}{}", entry.text);
    wrap(&text, columns.saturating_sub(TIME))
        .into_iter()
        .enumerate()
        .map(|(at, line)| match line.strip_prefix(who.as_str()) {
            Some(words) if at == 0 => Line::from(vec![
                Span::styled(time.clone(), theme.dim()),
                Span::styled(who.clone(), who_style),
                Span::styled(words.to_owned(), style),
            ]),
            _ => {
                let margin = if at == 0 { time.clone() } else { " ".repeat(TIME) };
                Line::from(vec![Span::styled(margin, theme.dim()), Span::styled(line, style)])
            }
        })
        .collect()
}

/// The line below the conversation: the most useful of what there is to say.
fn hint(model: &Model, face: &Face, most: usize) -> String {
    if !face.choices.is_empty() {
        return face.choices.join("  ");
    }
    if let Some(why) = &model.ended {
        return format!("signed out (/quit leaves): {why}");
    }
    let scrolled = face.scrolled.min(most);
    if scrolled > 0 {
        return format!("↓ {scrolled} more lines below, PgDn");
    }
    match model.current() {
        Some(talk) => typing_hint(model, talk),
        None => "↑↓ pick a contact, Enter talks, Tab turns pages, /help".to_owned(),
    }
}

fn typing_hint(model: &Model, talk: &Talk) -> String {
    let typing: Vec<_> = talk.typing().map(|handle| model.book.name_of(handle)).collect();
    match typing.as_slice() {
        [] => {
            let present: Vec<_> = talk.present().map(|who| who.handle.as_str()).collect();
            if present.is_empty() { talk.with.join(", ") } else { format!("with {}", present.join(", ")) }
        }
        [one] => format!("{one} is typing..."),
        several => format!("{} are typing...", several.join(" and ")),
    }
}

fn draw_status(frame: &mut Frame<'_>, area: Rect, model: &Model) {
    let who = if model.me.name.is_empty() || model.me.name == model.me.handle {
        model.me.handle.clone()
    } else {
        format!("{} <{}>", clip(&model.me.name, 24), model.me.handle)
    };
    let state = match model.ended {
        Some(_) => "○ signed out".to_owned(),
        None => format!("{} {}", status::mark(model.status), status::reads(model.status)),
    };
    let left = format!(" {state} | {who}");
    let right = format!("{} at {} ", model.whereto.dialect, model.whereto.server);
    let columns = usize::from(area.width);
    let room = columns.saturating_sub(width(&left) + 1);
    let right = if width(&right) <= room { right } else { String::new() };
    let gap = " ".repeat(columns.saturating_sub(width(&left) + width(&right)));
    let text = clip(&format!("{left}{gap}{right}"), columns);
    frame.render_widget(Line::styled(text, Modifier::REVERSED), area);
}

/// The line that is typed, moved so that the cursor is in sight.
fn draw_input(frame: &mut Frame<'_>, area: Rect, face: &Face) {
    const PROMPT: &str = "> ";
    let (before, after) = face.editor.parts();
    let room = usize::from(area.width).saturating_sub(width(PROMPT) + 1);
    let mut seen = before;
    while width(seen) > room {
        let mut rest = seen.chars();
        rest.next();
        seen = rest.as_str();
    }
    frame.render_widget(Line::raw(format!("{PROMPT}{seen}{after}")), area);
    let column = u16::try_from(width(PROMPT) + width(seen)).unwrap_or(u16::MAX);
    frame.set_cursor_position(Position::new(area.x.saturating_add(column), area.y));
}

#[cfg(test)]
mod tests;
