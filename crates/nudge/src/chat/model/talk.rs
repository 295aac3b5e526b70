//! A conversation as the user sees it: it outlives the switchboard sessions that carry it.
//!
//! Two people who open a conversation with each other at the same moment end up with two sessions. A talk therefore
//! may have more than one seat, shows what is said on any of them, and speaks on one on which somebody listens.

use std::collections::VecDeque;
use std::time::Duration;

use super::Now;
use super::scroll::Scroll;
use crate::chat::network::{MessageId, Person, SeatId};

/// How long somebody who types is shown to type. The notice is repeated about every 5 seconds.
const TYPING: Duration = Duration::from_secs(8);

/// At most this often others are told that we type.
const TYPING_NOTICE: Duration = Duration::from_secs(5);

/// How long somebody who was called has to come.
const CALLED: Duration = Duration::from_secs(20);

/// How many messages may be under way.
pub(super) const MAX_UNDER_WAY: usize = 50;

/// More people than this in one conversation are not kept track of.
const MAX_PRESENT: usize = 200;

/// The number of a conversation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::chat) struct TalkId(pub(super) u64);

/// A conversation.
#[derive(Debug)]
pub(in crate::chat) struct Talk {
    pub(in crate::chat) id: TalkId,
    /// Whom to call when the conversation is opened again.
    pub(in crate::chat) with: Vec<String>,
    /// Whether it is more than two people's. A conversation of two stays one: who joins makes another of it, so that
    /// what was meant for one is not read by three.
    pub(in crate::chat) group: bool,
    pub(in crate::chat) scroll: Scroll,
    /// How many messages came since it was last looked at.
    pub(in crate::chat) unread: usize,
    pub(super) seats: Vec<Seat>,
    /// Messages whose fate is not known yet.
    pub(super) under_way: VecDeque<UnderWay>,
    typing: Vec<(String, Duration)>,
    told_typing: Option<Duration>,
}

/// A seat in a switchboard session.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) id: SeatId,
    pub(super) present: Vec<Person>,
    opened: Duration,
    /// How many of those who were called may still come.
    pub(super) expected: usize,
    /// Whether we have invited somebody here.
    pub(super) inviting: bool,
}

/// A message of ours.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub(super) id: MessageId,
    pub(super) text: String,
    /// It is a nudge, and the text stands for it.
    pub(super) nudge: bool,
    /// Where it was sent; `None` while there is nobody to hear it.
    pub(super) sent: Option<SeatId>,
    pub(super) since: Duration,
}

impl Talk {
    pub(super) fn new(id: TalkId, with: Vec<String>) -> Self {
        Self {
            id,
            group: with.len() > 1,
            with,
            scroll: Scroll::default(),
            unread: 0,
            seats: Vec::new(),
            under_way: VecDeque::new(),
            typing: Vec::new(),
            told_typing: None,
        }
    }

    /// Whether it is with this one and nobody else.
    pub(in crate::chat) fn is_private_with(&self, handle: &str) -> bool {
        !self.group && self.with.iter().any(|with| with.eq_ignore_ascii_case(handle))
    }

    /// Who is typing at the moment.
    pub(in crate::chat) fn typing(&self) -> impl Iterator<Item = &str> {
        self.typing.iter().map(|(who, _)| who.as_str())
    }

    /// Who is in the conversation at the moment.
    pub(in crate::chat) fn present(&self) -> impl Iterator<Item = &Person> {
        self.speaking_seat().into_iter().flat_map(|seat| seat.present.iter())
    }

    pub(super) fn sit(&mut self, id: SeatId, called: usize, now: Now) {
        self.seats.push(Seat::new(id, called, now));
    }

