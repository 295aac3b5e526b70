//! A principal who is signed in, with one program or several, and the one rule of who sees whom.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::look::absent;
use super::program::{Missed, Program, Said};
use crate::circle::Gathering;
use crate::metered::METERED;
use crate::moderation::Online;
use crate::notice::ReverseChange;
use crate::{
    Account, AccountId, Bus, DisplayName, Handle, LeftBehind, Lists, MachineGuid, Notice, Pace,
    PersonalMessage, Privacy, Relations, Serial, SessionId,
};

/// A principal who is signed in. Others reach it through the directory; only its own sessions change what it says.
pub(crate) struct Principal {
    pub(crate) account: AccountId,
    pub(crate) handle: Handle,
    state: Mutex<State>,
}

/// What changes while a principal is signed in.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) name: DisplayName,
    pub(crate) personal: PersonalMessage,
    pub(crate) relations: Relations,
    pub(crate) keeps_history: bool,
    /// Whether programs that know of others may be signed in beside each other.
    pub(crate) several_places: bool,
    /// While the lists are being read: what others have changed since.
    pub(crate) loading: Option<Vec<ReverseUpdate>>,
    /// The programs that are signed in, the first before the others. One that did not let go in time when another took its
    /// place is no longer among them, and what it does has no effect.
    pub(crate) programs: Vec<Said>,
    /// How often a status has been chosen.
    pub(crate) choices: u32,
    /// The last program has gone: nobody comes to this one any more.
    over: bool,
    pub(crate) renames: Pace,
    pub(crate) openings: Pace,
    pub(crate) strangers: Pace,
    pub(crate) pages: Pace,
    pub(crate) messages: Pace,
    pub(crate) invites: Pace,
    pub(crate) searches: Pace,
    pub(crate) data: Pace,
    /// The circles that programs of the principal watch. Few do.
    pub(super) circles: Vec<Arc<Gathering>>,
}

/// Another principal has put this one on the forward list, or taken it off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReverseUpdate {
    pub(crate) by: AccountId,
    pub(crate) listed: bool,
    pub(crate) serial: Serial,
}

/// Why a program cannot join the others of its account.
#[derive(Debug)]
pub(crate) enum Obstacle {
    /// The last of them has just gone.
    Over,
    /// The lists are still being read, and with them whether several are allowed.
    Loading,
    /// These have to go first.
    Occupied(Vec<Arc<Program>>),
    /// There are as many as there may be.
    Full,
}

/// How many programs may be signed in to one account (reference 21 §2).
const PROGRAMS: usize = 8;

impl Principal {
    /// A principal whose lists are still to be read, with no program yet.
    pub(crate) fn loading(account: AccountId, handle: Handle) -> Self {
        let state = State {
            name: DisplayName::from(&handle),
            personal: PersonalMessage::default(),
            relations: Relations::new(Serial::FIRST, Privacy::AllowByDefault, []),
            keeps_history: false,
            several_places: false,
            loading: Some(Vec::new()),
            programs: Vec::new(),
            choices: 0,
            over: false,
            renames: Pace::default(),
            openings: Pace::default(),
            strangers: Pace::default(),
            pages: Pace::default(),
            messages: Pace::default(),
            invites: Pace::default(),
            searches: Pace::default(),
            data: Pace::default(),
            circles: Vec::new(),
        };
        Self { account, handle, state: Mutex::new(state) }
    }

    /// The changing part. Whoever holds this lock may take that of the bus and of a mailbox, and of no other principal.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock; should something ever, the state is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something, and tells everybody for whom that makes a difference: those who may see the principal, and its own
    /// programs. All of it under one lock, so that no later change can overtake it.
    pub(crate) fn change<T>(&self, bus: &dyn Bus, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        let (was, own_was) = (state.look(), state.own_look());
        let result = change(&mut state);
        let now = state.look();
        state.tell_circles(was.as_ref(), now.as_ref(), self, bus);
        match (was, now) {
            (None, Some(look)) => state.send_to_audience(bus, &look.appeared(&self.handle)),
            (Some(_), None) => state.send_to_audience(bus, &absent(&self.handle)),
            (Some(was), Some(look)) => {
                for notice in look.difference(&was, &self.handle) {
                    state.send_to_audience(bus, &notice);
                }
            }
            (None, None) => {}
        }
        let own = state.own_look();
        if let Some(own) = own.filter(|own| own_was.as_ref() != Some(own)) {
            bus.send(self.account, own.notice(&self.handle));
        }
        result
    }

