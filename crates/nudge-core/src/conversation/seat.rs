//! A place in a conversation: what its holder does there.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::room::Member;
use super::{Participant, Purpose, Room, RoomEvent, RoomId, TicketCode, Utterance};
use crate::metered::{METERED, amount};
use crate::notice::Call;
use crate::{Core, Delivery, DisplayName, Endpoint, Handle, HistoryRecord, Limit, Mailbox, Notice, Refusal};

/// A place in a conversation. Dropping it is leaving.
#[derive(Debug)]
pub struct Seat {
    core: Arc<Core>,
    room: Arc<Room>,
    me: Arc<Member>,
}

/// What became of something that was said.
#[derive(Debug)]
pub struct Heard {
    /// Everybody else, and at least one, will hear it.
    pub by_all: bool,
    /// Those who are so far behind that the speaker should wait for them.
    pub behind: Behind,
}

/// Listeners who are far behind.
#[derive(Debug, Default)]
pub struct Behind(Vec<Arc<Member>>);

impl Behind {
    /// Whether nobody is.
    pub fn is_nobody(&self) -> bool {
        self.0.is_empty()
    }

    /// Resolves when they have caught up, or are gone.
    pub async fn caught_up(self) {
        for member in self.0 {
            member.mailbox.relief().await;
        }
    }
}

impl Core {
    /// Opens a conversation.
    pub fn enter(
        self: &Arc<Self>,
        handle: &Handle,
        code: &TicketCode,
        mailbox: Arc<dyn Mailbox<RoomEvent>>,
    ) -> Result<Seat, Refusal> {
        let now = self.clock().now();
        let ticket =
            self.tickets().redeem(code, handle, now).filter(|ticket| ticket.purpose == Purpose::Open);
        let ticket = ticket.ok_or(Refusal::BadCredentials)?;
        let room = self.rooms().open(self.entropy(), now);
        let (seat, _nobody) =
            Seat::take(self, room, ticket.holder, mailbox)?.ok_or(Refusal::BadCredentials)?;
        Ok(seat)
    }

    /// Answers a call into a conversation; says who is in. A conversation that is over by now is `None`.
    pub fn answer(
        self: &Arc<Self>,
        handle: &Handle,
        code: &TicketCode,
        room: RoomId,
        mailbox: Arc<dyn Mailbox<RoomEvent>>,
    ) -> Result<Option<(Seat, Vec<Participant>)>, Refusal> {
        let ticket =
            self.tickets().redeem(code, handle, self.clock().now()).ok_or(Refusal::BadCredentials)?;
        match (ticket.purpose == Purpose::Answer(room), self.rooms().find(room)) {
            (true, Some(room)) => Seat::take(self, room, ticket.holder, mailbox),
            (true | false, _) => Ok(None),
        }
    }
}

impl Seat {
    fn take(
        core: &Arc<Core>,
        room: Arc<Room>,
        principal: Arc<crate::presence::Principal>,
        mailbox: Arc<dyn Mailbox<RoomEvent>>,
    ) -> Result<Option<(Self, Vec<Participant>)>, Refusal> {
        let (name, capabilities) = {
            let state = principal.state();
            (state.name.clone(), state.capabilities)
        };
        let me = Arc::new(Member { principal, name, capabilities, mailbox });
        let Some(others) = room.admit(&me) else { return Ok(None) };
        me.principal.rooms.fetch_add(1, Ordering::Relaxed);
        let others = others.iter().map(|other| other.seen_by(me.account())).collect();
        let seat = Self { core: Arc::clone(core), room, me };
        // Looked at only now: whoever revokes looks for members after saying so.
        if seat.me.principal.is_revoked() { Err(Refusal::Disabled) } else { Ok(Some((seat, others))) }
    }

    /// The conversation.
    pub fn room(&self) -> RoomId {
        self.room.id
    }

    /// The holder's address.
    pub fn handle(&self) -> &Handle {
        &self.me.principal.handle
    }

    /// The holder's name, as the others know it.
    pub fn name(&self) -> &DisplayName {
        &self.me.name
    }

    /// What the front end said about the holder's session.
    pub fn endpoint(&self) -> &Endpoint {
        &self.me.principal.endpoint
    }

