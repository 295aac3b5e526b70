//! Circles as a signed-in program is in them: who sees whom there, and what is said to all.
//!
//! A member is seen through a circle by all others who are there, whether they are contacts or not, but for those whom the member
//! has blocked. What is said reaches everybody, but for those who have blocked the one who speaks, or whom that one has blocked.

use std::sync::Arc;

use bytes::Bytes;

use super::look::Look;
use super::principal::State;
use super::{Principal, Program, Session};
use crate::circle::{CircleId, CircleName, Gathering};
use crate::notice::CircleEvent;
use crate::{AccountId, Bus, Core, Error, Handle, Limit, Lists, Refusal, SessionId, Status};

/// A circle as somebody finds it who comes to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CircleSeen {
    /// What it is called.
    pub name: CircleName,
    /// Who is to be seen there, the principal too if another program of theirs takes part.
    pub there: Vec<Handle>,
}

impl Session {
    /// Begins to watch a circle that the principal belongs to, or looks at it anew: the program is told who is there, and then of
    /// every change. Any other circle is [`Refusal::NoSuchCircle`].
    pub async fn watch_circle(&self, id: CircleId) -> Result<CircleSeen, Error> {
        let core = &self.core;
        let _turn = core.gatherings().turns().take_any(id.get()).await;
        let circle = core.store().circle(id).await?;
        let mine = |circle: &crate::circle::Circle| circle.joined().any(|member| member.account == self.id());
        let circle = circle.filter(mine).ok_or(Refusal::NoSuchCircle)?;
        let gathering = core.gatherings().find_or_begin(id);
        if !self.me.principal.watch_circle(&self.me, &gathering) {
            // Another program has taken the place.
            return Err(Refusal::Hidden.into());
        }
        Ok(CircleSeen { name: circle.name, there: self.introduce_circle(&gathering) })
    }

    /// Says that the principal is in a circle that this program watches: the others see it now. A circle that it does not watch
    /// is [`Refusal::NoSuchCircle`].
    pub fn join_in(&self, id: CircleId) -> Result<(), Refusal> {
        self.me.principal.take_part(&self.me, id, true, self.core.bus())
    }

    /// Says that the principal is not in the circle any more with this program, which still belongs to it, and watches.
    pub fn drop_out(&self, id: CircleId) -> Result<(), Refusal> {
        self.me.principal.take_part(&self.me, id, false, self.core.bus())
    }

    /// Watches a circle no more. Nothing happens if it was not watched.
    pub fn leave_circle(&self, id: CircleId) {
        self.me.principal.leave_circle(self.me.session, id, self.core.bus());
    }

    /// Says something to everybody who is in a circle, at every program of theirs, and at the principal's own other ones. The
    /// domain does not look inside.
    ///
    /// [`Refusal::NoSuchCircle`] where this program has not said that it is in it, [`Refusal::Hidden`] for those who are not to be
    /// seen, [`Refusal::TooFast`] beyond the rate of messages.
    pub fn say_in_circle(&self, id: CircleId, payload: Bytes) -> Result<(), Refusal> {
        let (core, me) = (&self.core, &self.me);
        let gathering = {
            let mut state = me.principal.state();
            let gathering = state.circle(id).filter(|gathering| gathering.has_program(me.session));
            let gathering = Arc::clone(gathering.ok_or(Refusal::NoSuchCircle)?);
            if me.is_revoked() {
                return Err(Refusal::Disabled);
            }
            if !state.of(me.session).is_some_and(super::Said::is_shown) {
                return Err(Refusal::Hidden);
            }
            if !Limit::Messages.unless(state.messages.take(core.policy().messages, core.clock().now())) {
                return Err(Refusal::TooFast);
            }
            gathering
        };
        let mut listeners = gathering.listeners();
        listeners.retain(|other| {
            let is_own = other.account() == self.id();
            other.session != me.session && (is_own || !either_blocks(&me.principal, &other.principal))
        });
        let news = gathering.news(CircleEvent::Said(payload));
        for other in listeners {
            core.bus().send_to(other.account(), other.session, news.clone());
        }
        Ok(())
    }

    /// Tells the program who is there of every circle that it watches: before its first presence it was told in vain.
    pub(super) fn introduce_circles(&self) {
        let circles = self.me.principal.state().circles.clone();
        for gathering in &circles {
            self.introduce_circle(gathering);
        }
    }

    /// Tells the program who is there; says who that is.
    fn introduce_circle(&self, gathering: &Gathering) -> Vec<Handle> {
        let mut there = taking_part(gathering);
        there.retain(|other| other.introduce_in(gathering, &self.me, self.core.bus()));
        there.iter().map(|other| other.handle.clone()).collect()
    }
}

impl Core {
    /// Who is in a circle now, each once, and what they are doing, as one who belongs to it sees them: nobody who is hidden, or
    /// has blocked that one.
    pub fn there_in_circle(&self, id: CircleId, watcher: AccountId) -> Vec<(AccountId, Status)> {
        let gathering = self.gatherings().find(id);
        let principals = gathering.as_deref().map(taking_part).unwrap_or_default();
        let seen = principals.into_iter().filter_map(|principal| {
            let state = principal.state();
            let look = state.look().filter(|_| !state.blocks(watcher));
            look.map(|look| (principal.account, look.status))
        });
        seen.collect()
    }
}

/// Those who have said that they are in the circle, each once.
fn taking_part(gathering: &Gathering) -> Vec<Arc<Principal>> {
    let mut there: Vec<Arc<Principal>> = Vec::new();
    for program in gathering.listeners() {
        if !there.iter().any(|known| known.account == program.account()) {
            there.push(Arc::clone(&program.principal));
        }
    }
    there
}

