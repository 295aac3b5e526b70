//! A place in a conversation: what its holder does there.

use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};

use super::room::{Inside, Member, distinct};
use super::{Participant, Purpose, Room, RoomEvent, RoomId, TicketCode, Utterance};
use crate::metered::{METERED, amount};
use crate::notice::Call;
use crate::presence::{Program, Said};
use crate::{
    Capabilities, Core, Delivery, DisplayName, Endpoint, Handle, HistoryRecord, Limit, Mailbox, Notice,
    Refusal,
};

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
        program: Arc<Program>,
        mailbox: Arc<dyn Mailbox<RoomEvent>>,
    ) -> Result<Option<(Self, Vec<Participant>)>, Refusal> {
        let (name, capabilities, endpoint) = {
            let state = program.principal.state();
            let said = state.of(program.session);
            let capabilities = said.map_or(Capabilities::NONE, |said| said.capabilities);
            (state.name.clone(), capabilities, said.and_then(Said::public))
        };
        let me = Arc::new(Member { program, name, capabilities, endpoint, mailbox });
        let Some(others) = room.admit(&me) else { return Ok(None) };
        me.program.rooms.fetch_add(1, Ordering::Relaxed);
        let others = others.iter().map(|other| other.seen_by(me.account())).collect();
        let seat = Self { core: Arc::clone(core), room, me };
        // Looked at only now: whoever revokes looks for members after saying so.
        if seat.me.program.is_revoked() { Err(Refusal::Disabled) } else { Ok(Some((seat, others))) }
    }

    /// The conversation.
    pub fn room(&self) -> RoomId {
        self.room.id
    }

    /// The holder's address.
    pub fn handle(&self) -> &Handle {
        self.me.handle()
    }

    /// The holder's name, as the others know it.
    pub fn name(&self) -> &DisplayName {
        &self.me.name
    }

    /// The holder, as the others know them.
    pub fn participant(&self) -> Participant {
        self.me.seen_by(self.me.account())
    }

    /// What the front end said about the holder's session.
    pub fn endpoint(&self) -> &Endpoint {
        &self.me.program.endpoint
    }

    /// Calls somebody in, with whichever programs they have: each of them that answers comes in.
    pub fn call(&self, handle: &Handle) -> Result<RoomId, Refusal> {
        let now = self.core.clock().now();
        let core = &self.core;
        let mut inside = self.room.inside();
        let is_in = inside.members.iter().any(|member| member.handle() == handle);
        if is_in || inside.is_ringing(handle, now) {
            return Err(Refusal::AlreadyInvited);
        }
        if !Limit::Calls.unless(inside.may_call(handle, core.policy().calls, now)) {
            return Err(Refusal::TooFast);
        }
        let callees = self.callees(&inside, handle)?;
        self.ring(inside, handle, &callees)?;
        Ok(self.room.id)
    }

    /// Calls in those of the holder's own programs that are not in. It may be done again while they ring, and does nothing then.
    pub fn call_own(&self) -> Result<RoomId, Refusal> {
        let now = self.core.clock().now();
        let mut inside = self.room.inside();
        let callees = self.own_others(&inside);
        if !callees.is_empty() && !inside.is_ringing(self.handle(), now) {
            if !Limit::Calls.unless(inside.may_call(self.handle(), self.core.policy().calls, now)) {
                return Err(Refusal::TooFast);
            }
            self.ring(inside, self.handle(), &callees)?;
        }
        Ok(self.room.id)
    }

    /// The holder's programs that are not in.
    fn own_others(&self, inside: &Inside) -> Vec<Arc<Program>> {
        let is_in =
            |program: &Program| inside.members.iter().any(|member| member.program.session == program.session);
        let mut others = self.me.program.principal.programs_that(Said::takes_calls);
        others.retain(|other| other.session != self.me.program.session && !is_in(other));
        others
    }

    /// Somebody else's programs, if the holder may call them.
    fn callees(&self, inside: &Inside, handle: &Handle) -> Result<Vec<Arc<Program>>, Refusal> {
        let (core, now) = (&self.core, self.core.clock().now());
        let callee = core.directory().find_by_handle(handle).ok_or(Refusal::NotOnline)?;
        let programs = callee.rings_for(self.me.account());
        if programs.is_empty() {
            return Err(Refusal::NotOnline);
        }
        let is_room = inside.people() + inside.ringing.len() < core.policy().room_members;
        if !Limit::RoomMembers.unless(is_room) {
            return Err(Refusal::RoomFull);
        }
        if !callee.has_as_contact(self.me.account()) {
            let mut state = self.me.program.principal.state();
            if !Limit::Strangers.unless(state.strangers.take(core.policy().strangers, now)) {
                return Err(Refusal::TooFast);
            }
        }
        Ok(programs)
    }

    /// Each gets a ticket of its own. Without room for all of them nobody is called, and the handle can be called again.
    fn ring(
        &self,
        mut inside: MutexGuard<'_, Inside>,
        handle: &Handle,
        callees: &[Arc<Program>],
    ) -> Result<(), Refusal> {
        let issue = |callee: &Arc<Program>| {
            self.core.tickets().issue(&self.core, callee, Purpose::Answer(self.room.id))
        };
        let tickets = callees.iter().map(issue).collect::<Result<Vec<_>, _>>()?;
        let until = self.core.clock().now().plus_millis(self.core.policy().ticket_millis);
        inside.ringing.push((handle.clone(), until));
        drop(inside);
        for (callee, ticket) in callees.iter().zip(tickets) {
            let name = self.me.seen_by(callee.account()).name;
            let call = Call { room: self.room.id, ticket, caller: self.handle().clone(), name };
            self.core.bus().send_to(callee.account(), callee.session, Notice::Called(Arc::new(call)));
        }
        Ok(())
    }

    /// Whether the holder may say one more chat message now.
    pub fn may_speak(&self) -> bool {
        let now = self.core.clock().now();
        Limit::Messages
            .unless(self.me.program.principal.state().messages.take(self.core.policy().messages, now))
    }

    /// Says something to everybody else.
    pub async fn say(&self, mut utterance: Utterance) -> Heard {
        self.room.last_said.store(self.core.clock().now().millis(), Ordering::Relaxed);
        let (name, capabilities) = (Some(self.me.name.clone()), self.me.capabilities);
        // Messages name no endpoint.
        utterance.speaker = Participant { handle: self.handle().clone(), name, capabilities, endpoint: None };
        let utterance = Arc::new(utterance);
        let said = utterance.sayings.iter().filter(|saying| saying.chat).count() as u64;
        self.core.counters().messages.fetch_add(said, Ordering::Relaxed);
        let (heard, listeners) = self.hand_round(&utterance);
        if !listeners.is_empty() {
            self.keep(&utterance, listeners).await;
        }
        heard
    }

    /// Puts an utterance into everybody else's mailbox, those of the speaker's other programs among them. Whether it was heard
    /// is about other people only.
    fn hand_round(&self, utterance: &Arc<Utterance>) -> (Heard, Vec<Arc<Member>>) {
        let (mut heard, mut missed, mut own) = (0_usize, 0_usize, 0_usize);
        let (mut behind, mut listeners) = (Behind::default(), Vec::new());
        let inside = self.room.inside();
        let speaker = self.me.program.principal.state();
        for other in inside.others(&self.me) {
            let is_own = other.account() == self.me.account();
            let named = is_own || speaker.permits(other.account());
            let utterance = Arc::clone(utterance);
            let delivery = other.mailbox.deliver(RoomEvent::Said { utterance, named, receipt: None });
            if delivery == Delivery::Congested {
                behind.0.push(Arc::clone(other));
            }
            match (delivery, is_own) {
                (Delivery::Queued | Delivery::Congested, false) => heard += 1,
                (Delivery::Gone, false) => missed += 1,
                (Delivery::Queued | Delivery::Congested, true) => own += 1,
                (Delivery::Gone, true) => {}
            }
            if self.core.policy().history && !is_own {
                listeners.push(Arc::clone(other));
            }
        }
        drop((speaker, inside));
        count(utterance, heard + own, missed);
        (Heard { by_all: heard > 0 && missed == 0, behind }, listeners)
    }

    /// Puts chat into the history: a copy for each person who was there and lets the server keep messages.
    async fn keep(&self, utterance: &Utterance, listeners: Vec<Arc<Member>>) {
        let at = self.core.clock().now();
        let recipients: Vec<Handle> = distinct(&listeners).map(|member| member.handle().clone()).collect();
        let mut records = Vec::new();
        for (_, body) in utterance.messages().filter(|(saying, _)| saying.chat) {
            let present = distinct(&listeners).chain([&self.me]);
            for owner in present.filter(|member| member.program.principal.state().keeps_history) {
                records.push(HistoryRecord {
                    owner: owner.account(),
                    conversation: self.room.conversation,
                    sender: self.handle().clone(),
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
    METERED.message_bytes.increment(amount(utterance.body_len()));
    METERED.deliveries_queued.increment(amount(messages * heard));
    if missed > 0 {
        METERED.deliveries_lost.increment(amount(messages * missed));
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.me.program.rooms.fetch_sub(1, Ordering::Relaxed);
        if self.room.dismiss(&self.me) {
            self.core.rooms().forget(&self.room);
        }
    }
}
