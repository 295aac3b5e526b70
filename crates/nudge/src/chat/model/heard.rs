//! What happens on the network, and what comes of it.

use std::time::Duration;

use msnp::value::Status;

use super::talk::UnderWay;
use super::{Effect, Fate, Kind, Model, TalkId, both};
use crate::chat::network::{MessageId, News, Person, Request, SeatId, SeatNews, Task};
use crate::chat::status;

/// How long the server has to say what became of a message.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many calls are answered at a time.
const MAX_ARRIVING: usize = 20;

impl Model {
    pub(super) fn heard(&mut self, news: News) {
        match news {
            News::Done(task) => self.done(task),
            News::Failed(_, why) => {
                self.tasks = self.tasks.saturating_sub(1);
                self.trouble(self.current, &why);
            }
            News::Presence(who, status) => {
                if self.book.set_presence(&who, status) {
                    let name =
                        if who.name == who.handle { String::new() } else { format!(" ({})", who.name) };
                    let text = format!("{} is {}{name}", who.handle, status::reads(status));
                    self.happened_to(&who.handle, &text);
                }
            }
            News::Says(handle, says) => {
                if self.book.set_says(&handle, &says) && !says.is_empty() {
                    self.happened_to(&handle, &format!("{handle} says of themselves: {says}"));
                }
            }
            News::Offline(handle) => {
                if self.book.set_offline(&handle) {
                    let text = format!("{handle} is offline");
                    self.happened_to(&handle, &text);
                }
            }
            News::AddedMe(who) => self.added_by(&who),
            News::RemovedMe(handle) => {
                self.happened(None, &format!("{handle} no longer has you as a contact"));
            }
            News::StatusForced(status) => self.status_is(status),
            News::Service(text) => self.happened(None, &text),
            News::Ring(ring) => {
                if self.arriving.len() < MAX_ARRIVING {
                    let seat = self.next_seat();
                    self.arriving.push(seat);
                    self.ask(Request::Answer(seat, ring));
                }
            }
            News::Seat(seat, SeatNews::Seated(present)) => self.seated(seat, &present),
            News::Seat(seat, news) => self.heard_at(seat, news),
            News::Ended(why) => self.session_ended(why),
        }
    }

    /// What is due after a while.
    pub(super) fn tick(&mut self) {
        let now = self.now;
        for talk in &mut self.talks {
            talk.forget_typing(now);
        }
        let ids: Vec<TalkId> = self.talks.iter().map(|talk| talk.id).collect();
        for id in ids {
            let Some(talk) = self.talk_mut(id) else { continue };
            let late = |message: &UnderWay| now.elapsed.saturating_sub(message.since) > PATIENCE;
            let lost = talk.take_under_way(|message| message.sent.is_some() && late(message));
            let idle = talk.idle_seats(now);
            for seat in &idle {
                talk.rise(*seat);
            }
            let unheard = talk.speaking_seat().is_none() && !talk.is_expecting() && !idle.is_empty();
            let waiting =
                if unheard { talk.take_under_way(|message| message.sent.is_none()) } else { Vec::new() };
            self.effects.extend(idle.into_iter().map(|seat| Effect::Ask(Request::Leave(seat))));
            self.failed(id, lost, "the server did not say what became of it");
            self.failed(id, waiting, "nobody answered");
        }
    }

    fn done(&mut self, task: Task) {
        self.tasks = self.tasks.saturating_sub(1);
        match task {
            Task::Status(status) => self.status_is(status),
            Task::Rename(name) => {
                self.me.name = name;
                self.happened(self.current, &format!("your name is {}", self.me.name));
            }
            Task::Says(text) => {
                let words = if text.is_empty() {
                    "your contacts are told nothing any more".to_owned()
                } else {
                    format!("your contacts are told: {text}")
                };
                self.happened(self.current, &words);
            }
            Task::Add(who) => {
                let name = self.book.name_of(&who).to_owned();
                self.book.add(&who, &name);
                self.happened(self.current, &format!("{who} is a contact now"));
            }
            Task::Remove(who) => {
                self.book.remove(&who);
                self.happened(self.current, &format!("{who} is no contact any more"));
            }
            Task::Block(who) => {
                self.book.set_blocked(&who, true);
                self.happened(self.current, &format!("{who} is blocked"));
            }
            Task::Unblock(who) => {
                self.book.set_blocked(&who, false);
                self.happened(self.current, &format!("{who} is no longer blocked"));
            }
        }
    }