    /// Calls somebody in.
    pub fn call(&self, handle: &Handle) -> Result<RoomId, Refusal> {
        let now = self.core.clock().now();
        let core = &self.core;
        let mut inside = self.room.inside();
        inside.ringing.retain(|(_, until)| now < *until);
        let is_in = inside.members.iter().any(|member| member.principal.handle == *handle);
        if is_in || inside.ringing.iter().any(|(ringing, _)| ringing == handle) {
            return Err(Refusal::AlreadyInvited);
        }
        if !Limit::Calls.unless(inside.may_call(handle, core.policy().calls, now)) {
            return Err(Refusal::TooFast);
        }
        let callee = core.directory().find_by_handle(handle).ok_or(Refusal::NotOnline)?;
        if !callee.takes_calls_from(self.me.account()) {
            return Err(Refusal::NotOnline);
        }
        if inside.members.len() + inside.ringing.len() >= core.policy().room_members {
            return Err(Refusal::RoomFull);
        }
        if !callee.has_as_contact(self.me.account()) {
            let mut state = self.me.principal.state();
            if !Limit::Strangers.unless(state.strangers.take(core.policy().strangers, now)) {
                return Err(Refusal::TooFast);
            }
        }
        inside.ringing.push((handle.clone(), now.plus_millis(core.policy().ticket_millis)));
        drop(inside);
        let ticket = core.tickets().issue(core, &callee, Purpose::Answer(self.room.id));
        let call = Call {
            room: self.room.id,
            ticket,
            caller: self.me.principal.handle.clone(),
            name: self.me.seen_by(callee.account).name,
        };
        core.bus().send(callee.account, Notice::Called(Arc::new(call)));
        Ok(self.room.id)
    }

    /// Whether the holder may say one more chat message now.
    pub fn may_speak(&self) -> bool {
        let now = self.core.clock().now();
        Limit::Messages.unless(self.me.principal.state().messages.take(self.core.policy().messages, now))
    }

    /// Says something to everybody else.
    pub async fn say(&self, mut utterance: Utterance) -> Heard {
        self.room.last_said.store(self.core.clock().now().millis(), Ordering::Relaxed);
        let (name, capabilities) = (Some(self.me.name.clone()), self.me.capabilities);
        utterance.speaker = Participant { handle: self.me.principal.handle.clone(), name, capabilities };
        let utterance = Arc::new(utterance);
        let said = utterance.sayings.iter().filter(|saying| saying.chat).count() as u64;
        self.core.counters().messages.fetch_add(said, Ordering::Relaxed);
        let (heard, listeners) = self.hand_round(&utterance);
        if !listeners.is_empty() {
            self.keep(&utterance, listeners).await;
        }
        heard
    }

    /// Puts an utterance into everybody else's mailbox.
    fn hand_round(&self, utterance: &Arc<Utterance>) -> (Heard, Vec<Arc<Member>>) {
        let (mut heard, mut missed) = (0_usize, 0_usize);
        let (mut behind, mut listeners) = (Behind::default(), Vec::new());
        let inside = self.room.inside();
        let speaker = self.me.principal.state();
        for other in inside.others(self.me.account()) {
            let named = speaker.permits(other.account());
            match other.mailbox.deliver(RoomEvent::Said { utterance: Arc::clone(utterance), named }) {
                Delivery::Queued => heard += 1,
                Delivery::Congested => {
                    heard += 1;
                    behind.0.push(Arc::clone(other));
                }
                Delivery::Gone => missed += 1,
            }
            if self.core.policy().history {
                listeners.push(Arc::clone(other));
            }
        }
        drop((speaker, inside));
        count(utterance, heard, missed);
        (Heard { by_all: heard > 0 && missed == 0, behind }, listeners)
    }

    /// Puts chat into the history: a copy for each who was there and lets the server keep messages.
    async fn keep(&self, utterance: &Utterance, mut present: Vec<Arc<Member>>) {
        let at = self.core.clock().now();
        let sender = self.me.principal.handle.clone();
        let recipients: Vec<Handle> = present.iter().map(|member| member.principal.handle.clone()).collect();
        present.push(Arc::clone(&self.me));
        let mut records = Vec::new();
        for (_, body) in utterance.messages().filter(|(saying, _)| saying.chat) {
            for owner in present.iter().filter(|member| member.principal.state().keeps_history) {
                records.push(HistoryRecord {
                    owner: owner.account(),
                    conversation: self.room.conversation,
                    sender: sender.clone(),
                    recipients: recipients.clone(),
                    body: body.clone(),
                    at,
                });
            }
        }
        self.core.journal().keep(records).await;
    }
}

/// Counts an utterance for so many who will hear it and so many who will not.
fn count(utterance: &Utterance, heard: usize, missed: usize) {
    let messages = utterance.sayings.len();
    METERED.messages.increment(amount(messages));
    METERED.message_bytes.increment(amount(utterance.bodies.len()));
    METERED.deliveries_queued.increment(amount(messages * heard));
    if missed > 0 {
        METERED.deliveries_lost.increment(amount(messages * missed));
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.me.principal.rooms.fetch_sub(1, Ordering::Relaxed);
        if self.room.dismiss(&self.me) {
            self.core.rooms().forget(&self.room);
        }
    }
}
