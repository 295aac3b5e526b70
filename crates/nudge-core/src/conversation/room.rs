//! A conversation, and the table of all.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;

use super::Receipt;
use crate::presence::Program;
use crate::{
    AccountId, Capabilities, ConversationId, DisplayName, Entropy, Handle, MachineGuid, Mailbox, Pace,
    PublicEndpoint, Rate, Timestamp, entropy,
};

/// The number of a conversation: positive, below 2³¹, unique while the conversation lives.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RoomId(pub u32);

/// Somebody in a conversation, under the name and with the client that they came in with. Whoever is in it with several
/// programs is several participants, and still one person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Participant {
    /// Who.
    pub handle: Handle,
    /// Their name; `None` for those from whom they hide it.
    pub name: Option<DisplayName>,
    /// What their client can do.
    pub capabilities: Capabilities,
    /// Which of their programs it is, if it can be told from others.
    pub endpoint: Option<PublicEndpoint>,
}

/// Something that happens in a conversation.
#[derive(Clone, Debug)]
pub enum RoomEvent {
    /// Somebody came in with a program.
    Joined {
        /// Who, and with which.
        who: Participant,
        /// Whether the person was not in before.
        first: bool,
    },
    /// Somebody left with a program.
    Left {
        /// Who.
        handle: Handle,
        /// With which program, if it can be told from others.
        machine: Option<MachineGuid>,
        /// Whether the person is no longer in.
        last: bool,
        /// Because the conversation was quiet for too long.
        idle: bool,
    },
    /// Somebody said something.
    Said {
        /// What.
        utterance: Arc<Utterance>,
        /// Whether the receiver may know the speaker's name.
        named: bool,
        /// If somebody wants to know whether it was taken. It comes with what was said and not after it: the client may have
        /// heard that and gone before anything else is there.
        receipt: Option<Receipt>,
    },
    /// The conversation is over for the receiver.
    Closed,
}

/// What one participant said in one breath: messages in order, shared by all who hear them.
#[derive(Debug)]
pub struct Utterance {
    /// Who speaks, with the name.
    pub speaker: Participant,
    /// The messages.
    pub sayings: Vec<Saying>,
    /// Where the bodies are. There may be other bytes between them: a front end that writes what it hears at once, as listeners
    /// are to read it, has them in there.
    pub bodies: Bytes,
    /// What the front end made of it for those who may know the speaker's name. All clients read messages in one form.
    pub named: OnceLock<Bytes>,
    /// What the front end made of it for those who may not.
    pub nameless: OnceLock<Bytes>,
}

/// One message of an [`Utterance`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Saying {
    /// Where its body begins in [`Utterance::bodies`].
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Whether it is chat: what counts against the pace, and what a history keeps.
    pub chat: bool,
}

impl Utterance {
    /// About how much it is when written for one listener: each message with the speaker's name in front.
    pub fn written_len(&self) -> usize {
        let name = self.speaker.name.as_ref().map_or(0, |name| name.as_str().len());
        // A name may be written with three bytes for one.
        let head = self.speaker.handle.as_str().len() + name * 3 + 16;
        self.body_len() + self.sayings.len() * head
    }

    /// How long all bodies are together.
    pub fn body_len(&self) -> usize {
        self.sayings.iter().map(|saying| saying.end - saying.start).sum()
    }

    /// The bodies, one by one.
    pub fn messages(&self) -> impl Iterator<Item = (Saying, Bytes)> + '_ {
        self.sayings.iter().map(|saying| (*saying, self.bodies.slice(saying.start..saying.end)))
    }
}

/// A participant as the room knows them.
pub(crate) struct Member {
    pub(crate) program: Arc<Program>,
    pub(crate) name: DisplayName,
    pub(crate) capabilities: Capabilities,
    pub(crate) endpoint: Option<PublicEndpoint>,
    pub(crate) mailbox: Arc<dyn Mailbox<RoomEvent>>,
}

impl Member {
    /// The member, as another principal may see them.
    pub(crate) fn seen_by(&self, other: AccountId) -> Participant {
        let name = self.program.principal.permits(other).then(|| self.name.clone());
        let (handle, endpoint) = (self.handle().clone(), self.endpoint.clone());
        Participant { handle, name, capabilities: self.capabilities, endpoint }
    }