    /// Lets a program be one of this principal's, or says what is in its way.
    pub(crate) fn join(&self, program: &Arc<Program>, bus: &dyn Bus) -> Result<(), Obstacle> {
        self.change(bus, |state| {
            let beside = |other: &&Said| program.can_be_beside(&other.program);
            if state.over {
                return Err(Obstacle::Over);
            }
            if state.loading.is_some() && state.programs.iter().any(|other| beside(&other)) {
                return Err(Obstacle::Loading);
            }
            let in_the_way: Vec<_> = state
                .programs
                .iter()
                .filter(|other| !(state.several_places && beside(other)))
                .map(|other| Arc::clone(&other.program))
                .collect();
            if !in_the_way.is_empty() {
                return Err(Obstacle::Occupied(in_the_way));
            }
            if state.programs.len() >= PROGRAMS {
                return Err(Obstacle::Full);
            }
            // Growing by one, because there is rarely a second.
            state.programs.reserve_exact(1);
            state.programs.push(Said::nothing(program));
            Ok(())
        })
    }

    /// Takes a program away, if it is still there. Says whether it was the last.
    pub(crate) fn leave(&self, session: SessionId, bus: &dyn Bus) -> bool {
        self.change(bus, |state| {
            let is_shown = state.is_shown();
            state.go_from(|_| true, session, self, is_shown, bus);
            state.programs.retain(|said| said.program.session != session);
            state.over |= state.programs.is_empty();
            state.over
        })
    }

    /// The programs that are signed in.
    pub(crate) fn programs(&self) -> Vec<Arc<Program>> {
        self.programs_that(|_| true)
    }

    /// The programs of which that is so.
    pub(crate) fn programs_that(&self, is_so: impl Fn(&Said) -> bool) -> Vec<Arc<Program>> {
        let state = self.state();
        state.programs.iter().filter(|said| is_so(said)).map(|said| Arc::clone(&said.program)).collect()
    }

    /// The program on that machine.
    pub(crate) fn program_on(&self, machine: &MachineGuid) -> Option<Arc<Program>> {
        self.programs_that(|said| said.program.endpoint.machine.as_ref() == Some(machine)).pop()
    }

    /// What administrators see of it: a line for each program.
    pub(crate) fn online(&self) -> Vec<Online> {
        let state = self.state();
        state.programs.iter().map(|said| said.online(self, &state.name)).collect()
    }

    /// Whether this principal lets the other see and call it.
    pub(crate) fn permits(&self, other: AccountId) -> bool {
        other == self.account || self.state().permits(other)
    }

    /// The principal's name, if the other may see it.
    pub(crate) fn name_for(&self, other: AccountId) -> Option<DisplayName> {
        let state = self.state();
        state.permits(other).then(|| state.name.clone())
    }

    /// The programs where a call from the other rings.
    pub(crate) fn rings_for(&self, other: AccountId) -> Vec<Arc<Program>> {
        let state = self.state();
        if !state.is_shown() || !state.permits(other) {
            return Vec::new();
        }
        let rings = state.programs.iter().filter(|said| said.takes_calls());
        rings.map(|said| Arc::clone(&said.program)).collect()
    }

    /// Whether the other is a contact of this principal.
    pub(crate) fn has_as_contact(&self, other: AccountId) -> bool {
        self.state().relations.lists(other).contains(Lists::FORWARD)
    }

    /// Tells a program of a watcher that this principal is here already, if the watcher may see it. Under the lock, so that
    /// no later change can overtake it. Without a tag, it is as if the principal had just appeared.
    pub(crate) fn introduce_to(&self, watcher: &Program, tag: Option<u32>) {
        let state = self.state();
        if !state.visible_to(watcher.account()) {
            return;
        }
        let Some(look) = state.look() else { return };
        watcher.deliver(match tag {
            Some(tag) => Notice::AlreadyPresent {
                tag,
                presence: look.presence(&self.handle),
                personal: look.personal,
                endpoints: look.endpoints,
            },
            None => look.appeared(&self.handle),
        });
    }

    /// Another principal's forward list has changed: so has this one's reverse list.
    pub(crate) fn reverse_changed(&self, update: ReverseUpdate, by: Handle, name: Option<DisplayName>) {
        let mut state = self.state();
        state.apply(update);
        if let Some(missed) = &mut state.loading {
            missed.push(update);
        }
        let change = Arc::new(ReverseChange { handle: by, name, serial: update.serial });
        let notice = if update.listed { Notice::AddedBy(change) } else { Notice::RemovedBy(change) };
        for said in &state.programs {
            said.program.deliver(notice.clone());
            said.program.deliver(Notice::ListsChanged);
        }
    }

    /// An account is gone for good, which was on some of this principal's lists.
    pub(crate) fn contact_deleted(&self, whom: AccountId, handle: &Handle, left: LeftBehind) {
        if left.lists.contains(Lists::REVERSE) {
            let update = ReverseUpdate { by: whom, listed: false, serial: left.serial };
            self.reverse_changed(update, handle.clone(), None);
        }
        let mut state = self.state();
        // Whoever reads the lists meanwhile may read them with the deleted account; nobody has that number again.
        state.relations.set(whom, Lists::NONE);
        state.raise_serial(left.serial);
        drop(state);
        if !left.lists.contains(Lists::REVERSE) {
            for program in self.programs() {
                program.deliver(Notice::ListsChanged);
            }
        }
    }

    /// Whether its lists have been read.
    pub(crate) fn is_loaded(&self) -> bool {
        self.state().loading.is_none()
    }
}

