//! A principal who is signed in, and the one rule of who sees whom.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use smol_str::SmolStr;
use tokio::sync::Notify;

use super::Endpoint;
use crate::metered::METERED;
use crate::moderation::Online;
use crate::notice::{Absence, Changed, Personal, Presence, ReverseChange};
use crate::{
    Account, AccountId, Bus, Capabilities, Delivery, DisplayName, Encodings, Handle, LeftBehind, Lists,
    Mailbox, Notice, Pace, PersonalMessage, Picture, Privacy, Relations, Serial, SessionId, Status,
    Timestamp, TokenId,
};

/// A principal who is signed in. Others reach it through the directory; only its own session changes what it says.
pub(crate) struct Principal {
    pub(crate) account: AccountId,
    pub(crate) handle: Handle,
    pub(crate) session: SessionId,
    pub(crate) token: Option<TokenId>,
    pub(crate) endpoint: Endpoint,
    /// When it signed in.
    pub(crate) since: Timestamp,
    pub(crate) mailbox: Arc<dyn Mailbox<Notice>>,
    /// How many conversations the principal is in.
    pub(crate) rooms: AtomicU32,
    /// Whether the account was disabled, or the access token revoked, since this session began.
    revoked: AtomicBool,
    /// Told once the session is over.
    pub(crate) released: Notify,
    state: Mutex<State>,
}

/// What changes while a principal is signed in.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) name: DisplayName,
    /// What program it is, as far as is known.
    pub(crate) client: SmolStr,
    /// `None` before the first presence, and after the last.
    pub(crate) status: Option<Status>,
    /// Of the client, since it last said what the principal is doing.
    pub(crate) capabilities: Capabilities,
    pub(crate) picture: Option<Picture>,
    pub(crate) personal: PersonalMessage,
    /// Off while a `WebTV` box does not want to be disturbed.
    pub(crate) messaging: bool,
    pub(crate) relations: Relations,
    pub(crate) keeps_history: bool,
    /// While the lists are being read: what others have changed since.
    pub(crate) loading: Option<Vec<ReverseUpdate>>,
    /// Another session has taken the place of this one, which did not let go in time: what it does has no effect.
    pub(crate) evicted: bool,
    /// What was changed past the principal's client.
    pub(crate) missed: Option<Missed>,
    pub(crate) renames: Pace,
    pub(crate) openings: Pace,
    pub(crate) strangers: Pace,
    pub(crate) pages: Pace,
    pub(crate) messages: Pace,
    pub(crate) invites: Pace,
    pub(crate) searches: Pace,
}

/// The lists were changed, and the client that has a copy of them was not told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Missed {
    /// The last version that the client knows.
    pub(crate) known: Serial,
    /// The last one that it does not know.
    pub(crate) changed: Serial,
}

/// Another principal has put this one on the forward list, or taken it off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReverseUpdate {
    pub(crate) by: AccountId,
    pub(crate) listed: bool,
    pub(crate) serial: Serial,
}

impl Principal {
    /// A principal whose lists are still to be read.
    pub(crate) fn loading(
        account: AccountId,
        handle: Handle,
        session: SessionId,
        token: Option<TokenId>,
        endpoint: Endpoint,
        since: Timestamp,
        mailbox: Arc<dyn Mailbox<Notice>>,
    ) -> Self {
        let state = State {
            name: DisplayName::from(&handle),
            client: endpoint.client.clone(),
            status: None,
            capabilities: Capabilities::NONE,
            picture: None,
            personal: PersonalMessage::default(),
            messaging: true,
            relations: Relations::new(Serial::FIRST, Privacy::AllowByDefault, []),
            keeps_history: false,
            loading: Some(Vec::new()),
            evicted: false,
            missed: None,
            renames: Pace::default(),
            openings: Pace::default(),
            strangers: Pace::default(),
            pages: Pace::default(),
            messages: Pace::default(),
            invites: Pace::default(),
            searches: Pace::default(),
        };
        Self {
            account,
            handle,
            session,
            token,
            endpoint,
            since,
            mailbox,
            rooms: AtomicU32::new(0),
            revoked: AtomicBool::new(false),
            released: Notify::new(),
            state: Mutex::new(state),
        }
    }

