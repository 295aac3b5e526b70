//! What the user sees and does, apart from how it is drawn and how it travels: state, and what changes it.
//!
//! [`Model::on`] takes one input and gives back what is to be done about it. It knows no socket, no terminal and no
//! clock.

mod book;
pub(super) mod command;
mod heard;
mod scroll;
mod talk;
mod typed;

use std::time::Duration;

use msnp::Cap;
use msnp::value::Status;
use msnp_client::Lists;
use time::Time;

pub(super) use book::{Book, Contact, Row};
pub(super) use scroll::{Entry, Fate, Kind, Scroll};
pub(super) use talk::{Talk, TalkId};

use super::network::{MessageId, News, Person, Request, SeatId};
use super::{Whereto, clean, status};

/// How many conversations are kept. The oldest is closed for a new one.
const MAX_TALKS: usize = 40;

/// The time, as the model needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    /// Since the program began.
    pub(super) elapsed: Duration,
    /// On the wall.
    pub(super) clock: Time,
}

/// Something that the model has to know.
#[derive(Clone, Debug)]
pub(super) enum Input {
    /// The user typed a line.
    Line(String),
    /// The user is typing something that will not be a command.
    Typing,
    /// Something happened on the network.
    News(News),
    /// About a second has passed.
    Tick,
}

/// Something to be done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Effect {
    /// Over the network.
    Ask(Request),
    /// For a reader of lines: something was said or happened.
    Show(String),
    /// Leave the program.
    Quit,
}

/// Everything.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) me: Person,
    pub(super) status: Status,
    pub(super) whereto: Whereto,
    pub(super) book: Book,
    /// What belongs to no conversation.
    pub(super) home: Scroll,
    pub(super) talks: Vec<Talk>,
    /// The conversation that is open; `None` for what belongs to none.
    pub(super) current: Option<TalkId>,
    /// Why the session is over.
    pub(super) ended: Option<String>,
    now: Now,
    numbers: u64,
    /// Seats taken by answering a call, until it is known with whom.
    arriving: Vec<SeatId>,
    /// How many tasks the server has not answered.
    tasks: usize,
    effects: Vec<Effect>,
}

impl Model {
    /// A session that has just begun.
    pub(super) fn new(me: Person, whereto: Whereto, lists: &Lists, now: Now) -> (Self, Vec<Effect>) {
        let (book, new) = Book::new(lists, whereto.dialect.has(Cap::Groups));
        let mut model = Self {
            me,
            status: Status::Online,
            whereto,
            book,
            home: Scroll::default(),
            talks: Vec::new(),
            current: None,
            ended: None,
            now,
            numbers: 0,
            arriving: Vec::new(),
            tasks: 0,
            effects: Vec::new(),
        };
        let Whereto { server, dialect, .. } = &model.whereto;
        let words = format!("you are signed in as {}, speaking {dialect} with {server}", both(&model.me));
        model.happened(None, &words);
        model.happened(None, &format!("your status is {}", status::reads(model.status)));
        for who in new {
            model.added_by(&who);
        }
        let effects = std::mem::take(&mut model.effects);
        (model, effects)
    }

    /// Takes one input.
    pub(super) fn on(&mut self, now: Now, input: Input) -> Vec<Effect> {
        self.now = now;
        match input {
            Input::Line(line) => self.typed(&line),
            Input::Typing => self.typing(),
            Input::News(news) => self.heard(news),
            Input::Tick => self.tick(),
        }
        std::mem::take(&mut self.effects)
    }

    /// Whether everything that was asked for has been answered.
    pub(super) fn is_settled(&self) -> bool {
        self.tasks == 0 && self.talks.iter().all(|talk| talk.under_way.is_empty())
    }

    /// The open conversation.
    pub(super) fn current(&self) -> Option<&Talk> {
        self.current.and_then(|id| self.talk(id))
    }