impl State {
    /// What the program with that session has said; `None` once it has gone.
    pub(crate) fn of(&self, session: SessionId) -> Option<&Said> {
        self.programs.iter().find(|said| said.program.session == session)
    }

    /// The same, to be changed.
    pub(crate) fn of_mut(&mut self, session: SessionId) -> Option<&mut Said> {
        self.programs.iter_mut().find(|said| said.program.session == session)
    }

    /// What the principal shows below the name, as far as the program with that session knows.
    pub(crate) fn personal_at(&self, session: SessionId) -> &PersonalMessage {
        let extra = self.of(session).and_then(|said| said.extra.as_ref());
        extra.and_then(|extra| extra.personal.as_ref()).unwrap_or(&self.personal)
    }

    /// Whether the principal lets the other see and call it; nobody, until the lists have been read.
    pub(crate) fn permits(&self, other: AccountId) -> bool {
        self.loading.is_none() && self.relations.permits(other)
    }

    /// The one rule: online, not hidden, and the watcher has this principal as a contact and is permitted.
    pub(crate) fn visible_to(&self, watcher: AccountId) -> bool {
        self.is_shown() && self.is_watched_by(watcher)
    }

    fn is_watched_by(&self, watcher: AccountId) -> bool {
        self.relations.lists(watcher).contains(Lists::REVERSE) && self.relations.permits(watcher)
    }

    /// Sends a notice to everybody who sees the principal; to nobody while it is hidden.
    pub(crate) fn tell_audience(&self, bus: &dyn Bus, notice: impl FnOnce() -> Notice) {
        if self.is_shown() {
            self.send_to_audience(bus, &notice());
        }
    }

    fn send_to_audience(&self, bus: &dyn Bus, notice: &Notice) {
        let mut notices = 0;
        for watcher in self.relations.audience() {
            bus.send(watcher, notice.clone());
            notices += 1;
        }
        METERED.presence_changes.increment(1);
        METERED.presence_notices.increment(notices);
    }

    /// Changes whom the principal permits, and tells those for whom that makes a difference.
    pub(crate) fn change_privacy(
        &mut self,
        who: &Principal,
        bus: &dyn Bus,
        concerned: &[AccountId],
        change: impl FnOnce(&mut Relations),
    ) {
        let before: Vec<bool> = concerned.iter().map(|watcher| self.is_watched_by(*watcher)).collect();
        let blocked: Vec<bool> = concerned.iter().map(|watcher| self.blocks(*watcher)).collect();
        change(&mut self.relations);
        let Some(look) = self.look() else { return };
        for (watcher, was) in concerned.iter().zip(blocked) {
            if was != self.blocks(*watcher) {
                self.tell_blocked(*watcher, &look, who, bus);
            }
        }
        let (mut here, mut gone) = (None, None);
        for (watcher, was) in concerned.iter().zip(before) {
            match (was, self.is_watched_by(*watcher)) {
                (false, true) => {
                    bus.send(*watcher, here.get_or_insert_with(|| look.appeared(&who.handle)).clone());
                }
                (true, false) => bus.send(*watcher, gone.get_or_insert_with(|| absent(&who.handle)).clone()),
                (true, true) | (false, false) => {}
            }
        }
    }

    /// Takes over what the database said. What others changed while it was being read is laid over it again: it may have
    /// been read before their change or after it, and laying it over twice does no harm.
    pub(crate) fn loaded(&mut self, account: &Account, relations: Relations) {
        (self.name, self.relations) = (account.name.clone(), relations);
        (self.keeps_history, self.personal) = (account.keeps_history, account.personal_message.clone());
        self.several_places = account.several_places;
        for update in self.loading.take().unwrap_or_default() {
            self.apply(update);
        }
    }

    fn apply(&mut self, update: ReverseUpdate) {
        self.set_listed(update.by, Lists::REVERSE, update.listed);
        self.raise_serial(update.serial);
    }

    /// Puts somebody on a list or takes them off it, and leaves the other lists alone: they may have another author.
    pub(crate) fn set_listed(&mut self, whom: AccountId, list: Lists, listed: bool) {
        set_listed(&mut self.relations, whom, list, listed);
    }

    pub(crate) fn raise_serial(&mut self, serial: Serial) {
        self.relations.serial = self.relations.serial.max(serial);
    }

    /// The lists were changed, and only the program with that session, if one, was told.
    pub(crate) fn passed_by(&mut self, known: Serial, changed: Serial, but: Option<SessionId>) {
        for said in self.programs.iter_mut().filter(|said| Some(said.program.session) != but) {
            let known = said.missed.map_or(known, |missed| missed.known);
            said.missed = Some(Missed { known, changed });
        }
    }
}

pub(crate) fn set_listed(relations: &mut Relations, whom: AccountId, list: Lists, listed: bool) {
    let lists = relations.lists(whom);
    relations.set(whom, if listed { lists | list } else { lists.without(list) });
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal").field("account", &self.account).finish_non_exhaustive()
    }
}