    fn status_is(&mut self, status: Status) {
        self.status = status;
        self.happened(self.current, &format!("your status is {}", status::reads(status)));
    }

    pub(super) fn added_by(&mut self, who: &Person) {
        let handle = &who.handle;
        let text = format!(
            "{} added you as a contact: /add {handle} to add them too, /block {handle} to keep them out",
            both(who)
        );
        self.happened(None, &text);
    }

    /// Something about somebody: in the conversation with them, too, where there is one.
    fn happened_to(&mut self, handle: &str, text: &str) {
        if let Some(talk) = self.private_talk(handle) {
            self.note(Some(talk), Kind::Event, text.to_owned());
        }
        self.happened(None, text);
    }

    /// We are in. Where we came because somebody called, it is now known who is there.
    fn seated(&mut self, seat: SeatId, present: &[Person]) {
        let Some(at) = self.arriving.iter().position(|arriving| *arriving == seat) else { return };
        self.arriving.swap_remove(at);
        let id = match present {
            // Whoever called has gone again.
            [] => return self.ask(Request::Leave(seat)),
            [other] => self.private_talk(&other.handle),
            several => self.group_talk(several),
        };
        let id = id.unwrap_or_else(|| self.begin(present.iter().map(|who| who.handle.clone()).collect()));
        let now = self.now;
        if let Some(talk) = self.talk_mut(id) {
            talk.sit(seat, 0, now);
        }
        for who in present {
            self.joined(id, seat, who);
        }
        self.follow(id);
        self.send_waiting(id);
    }

    /// The conversation of exactly these people, if there is one.
    fn group_talk(&self, people: &[Person]) -> Option<TalkId> {
        let sorted = |mut handles: Vec<String>| {
            handles.sort_unstable();
            handles
        };
        let wanted = sorted(people.iter().map(|who| who.handle.to_lowercase()).collect());
        let talks = self.talks.iter().filter(|talk| talk.group);
        let mut fitting =
            talks.filter(|talk| sorted(talk.with.iter().map(|with| with.to_lowercase()).collect()) == wanted);
        fitting.next().map(|talk| talk.id)
    }

    fn heard_at(&mut self, seat: SeatId, news: SeatNews) {
        match news {
            SeatNews::Delivered(message) => return self.delivered(message),
            SeatNews::Undelivered(message, why) => return self.undelivered(message, why.as_deref()),
            SeatNews::Ended(why) => return self.seat_ended(seat, why.as_deref()),
            SeatNews::Seated(_)
            | SeatNews::Joined(_)
            | SeatNews::Left { .. }
            | SeatNews::Said(..)
            | SeatNews::Typing(_)
            | SeatNews::Nudged(_)
            | SeatNews::Offered(..)
            | SeatNews::NotCalled(..) => {}
        }
        let now = self.now;
        let Some(talk) = self.talk_of(seat) else { return };
        let id = talk.id;
        match news {
            SeatNews::Joined(who) => {
                self.joined(id, seat, &who);
                self.part_from_group(id, seat);
            }
            SeatNews::Left { handle, idle } => {
                if talk.leave(seat, &handle, idle) && !idle {
                    self.happened(Some(id), &format!("{handle} has left the conversation"));
                }
            }
            SeatNews::Said(who, text) => {
                talk.stop_typing(&who.handle);
                self.show(&format!("<{}> {text}", who.handle));
                self.note(Some(id), Kind::Theirs(who.name), text);
                self.is_news(id);
            }
            SeatNews::Typing(handle) => {
                if talk.start_typing(&handle, now) {
                    self.show(&format!("{handle} is typing"));
                }
            }
            SeatNews::Nudged(who) => {
                self.happened(Some(id), &format!("{} sent you a nudge", both(&who)));
                self.is_news(id);
            }
            SeatNews::Offered(who, what) => {
                let text = format!("{} offers {what}, which this client does not have", both(&who));
                self.happened(Some(id), &text);
                self.is_news(id);
            }
            SeatNews::NotCalled(_, why) => self.not_called(id, seat, &why),
            SeatNews::Seated(_) | SeatNews::Delivered(_) | SeatNews::Undelivered(..) | SeatNews::Ended(_) => {
            }
        }
    }

    fn joined(&mut self, id: TalkId, seat: SeatId, who: &Person) {
        if self.talk_mut(id).is_some_and(|talk| talk.enter(seat, who)) {
            self.happened(Some(id), &format!("{} has joined the conversation", both(who)));
        }
        self.send_waiting(id);
    }