    pub(super) fn seat(&self, id: SeatId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.id == id)
    }

    pub(super) fn seat_mut(&mut self, id: SeatId) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.id == id)
    }

    /// The seat on which somebody listens.
    pub(super) fn speaking_seat(&self) -> Option<&Seat> {
        self.seats.iter().rfind(|seat| !seat.present.is_empty())
    }

    /// Takes down that somebody came in; tells whether they were not in already.
    pub(super) fn enter(&mut self, id: SeatId, who: &Person) -> bool {
        let elsewhere = self.seats.iter().any(|seat| seat.id != id && seat.has(&who.handle));
        let Some(seat) = self.seat_mut(id) else { return false };
        seat.expected = seat.expected.saturating_sub(1);
        if seat.has(&who.handle) || seat.present.len() >= MAX_PRESENT {
            return false;
        }
        seat.present.push(who.clone());
        if self.group && !self.with.iter().any(|with| with.eq_ignore_ascii_case(&who.handle)) {
            self.with.push(who.handle.clone());
        }
        !elsewhere
    }

    /// Takes down that somebody left, or that the server closed the conversation because nobody spoke; tells whether they
    /// are in no longer.
    pub(super) fn leave(&mut self, id: SeatId, handle: &str, idle: bool) -> bool {
        self.stop_typing(handle);
        if let Some(seat) = self.seat_mut(id) {
            seat.present.retain(|present| !present.handle.eq_ignore_ascii_case(handle));
        }
        if self.group && self.with.len() > 1 && !idle {
            self.with.retain(|with| !with.eq_ignore_ascii_case(handle));
        }
        !self.seats.iter().any(|seat| seat.has(handle))
    }

    /// Gives up a seat.
    pub(super) fn rise(&mut self, id: SeatId) -> Option<Seat> {
        let at = self.seats.iter().position(|seat| seat.id == id)?;
        let seat = self.seats.remove(at);
        if self.seats.is_empty() {
            self.typing.clear();
        }
        Some(seat)
    }

    /// Takes those of the messages under way out.
    pub(super) fn take_under_way(&mut self, which: impl FnMut(&UnderWay) -> bool) -> Vec<UnderWay> {
        let (taken, left): (Vec<_>, Vec<_>) = self.under_way.drain(..).partition(which);
        self.under_way = left.into();
        taken
    }

    /// Whether somebody may still come to hear what waits.
    pub(super) fn is_expecting(&self) -> bool {
        self.seats.iter().any(|seat| seat.expected > 0)
    }

    /// Seats on which nobody is, and nobody is expected any more.
    pub(super) fn idle_seats(&self, now: Now) -> Vec<SeatId> {
        let idle = |seat: &&Seat| {
            let late = now.elapsed.saturating_sub(seat.opened) > CALLED;
            let speaking = self.under_way.iter().any(|message| message.sent == Some(seat.id));
            seat.present.is_empty() && (late || (seat.expected == 0 && !speaking))
        };
        self.seats.iter().filter(idle).map(|seat| seat.id).collect()
    }

    pub(super) fn start_typing(&mut self, who: &str, now: Now) -> bool {
        let until = now.elapsed + TYPING;
        if let Some(row) = self.typing.iter_mut().find(|(typing, _)| typing.eq_ignore_ascii_case(who)) {
            row.1 = until;
            return false;
        }
        // Whoever types is in the conversation.
        let known = self.seats.iter().any(|seat| seat.has(who));
        if known {
            self.typing.push((who.to_owned(), until));
        }
        known
    }

    pub(super) fn stop_typing(&mut self, who: &str) {
        self.typing.retain(|(typing, _)| !typing.eq_ignore_ascii_case(who));
    }

    pub(super) fn forget_typing(&mut self, now: Now) {
        self.typing.retain(|(_, until)| *until > now.elapsed);
    }

    /// Whether to tell that we type: somebody listens and has not been told just now.
    pub(super) fn tell_typing(&mut self, now: Now) -> Option<SeatId> {
        let due = self.told_typing.is_none_or(|told| now.elapsed.saturating_sub(told) >= TYPING_NOTICE);
        let seat = self.speaking_seat().filter(|_| due)?.id;
        self.told_typing = Some(now.elapsed);
        Some(seat)
    }

    /// What was typed has been sent: the next letter is news again.
    pub(super) fn has_spoken(&mut self) {
        self.told_typing = None;
    }
}

impl Seat {
    fn new(id: SeatId, called: usize, now: Now) -> Self {
        Self { id, present: Vec::new(), opened: now.elapsed, expected: called, inviting: false }
    }

    fn has(&self, handle: &str) -> bool {
        self.present.iter().any(|present| present.handle.eq_ignore_ascii_case(handle))
    }
}