    /// The changing part. Whoever holds this lock may take that of the bus and of a mailbox, and of no other principal.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock; should something ever, the state is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What administrators see of it.
    pub(crate) fn online(&self) -> Online {
        let (name, status, client) = {
            let state = self.state();
            (state.name.clone(), state.status, state.client.clone())
        };
        Online {
            account: self.account,
            handle: self.handle.clone(),
            name,
            status,
            client,
            protocol: self.endpoint.protocol.clone(),
            address: self.endpoint.address,
            since: self.since,
        }
    }

    /// Whether this principal lets the other see and call it.
    pub(crate) fn permits(&self, other: AccountId) -> bool {
        self.state().permits(other)
    }

    /// The principal's name, if the other may see it.
    pub(crate) fn name_for(&self, other: AccountId) -> Option<DisplayName> {
        let state = self.state();
        state.permits(other).then(|| state.name.clone())
    }

    /// Whether a call from the other comes through.
    pub(crate) fn takes_calls_from(&self, other: AccountId) -> bool {
        let state = self.state();
        state.messaging && state.status.is_some_and(Status::is_shown) && state.permits(other)
    }

    /// Whether messages that wait can be said in conversations now.
    pub(crate) fn takes_messages(&self) -> bool {
        let state = self.state();
        let is_there = state.messaging && state.status.is_some_and(Status::is_shown);
        is_there && state.loading.is_none() && !self.is_revoked()
    }

    /// Whether the other is a contact of this principal.
    pub(crate) fn has_as_contact(&self, other: AccountId) -> bool {
        self.state().relations.lists(other).contains(Lists::FORWARD)
    }

    /// Tells a watcher that this principal is here already, if the watcher may see it. Under the lock, so that no later
    /// change can overtake it.
    pub(crate) fn introduce_to(&self, watcher: &Self, tag: u32) {
        let state = self.state();
        if state.visible_to(watcher.account) {
            let (presence, personal) = (Arc::new(state.presence(&self.handle)), state.personal.clone());
            deliver(watcher, Notice::AlreadyPresent { tag, presence, personal });
        }
    }

    /// Another principal's forward list has changed: so has this one's reverse list.
    pub(crate) fn reverse_changed(&self, update: ReverseUpdate, by: Handle, name: Option<DisplayName>) {
        let mut state = self.state();
        state.apply(update);
        if let Some(missed) = &mut state.loading {
            missed.push(update);
        }
        let change = Arc::new(ReverseChange { handle: by, name, serial: update.serial });
        deliver(self, if update.listed { Notice::AddedBy(change) } else { Notice::RemovedBy(change) });
        deliver(self, Notice::ListsChanged);
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
            deliver(self, Notice::ListsChanged);
        }
    }

    /// Takes the session's effect away: it did not let go when another took its place.
    pub(crate) fn evict(&self, bus: &dyn Bus) {
        let mut state = self.state();
        if state.status.is_some_and(Status::is_shown) {
            state.announce_absence(&self.handle, bus);
        }
        (state.status, state.evicted) = (None, true);
    }

    /// Whether its lists have been read.
    pub(crate) fn is_loaded(&self) -> bool {
        self.state().loading.is_none()
    }

    /// The account was disabled, or the access token revoked.
    pub(crate) fn revoke(&self) {
        self.revoked.store(true, Ordering::Release);
    }

    pub(crate) fn is_revoked(&self) -> bool {
        self.revoked.load(Ordering::Acquire)
    }

    /// The conversation limits count from here.
    pub(crate) fn room_count(&self) -> u32 {
        self.rooms.load(Ordering::Relaxed)
    }
}

impl State {
    /// Whether the principal lets the other see and call it; nobody, until the lists have been read.
    pub(crate) fn permits(&self, other: AccountId) -> bool {
        self.loading.is_none() && self.relations.permits(other)
    }