    /// Opens a conversation, or goes home.
    pub(super) fn turn_to(&mut self, talk: Option<TalkId>) {
        self.current = talk;
        if let Some(talk) = talk.and_then(|id| self.talk_mut(id)) {
            talk.unread = 0;
        }
    }

    /// What a conversation is called: the names of those in it.
    pub(super) fn title(&self, talk: &Talk) -> String {
        talk.with.iter().map(|handle| self.book.name_of(handle)).collect::<Vec<_>>().join(", ")
    }

    fn talk(&self, id: TalkId) -> Option<&Talk> {
        self.talks.iter().find(|talk| talk.id == id)
    }

    fn talk_mut(&mut self, id: TalkId) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.id == id)
    }

    fn talk_of(&mut self, seat: SeatId) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.seat(seat).is_some())
    }

    fn private_talk(&self, handle: &str) -> Option<TalkId> {
        self.talks.iter().find(|talk| talk.is_private_with(handle)).map(|talk| talk.id)
    }

    /// Begins a conversation.
    fn begin(&mut self, with: Vec<String>) -> TalkId {
        if self.talks.len() >= MAX_TALKS {
            let dispensable = |talk: &&Talk| Some(talk.id) != self.current;
            let read = self.talks.iter().filter(dispensable).find(|talk| talk.unread == 0);
            if let Some(id) = read.or_else(|| self.talks.iter().find(dispensable)).map(|talk| talk.id) {
                self.close(id);
            }
        }
        let id = TalkId(self.number());
        self.talks.push(Talk::new(id, with));
        id
    }

    /// Ends a conversation on our side.
    fn close(&mut self, id: TalkId) {
        let Some(at) = self.talks.iter().position(|talk| talk.id == id) else { return };
        let talk = self.talks.remove(at);
        self.effects.extend(talk.seats.iter().map(|seat| Effect::Ask(Request::Leave(seat.id))));
        if self.current == Some(id) {
            self.current = None;
        }
    }

    /// Turns to a conversation that begins while none is open: whoever is called wants to answer.
    fn follow(&mut self, id: TalkId) {
        if self.current.is_none() {
            self.turn_to(Some(id));
            let with = self.talk(id).map(|talk| talk.with.join(", ")).unwrap_or_default();
            self.show(&format!("you are talking to {with}"));
        }
    }

    /// Something happened, in a conversation or in none.
    fn happened(&mut self, talk: Option<TalkId>, text: &str) {
        self.note(talk, Kind::Event, text.to_owned());
        self.show(text);
    }

    /// Something went wrong.
    fn trouble(&mut self, talk: Option<TalkId>, text: &str) {
        self.note(talk, Kind::Trouble, text.to_owned());
        self.show(text);
    }

    fn note(&mut self, talk: Option<TalkId>, kind: Kind, text: String) {
        let entry = Entry { at: self.now.clock, kind, text };
        match talk.and_then(|id| self.talk_mut(id)) {
            Some(talk) => talk.scroll.push(entry),
            None => self.home.push(entry),
        }
    }

    /// One line for who reads lines.
    fn show(&mut self, text: &str) {
        self.effects.push(Effect::Show(text.replace('\n', " ⏎ ")));
    }

    fn ask(&mut self, request: Request) {
        if matches!(request, Request::Account(_)) {
            self.tasks += 1;
        }
        self.effects.push(Effect::Ask(request));
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn next_seat(&mut self) -> SeatId {
        SeatId(self.number())
    }

    fn next_message(&mut self) -> MessageId {
        MessageId(self.number())
    }
}

/// As in "bob@example.com (Bob)".
fn both(person: &Person) -> String {
    let Person { handle, name } = person;
    if name.is_empty() || name == handle { handle.clone() } else { format!("{handle} ({name})") }
}

/// A text that was typed, without what could not be shown.
fn tidy(typed: &str) -> String {
    clean::text(typed)
}

#[cfg(test)]
mod tests;