    /// A seat of a conversation of two where a third has come in becomes another conversation's.
    fn part_from_group(&mut self, id: TalkId, seat: SeatId) {
        let Some(talk) = self.talk_mut(id).filter(|talk| !talk.group) else { return };
        if talk.seat(seat).is_none_or(|seat| seat.present.len() < 2) {
            return;
        }
        let Some(seat) = talk.rise(seat) else { return };
        let inviting = seat.inviting;
        let group = self.group_talk(&seat.present);
        let group =
            group.unwrap_or_else(|| self.begin(seat.present.iter().map(|who| who.handle.clone()).collect()));
        let words = seat.present.iter().map(both).collect::<Vec<_>>().join(", ");
        if let Some(talk) = self.talk_mut(group) {
            talk.seats.push(seat);
        }
        self.happened(Some(group), &format!("a conversation of several has begun: you, {words}"));
        if inviting && self.current == Some(id) {
            self.turn_to(Some(group));
        } else {
            self.is_news(group);
        }
    }

    fn not_called(&mut self, id: TalkId, seat: SeatId, why: &str) {
        let Some(talk) = self.talk_mut(id) else { return };
        if let Some(seat) = talk.seat_mut(seat) {
            seat.expected = seat.expected.saturating_sub(1);
        }
        let nobody = talk.speaking_seat().is_none() && !talk.is_expecting();
        let unheard = if nobody { talk.take_under_way(|message| message.sent.is_none()) } else { Vec::new() };
        if unheard.is_empty() {
            self.trouble(Some(id), why);
        }
        self.failed(id, unheard, why);
    }

    fn delivered(&mut self, message: MessageId) {
        for talk in &mut self.talks {
            if let Some(delivered) = talk.take_under_way(|under_way| under_way.id == message).pop() {
                talk.scroll.mark(message, Fate::Delivered);
                let with = talk.with.join(", ");
                return self.show(&format!("delivered to {with}: {}", delivered.text));
            }
        }
    }

    fn undelivered(&mut self, message: MessageId, why: Option<&str>) {
        let reason = why.unwrap_or("everybody has left the conversation");
        for talk in &mut self.talks {
            if let Some(lost) = talk.take_under_way(|under_way| under_way.id == message).pop() {
                let id = talk.id;
                return self.lost(id, &lost, reason);
            }
        }
    }

    fn failed(&mut self, id: TalkId, messages: Vec<UnderWay>, reason: &str) {
        for message in messages {
            self.lost(id, &message, reason);
        }
    }

    fn lost(&mut self, id: TalkId, message: &UnderWay, reason: &str) {
        if let Some(talk) = self.talk_mut(id) {
            talk.scroll.mark(message.id, Fate::Failed);
        }
        self.trouble(Some(id), &format!("{reason}; the message was not delivered: {}", message.text));
    }

    fn seat_ended(&mut self, seat: SeatId, why: Option<&str>) {
        self.arriving.retain(|arriving| *arriving != seat);
        let words = why.unwrap_or("the conversation was closed");
        let ids: Vec<TalkId> = self.talks.iter().map(|talk| talk.id).collect();
        for id in ids {
            let Some(talk) = self.talk_mut(id) else { continue };
            let held = talk.rise(seat);
            let mut lost = talk.take_under_way(|message| message.sent == Some(seat));
            if held.is_some() && talk.speaking_seat().is_none() && !talk.is_expecting() {
                lost.extend(talk.take_under_way(|message| message.sent.is_none()));
            }
            // That a quiet conversation was closed is nobody's trouble.
            if let Some(why) = why.filter(|_| held.is_some() && lost.is_empty()) {
                self.trouble(Some(id), &format!("the conversation has ended: {why}"));
            }
            self.failed(id, lost, words);
        }
    }

    fn session_ended(&mut self, why: Option<String>) {
        let Some(why) = why else { return };
        self.status = Status::Offline;
        let handles: Vec<String> = self.book.addresses().map(str::to_owned).collect();
        for handle in handles {
            self.book.set_offline(&handle);
        }
        self.tasks = 0;
        let text = format!("you are signed out: {why}");
        if let Some(talk) = self.current {
            self.note(Some(talk), Kind::Trouble, text.clone());
        }
        self.trouble(None, &text);
        self.ended = Some(why);
    }

    /// Something for the user in a conversation that may not be open.
    fn is_news(&mut self, id: TalkId) {
        self.follow(id);
        if self.current != Some(id)
            && let Some(talk) = self.talk_mut(id)
        {
            talk.unread = talk.unread.saturating_add(1);
        }
    }
}