/// Whether one of them has blocked the other. One lock after the other.
fn either_blocks(one: &Principal, other: &Principal) -> bool {
    let blocks = |who: &Principal, whom: AccountId| who.state().blocks(whom);
    blocks(one, other.account) || blocks(other, one.account)
}

impl Principal {
    /// A program watches a circle from now on; `false` if it has gone.
    fn watch_circle(&self, program: &Arc<Program>, gathering: &Arc<Gathering>) -> bool {
        let mut state = self.state();
        if state.of(program.session).is_none() {
            return false;
        }
        if state.circle(gathering.id).is_none() {
            state.circles.push(Arc::clone(gathering));
        }
        gathering.watch(program);
        true
    }

    fn take_part(
        &self,
        program: &Program,
        id: CircleId,
        takes_part: bool,
        bus: &dyn Bus,
    ) -> Result<(), Refusal> {
        let state = self.state();
        let gathering = state.circle(id).ok_or(Refusal::NoSuchCircle)?;
        let was_there = gathering.has(self.account);
        if !gathering.set_part(program.session, takes_part) {
            return Err(Refusal::NoSuchCircle);
        }
        match (was_there, gathering.has(self.account), state.look()) {
            (false, true, Some(look)) => state.show_in(gathering, self, &look, true, bus),
            (true, false, Some(_)) => state.hide_in(gathering, self, bus),
            (_, _, None) | (false, false, _) | (true, true, _) => {}
        }
        Ok(())
    }

    /// One program watches a circle no more.
    pub(crate) fn leave_circle(&self, session: SessionId, id: CircleId, bus: &dyn Bus) {
        let mut state = self.state();
        let is_shown = state.is_shown();
        state.go_from(|gathering| gathering.id == id, session, self, is_shown, bus);
    }

    /// The principal does not belong to a circle any more.
    pub(crate) fn put_out_of(&self, gathering: &Gathering, bus: &dyn Bus) {
        for program in gathering.programs().iter().filter(|program| program.account() == self.account) {
            self.leave_circle(program.session, gathering.id, bus);
            bus.send_to(program.account(), program.session, gathering.news(CircleEvent::Over));
        }
    }

    /// Tells a program that this principal is in a circle, if it is and may be seen there; says whether it was told. Under the
    /// lock, so that no later change can overtake it.
    fn introduce_in(&self, gathering: &Gathering, watcher: &Program, bus: &dyn Bus) -> bool {
        let state = self.state();
        if state.blocks(watcher.account()) || !gathering.has(self.account) {
            return false;
        }
        let Some(look) = state.look() else { return false };
        let event = look.in_circle(&self.handle, false);
        bus.send_to(watcher.account(), watcher.session, gathering.news(event));
        true
    }
}

impl State {
    /// The gathering of a circle that a program of the principal's watches.
    fn circle(&self, id: CircleId) -> Option<&Arc<Gathering>> {
        self.circles.iter().find(|gathering| gathering.id == id)
    }

    pub(super) fn blocks(&self, other: AccountId) -> bool {
        self.relations.lists(other).contains(Lists::BLOCK)
    }

    /// The principal looks different, or is to be seen no more, in every circle where it takes part.
    pub(super) fn tell_circles(
        &self,
        was: Option<&Look>,
        now: Option<&Look>,
        who: &Principal,
        bus: &dyn Bus,
    ) {
        if was == now {
            return;
        }
        for gathering in self.circles.iter().filter(|gathering| gathering.has(who.account)) {
            match now {
                Some(look) => self.show_in(gathering, who, look, was.is_none(), bus),
                None => self.hide_in(gathering, who, bus),
            }
        }
    }

    /// Somebody was blocked, or is blocked no more.
    pub(super) fn tell_blocked(&self, other: AccountId, look: &Look, who: &Principal, bus: &dyn Bus) {
        for gathering in self.circles.iter().filter(|gathering| gathering.has(who.account)) {
            let event = if self.blocks(other) {
                CircleEvent::Gone(who.handle.clone())
            } else {
                look.in_circle(&who.handle, true)
            };
            gathering.tell(bus, event, |told| told == other);
        }
    }

    /// A program goes from some circles. Those where none of the principal's is left are forgotten.
    pub(super) fn go_from(
        &mut self,
        is_one: impl Fn(&Gathering) -> bool,
        session: SessionId,
        who: &Principal,
        is_shown: bool,
        bus: &dyn Bus,
    ) {
        for gathering in self.circles.iter().filter(|gathering| is_one(gathering)) {
            let was_there = gathering.has(who.account);
            gathering.go(session);
            if was_there && is_shown && !gathering.has(who.account) {
                self.hide_in(gathering, who, bus);
            }
        }
        self.circles.retain(|gathering| gathering.is_watched_by(who.account));
    }

    fn show_in(&self, gathering: &Gathering, who: &Principal, look: &Look, is_new: bool, bus: &dyn Bus) {
        gathering.tell(bus, look.in_circle(&who.handle, is_new), |other| !self.blocks(other));
    }

    fn hide_in(&self, gathering: &Gathering, who: &Principal, bus: &dyn Bus) {
        gathering.tell(bus, CircleEvent::Gone(who.handle.clone()), |other| !self.blocks(other));
    }
}

impl Look {
    fn in_circle(&self, handle: &Handle, is_new: bool) -> CircleEvent {
        CircleEvent::There { presence: self.presence(handle), personal: self.message(handle), is_new }
    }
}