    /// The one rule: online, not hidden, and the watcher has this principal as a contact and is permitted.
    pub(crate) fn visible_to(&self, watcher: AccountId) -> bool {
        self.status.is_some_and(Status::is_shown)
            && self.relations.lists(watcher).contains(Lists::REVERSE)
            && self.relations.permits(watcher)
    }

    pub(crate) fn presence(&self, handle: &Handle) -> Presence {
        Presence {
            handle: handle.clone(),
            name: self.name.clone(),
            status: self.status.unwrap_or(Status::Hidden),
            capabilities: self.capabilities,
            picture: self.picture.clone(),
            encodings: Encodings::default(),
        }
    }

    fn personal(&self, handle: &Handle) -> Arc<Personal> {
        let (handle, message) = (handle.clone(), self.personal.clone());
        Arc::new(Personal { handle, message, encodings: Encodings::default() })
    }

    /// What somebody is told who sees the principal from now on.
    fn appeared(&self, handle: &Handle) -> Notice {
        Notice::Appeared { presence: Arc::new(self.presence(handle)), personal: self.personal(handle) }
    }

    /// Tells everybody who may see the principal that it is here now.
    pub(crate) fn announce_appearance(&self, handle: &Handle, bus: &dyn Bus) {
        self.tell_audience(bus, || self.appeared(handle));
    }

    /// Tells everybody who sees the principal how it is now, and what of that is new.
    pub(crate) fn announce(&self, handle: &Handle, changed: Changed, bus: &dyn Bus) {
        self.tell_audience(bus, || Notice::Present { presence: Arc::new(self.presence(handle)), changed });
    }

    /// Tells everybody who sees the principal what it shows below the name now.
    pub(crate) fn announce_personal(&self, handle: &Handle, bus: &dyn Bus) {
        self.tell_audience(bus, || Notice::Personal(self.personal(handle)));
    }

    /// Sends a notice to everybody who sees the principal; to nobody while it is hidden.
    pub(crate) fn tell_audience(&self, bus: &dyn Bus, notice: impl FnOnce() -> Notice) {
        if self.status.is_some_and(Status::is_shown) {
            self.send_to_audience(bus, &notice());
        }
    }

    /// Tells everybody who could see the principal that it is gone.
    pub(crate) fn announce_absence(&self, handle: &Handle, bus: &dyn Bus) {
        self.send_to_audience(bus, &absent(handle));
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
        handle: &Handle,
        bus: &dyn Bus,
        concerned: &[AccountId],
        change: impl FnOnce(&mut Relations),
    ) {
        let before: Vec<bool> = concerned.iter().map(|watcher| self.visible_to(*watcher)).collect();
        change(&mut self.relations);
        let (mut here, mut gone) = (None, None);
        for (watcher, was) in concerned.iter().zip(before) {
            match (was, self.visible_to(*watcher)) {
                (false, true) => {
                    bus.send(*watcher, here.get_or_insert_with(|| self.appeared(handle)).clone());
                }
                (true, false) => bus.send(*watcher, gone.get_or_insert_with(|| absent(handle)).clone()),
                (true, true) | (false, false) => {}
            }
        }
    }

    /// Takes over what the database said. What others changed while it was being read is laid over it again: it may have
    /// been read before their change or after it, and laying it over twice does no harm.
    pub(crate) fn loaded(&mut self, account: &Account, relations: Relations) {
        (self.name, self.relations) = (account.name.clone(), relations);
        (self.keeps_history, self.personal) = (account.keeps_history, account.personal_message.clone());
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
}

pub(crate) fn set_listed(relations: &mut Relations, whom: AccountId, list: Lists, listed: bool) {
    let lists = relations.lists(whom);
    relations.set(whom, if listed { lists | list } else { lists.without(list) });
}

fn absent(handle: &Handle) -> Notice {
    Notice::Absent(Arc::new(Absence { handle: handle.clone(), encodings: Encodings::default() }))
}

/// A full mailbox ends its connection by itself; there is nobody else to tell.
fn deliver(to: &Principal, notice: Notice) {
    let (Delivery::Queued | Delivery::Congested | Delivery::Gone) = to.mailbox.deliver(notice);
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal").field("account", &self.account).finish_non_exhaustive()
    }
}
