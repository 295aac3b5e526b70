//! What the user types, and what comes of it.

use msnp::Cap;

use super::command::{Command, ROWS, Typed, understand};
use super::talk::{MAX_UNDER_WAY, UnderWay};
use super::{Effect, Fate, Kind, Model, Row, TalkId, tidy};
use crate::chat::network::{Doing, Request, SeatId, Task};

/// How many bytes of text go into one message: with its headers, a server accepts 1664.
const MAX_MESSAGE: usize = 1400;

impl Model {
    pub(super) fn typed(&mut self, line: &str) {
        match understand(line) {
            Ok(Typed::Nothing) => {}
            Ok(Typed::Words(words)) => self.say(&tidy(&words)),
            Ok(Typed::Command(command)) => self.obey(command),
            Err(why) => self.trouble(self.current, &tidy(&why)),
        }
    }

    /// Tells those who listen that the user is typing, now and then.
    pub(super) fn typing(&mut self) {
        if self.ended.is_some() || !self.whereto.dialect.has(Cap::TypingNotice) {
            return;
        }
        let now = self.now;
        let talk = self.current.and_then(|id| self.talk_mut(id));
        if let Some(seat) = talk.and_then(|talk| talk.tell_typing(now)) {
            self.ask(Request::Seat(seat, Doing::Typing));
        }
    }

    fn say(&mut self, words: &str) {
        let Some(id) = self.current else {
            let hint = "you are talking to nobody: open a conversation with /to EMAIL first";
            return self.trouble(None, hint);
        };
        if !self.is_connected() {
            return;
        }
        for text in pieces(words) {
            let full = self.talk(id).is_none_or(|talk| talk.under_way.len() >= MAX_UNDER_WAY);
            if full {
                let text = format!("too many messages are under way; this one was not sent: {text}");
                return self.trouble(Some(id), &text);
            }
            self.put_under_way(id, text, false);
        }
        self.send_waiting(id);
    }

    fn nudge(&mut self) {
        let dialect = self.whereto.dialect;
        if !dialect.has(Cap::Nudges) {
            let text = format!("{dialect} has no nudges, they came with MSNP11: nothing was sent");
            return self.trouble(self.current, &text);
        }
        let Some(id) = self.current else {
            return self.trouble(None, "there is nobody to nudge: open a conversation with /to EMAIL first");
        };
        if !self.is_connected() {
            return;
        }
        if self.talk(id).is_none_or(|talk| talk.under_way.len() >= MAX_UNDER_WAY) {
            return self.trouble(Some(id), "too many messages are under way; the nudge was not sent");
        }
        self.put_under_way(id, "(a nudge)".to_owned(), true);
        self.send_waiting(id);
    }

    fn put_under_way(&mut self, talk: TalkId, text: String, nudge: bool) {
        let message = self.next_message();
        self.note(Some(talk), Kind::Mine(message, Fate::UnderWay), text.clone());
        let since = self.now.elapsed;
        if let Some(talk) = self.talk_mut(talk) {
            talk.under_way.push_back(UnderWay { id: message, text, nudge, sent: None, since });
            talk.has_spoken();
        }
    }

    /// Sends what waits, if somebody is there to hear it; if nobody is, calls them.
    pub(super) fn send_waiting(&mut self, id: TalkId) {
        let Some(talk) = self.talk_mut(id) else { return };
        let waiting = talk.under_way.iter().any(|message| message.sent.is_none());
        if let Some(seat) = talk.speaking_seat().map(|seat| seat.id) {
            let mut requests = Vec::new();
            for message in talk.under_way.iter_mut().filter(|message| message.sent.is_none()) {
                message.sent = Some(seat);
                let doing = if message.nudge {
                    Doing::Nudge(message.id)
                } else {
                    Doing::Say(message.id, message.text.clone())
                };
                requests.push(Request::Seat(seat, doing));
            }
            self.effects.extend(requests.into_iter().map(Effect::Ask));
        } else if waiting && !talk.is_expecting() {
            self.open(id, &[]);
        }
    }