    pub(crate) fn account(&self) -> AccountId {
        self.program.account()
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.program.principal.handle
    }

    /// What the others are told when the member is gone; `last` is whether the person is, too.
    fn left(&self, last: bool, idle: bool) -> RoomEvent {
        let machine = self.endpoint.as_ref().map(|endpoint| endpoint.machine.clone());
        RoomEvent::Left { handle: self.handle().clone(), machine, last, idle }
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("account", &self.account()).finish_non_exhaustive()
    }
}

/// A conversation.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) id: RoomId,
    /// What a history files it under; unlike the number, never used again.
    pub(crate) conversation: ConversationId,
    pub(crate) last_said: AtomicI64,
    inside: Mutex<Inside>,
}

/// Who is in, and who is being called.
#[derive(Debug, Default)]
pub(crate) struct Inside {
    pub(crate) members: Vec<Arc<Member>>,
    pub(crate) ringing: Vec<(Handle, Timestamp)>,
    /// How often each has been called of late.
    pub(crate) calls: Vec<(Handle, Pace)>,
    /// The last has left, or the conversation was ended: nobody comes in any more.
    over: bool,
}

/// How many callees are remembered for the pace of calls.
const CALLEES: usize = 100;

impl Inside {
    /// Whether that one may be called once more now.
    pub(crate) fn may_call(&mut self, handle: &Handle, rate: Rate, now: Timestamp) -> bool {
        if let Some((_, pace)) = self.calls.iter_mut().find(|(callee, _)| callee == handle) {
            return pace.take(rate, now);
        }
        if self.calls.len() >= CALLEES {
            self.calls.remove(0);
        }
        let mut pace = Pace::default();
        let allowed = pace.take(rate, now);
        self.calls.push((handle.clone(), pace));
        allowed
    }

    /// All but that one. Its person may be among them, with other programs.
    pub(crate) fn others<'a>(&'a self, me: &'a Arc<Member>) -> impl Iterator<Item = &'a Arc<Member>> {
        self.members.iter().filter(move |member| !Arc::ptr_eq(member, me))
    }

    /// Whether that one has been called, and may still answer.
    pub(crate) fn is_ringing(&mut self, handle: &Handle, now: Timestamp) -> bool {
        self.ringing.retain(|(_, until)| now < *until);
        self.ringing.iter().any(|(ringing, _)| ringing == handle)
    }

    /// Whether the person is in, with whichever program.
    pub(crate) fn has(&self, person: AccountId) -> bool {
        self.members.iter().any(|member| member.account() == person)
    }

    /// How many people are in.
    pub(crate) fn people(&self) -> usize {
        distinct(&self.members).count()
    }
}

impl Room {
    pub(crate) fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a member in and tells the others. Members of the same account who cannot be told from the new one are replaced:
    /// one on the same machine without a word. Returns the others; `None` if the conversation is over.
    pub(crate) fn admit(&self, member: &Arc<Member>) -> Option<Vec<Arc<Member>>> {
        let me = member.account();
        let mut inside = self.inside();
        if inside.over {
            return None;
        }
        inside.ringing.retain(|(handle, _)| handle != member.handle());
        let first = !inside.has(me);
        let goes =
            |there: &Arc<Member>| there.account() == me && !there.program.can_be_beside(&member.program);
        let (replaced, mut members): (Vec<_>, Vec<_>) =
            std::mem::take(&mut inside.members).into_iter().partition(goes);
        members.push(Arc::clone(member));
        inside.members = members;
        for old in &replaced {
            old.mailbox.deliver(RoomEvent::Closed);
        }
        let machine = |member: &Member| member.endpoint.as_ref().map(|endpoint| endpoint.machine.clone());
        let in_its_place = |old: &Arc<Member>| machine(old) == machine(member);
        for other in inside.others(member) {
            for old in replaced.iter().filter(|old| !in_its_place(old)) {
                other.mailbox.deliver(old.left(false, false));
            }
            if !replaced.iter().any(in_its_place) {
                other.mailbox.deliver(RoomEvent::Joined { who: member.seen_by(other.account()), first });
            }
        }
        Some(inside.others(member).cloned().collect())
    }

    /// Takes a member out, unless another has taken the place, and tells the rest. Says whether the room is empty now.
    pub(crate) fn dismiss(&self, member: &Arc<Member>) -> bool {
        let mut inside = self.inside();
        let before = inside.members.len();
        inside.members.retain(|there| !Arc::ptr_eq(there, member));
        if inside.members.len() < before {
            let last = !inside.has(member.account());
            for other in &inside.members {
                other.mailbox.deliver(member.left(last, false));
            }
        }
        inside.over |= inside.members.is_empty();
        inside.over
    }

    /// Ends the conversation for everybody; for quiet, they are told that all others have left.
    pub(crate) fn close(&self, idle: bool) {
        let mut inside = self.inside();
        inside.over = true;
        let members = std::mem::take(&mut inside.members);
        drop(inside);
        for member in &members {
            let others = members.iter().enumerate().filter(|(_, other)| idle && !Arc::ptr_eq(member, other));
            for (index, other) in others {
                let is_same = |later: &Arc<Member>| later.account() == other.account();
                let last = !members.iter().skip(index + 1).any(is_same) && !is_same(member);
                member.mailbox.deliver(other.left(last, true));
            }
            member.mailbox.deliver(RoomEvent::Closed);
        }
    }
}

/// One member for each person among them.
pub(crate) fn distinct(members: &[Arc<Member>]) -> impl Iterator<Item = &Arc<Member>> {
    members.iter().enumerate().filter_map(|(index, member)| {
        let mut earlier = members.iter().take(index);
        (!earlier.any(|earlier| earlier.account() == member.account())).then_some(member)
    })
}

/// All conversations of this process.
#[derive(Debug, Default)]
pub(crate) struct Rooms(Mutex<HashMap<RoomId, Arc<Room>>>);

impl Rooms {
    /// A new, empty room.
    pub(crate) fn open(&self, entropy: &dyn Entropy, now: Timestamp) -> Arc<Room> {
        let mut rooms = self.lock();
        loop {
            let drawn = entropy::draw_u64(entropy);
            // The low 31 bits; 0 is no number.
            let id = RoomId(u32::try_from(drawn & 0x7FFF_FFFF).unwrap_or(0));
            if id.0 != 0 && !rooms.contains_key(&id) {
                let room = Arc::new(Room {
                    id,
                    conversation: ConversationId(drawn),
                    last_said: AtomicI64::new(now.millis()),
                    inside: Mutex::default(),
                });
                rooms.insert(id, Arc::clone(&room));
                return room;
            }
        }
    }

    pub(crate) fn find(&self, id: RoomId) -> Option<Arc<Room>> {
        self.lock().get(&id).cloned()
    }

    /// Takes a room off the table, unless its number has been given to another.
    pub(crate) fn forget(&self, room: &Arc<Room>) {
        let mut rooms = self.lock();
        if rooms.get(&room.id).is_some_and(|there| Arc::ptr_eq(there, room)) {
            rooms.remove(&room.id);
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    /// Closes the rooms in which nothing has been said since then.
    pub(crate) fn close_quiet_since(&self, since: Timestamp) {
        let mut quiet: Vec<Arc<Room>> = {
            let rooms = self.lock();
            rooms.values().filter(|r| r.last_said.load(Ordering::Relaxed) < since.millis()).cloned().collect()
        };
        // A table has no order of its own, and a simulation is to go the same way twice.
        quiet.sort_unstable_by_key(|room| room.id);
        for room in quiet {
            self.forget(&room);
            room.close(true);
        }
    }

    pub(crate) fn close_all(&self) {
        let all = std::mem::take(&mut *self.lock());
        for room in all.values() {
            room.close(false);
        }
    }

    /// Ends every conversation for the programs that this concerns, who count as revoked from now on.
    pub(crate) fn expel(&self, concerned: impl Fn(&Program) -> bool) {
        let rooms: Vec<Arc<Room>> = self.lock().values().cloned().collect();
        for room in rooms {
            for member in room.inside().members.iter().filter(|member| concerned(&member.program)) {
                member.program.revoke();
                member.mailbox.deliver(RoomEvent::Closed);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RoomId, Arc<Room>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