    /// Opens a switchboard session for a conversation and calls everybody, and some others.
    fn open(&mut self, id: TalkId, others: &[String]) -> Option<SeatId> {
        let (seat, now) = (self.next_seat(), self.now);
        let talk = self.talk_mut(id)?;
        let people: Vec<_> = talk.with.iter().chain(others).cloned().collect();
        talk.sit(seat, people.len(), now);
        self.ask(Request::Open(seat, people));
        Some(seat)
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Help => self.help(),
            Command::Groups => self.groups(),
            Command::Quit => self.effects.push(Effect::Quit),
            Command::To(who) => self.turn_to_somebody(who),
            Command::Close => match self.current {
                Some(id) => self.close(id),
                None => self.trouble(None, "no conversation is open; /quit leaves the program"),
            },
            Command::Nudge => self.nudge(),
            Command::Invite(who) => self.invite(who),
            Command::Status(status) => self.task(Task::Status(status)),
            Command::Psm(_) if !self.whereto.dialect.has(Cap::PersonalMessages) => {
                let text = format!(
                    "{} has no personal messages, they came with MSNP11: nothing was told",
                    self.whereto.dialect
                );
                self.trouble(self.current, &text);
            }
            Command::Psm(text) => self.task(Task::Says(tidy(&text).replace('\n', " "))),
            Command::Name(name) => self.task(Task::Rename(tidy(&name).replace('\n', " "))),
            Command::Add(who) => self.task_with(who, "/add", Task::Add),
            Command::Remove(who) => self.task_with(who, "/remove", Task::Remove),
            Command::Block(who) => self.task_with(who, "/block", Task::Block),
            Command::Unblock(who) => self.task_with(who, "/unblock", Task::Unblock),
        }
    }

    fn help(&mut self) {
        for row in ROWS {
            self.happened(self.current, &format!("{}{}: {}", row.name, row.takes.shown(), row.does));
        }
    }

    fn groups(&mut self) {
        let mut lines: Vec<String> = Vec::new();
        for row in self.book.rows() {
            match (row, lines.last_mut()) {
                (Row::Group(name, online, all), _) => {
                    lines.push(format!("{name} ({online} of {all} online):"));
                }
                (Row::Contact(contact), Some(line)) => {
                    line.push(' ');
                    line.push_str(&contact.handle);
                }
                (Row::Contact(_), None) => {}
            }
        }
        for line in lines {
            self.happened(self.current, &line);
        }
    }

    /// Opens a conversation with somebody. They are called with the first message.
    fn turn_to_somebody(&mut self, who: String) {
        if who.eq_ignore_ascii_case(&self.me.handle) {
            return self.trouble(self.current, "you cannot talk to yourself");
        }
        // In the spelling that is known.
        let who = self.book.find(&who).map_or(who, |contact| contact.handle.clone());
        let id = self.private_talk(&who).unwrap_or_else(|| self.begin(vec![who.clone()]));
        self.turn_to(Some(id));
        self.show(&format!("you are talking to {who}"));
    }

    fn invite(&mut self, who: String) {
        let Some(talk) = self.current() else {
            let hint = "there is nothing to invite anybody to: open a conversation with /to EMAIL first";
            return self.trouble(None, hint);
        };
        let (id, seat) = (talk.id, talk.speaking_seat().map(|seat| seat.id));
        if !self.is_connected() {
            return;
        }
        self.happened(Some(id), &format!("{who} is invited"));
        let seat = match seat {
            Some(seat) => {
                self.ask(Request::Seat(seat, Doing::Call(who)));
                Some(seat)
            }
            None => self.open(id, &[who]),
        };
        let seat = seat.and_then(|seat| self.talk_mut(id)?.seat_mut(seat));
        if let Some(seat) = seat {
            seat.inviting = true;
        }
    }

    fn task_with(&mut self, who: Option<String>, command: &str, task: impl FnOnce(String) -> Task) {
        let other = || self.current().filter(|talk| !talk.group)?.with.first().cloned();
        match who.or_else(other) {
            Some(who) => self.task(task(who)),
            None => self.trouble(self.current, &format!("whom? Type {command} EMAIL")),
        }
    }

    fn task(&mut self, task: Task) {
        if self.is_connected() {
            self.ask(Request::Account(task));
        }
    }

    fn is_connected(&mut self) -> bool {
        let Some(why) = &self.ended else { return true };
        let text = format!("you are not connected ({why}); /quit, and start again");
        self.trouble(self.current, &text);
        false
    }
}

/// Cuts a text into messages, between words where there are any.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > MAX_MESSAGE {
        let most = rest.floor_char_boundary(MAX_MESSAGE);
        let (head, _) = rest.split_at(most);
        let at = head.rfind(' ').filter(|at| *at > MAX_MESSAGE / 2).unwrap_or(most);
        let (piece, after) = rest.split_at(at);
        pieces.push(piece.to_owned());
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words_and_nothing_is_lost() {
        let text = "gar nicht so übel ".repeat(300);
        let pieces = pieces(text.trim());
        assert!(pieces.len() > 3 && pieces.iter().all(|piece| piece.len() <= MAX_MESSAGE));
        assert_eq!(pieces.join(" "), text.trim());
    }

    #[test]
    fn a_text_without_words_is_cut_between_characters() {
        let text = "ü".repeat(2000);
        let pieces = pieces(&text);
        assert!(pieces.iter().all(|piece| piece.len() <= MAX_MESSAGE));
        assert_eq!(pieces.concat(), text);
    }
}
