//! Who of a circle is there now, with which programs.
//!
//! Who belongs to a circle is in the database; nobody is in a gathering who does not. A program first only watches; once it has
//! said that its user is in the circle, the others are told, and what they say reaches it (reference 21 §7.3 and §7.4).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::CircleId;
use crate::notice::{CircleEvent, CircleNews};
use crate::presence::{Program, Turns};
use crate::{AccountId, Bus, Encodings, Notice, SessionId};

/// The gatherings of all circles of which somebody is there. Whoever is in one holds it.
#[derive(Debug)]
pub(crate) struct Gatherings {
    known: Mutex<HashMap<CircleId, Weak<Gathering>>>,
    turns: Turns,
}

impl Gatherings {
    pub(crate) fn new() -> Self {
        Self { known: Mutex::default(), turns: Turns::new() }
    }

    /// Whose turn it is to change who belongs to a circle, or to come to it.
    pub(crate) fn turns(&self) -> &Turns {
        &self.turns
    }

    /// That of a circle, if anybody is there.
    pub(crate) fn find(&self, id: CircleId) -> Option<Arc<Gathering>> {
        self.known().get(&id).and_then(Weak::upgrade)
    }

    /// That of a circle, to come to.
    pub(crate) fn find_or_begin(&self, id: CircleId) -> Arc<Gathering> {
        let mut known = self.known();
        if let Some(there) = known.get(&id).and_then(Weak::upgrade) {
            return there;
        }
        let new = Arc::new(Gathering { id, seats: Mutex::default() });
        known.insert(id, Arc::downgrade(&new));
        new
    }

    /// Forgets those from which everybody has gone.
    pub(crate) fn sweep(&self) {
        self.known().retain(|_, gathering| gathering.strong_count() > 0);
    }

    /// Of how many circles somebody is there.
    pub(crate) fn count(&self) -> usize {
        self.known().values().filter(|gathering| gathering.strong_count() > 0).count()
    }

    fn known(&self) -> MutexGuard<'_, HashMap<CircleId, Weak<Gathering>>> {
        // Nothing panics while it holds the lock; should something ever, the table is still whole.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Those who are there of one circle.
#[derive(Debug)]
pub(crate) struct Gathering {
    pub(crate) id: CircleId,
    /// In the order in which they came.
    seats: Mutex<Vec<Seat>>,
}

#[derive(Debug)]
struct Seat {
    program: Arc<Program>,
    /// Whether it has said that its user is in the circle.
    takes_part: bool,
}

impl Gathering {
    /// A program watches from now on.
    pub(crate) fn watch(&self, program: &Arc<Program>) {
        let mut seats = self.seats();
        if !seats.iter().any(|seat| seat.program.session == program.session) {
            seats.push(Seat { program: Arc::clone(program), takes_part: false });
        }
    }

    /// A program goes.
    pub(crate) fn go(&self, session: SessionId) {
        self.seats().retain(|seat| seat.program.session != session);
    }

    /// A program says whether its user is in the circle. Without that program, `false`.
    pub(crate) fn set_part(&self, session: SessionId, takes_part: bool) -> bool {
        let mut seats = self.seats();
        let seat = seats.iter_mut().find(|seat| seat.program.session == session);
        seat.is_some_and(|seat| {
            seat.takes_part = takes_part;
            true
        })
    }

    /// Whether any program of that account is there.
    pub(crate) fn is_watched_by(&self, account: AccountId) -> bool {
        self.seats().iter().any(|seat| seat.program.account() == account)
    }

    /// Whether any program of that account has said that its user is in the circle.
    pub(crate) fn has(&self, account: AccountId) -> bool {
        self.seats().iter().any(|seat| seat.takes_part && seat.program.account() == account)
    }

    /// Whether that program has.
    pub(crate) fn has_program(&self, session: SessionId) -> bool {
        self.seats().iter().any(|seat| seat.takes_part && seat.program.session == session)
    }

    /// All programs that are there.
    pub(crate) fn programs(&self) -> Vec<Arc<Program>> {
        self.seats().iter().map(|seat| Arc::clone(&seat.program)).collect()
    }

    /// Those where what is said in the circle is read.
    pub(crate) fn listeners(&self) -> Vec<Arc<Program>> {
        self.seats().iter().filter(|seat| seat.takes_part).map(|seat| Arc::clone(&seat.program)).collect()
    }

    /// Tells the programs of some of those who are there. Whoever holds the lock of a principal may do this.
    pub(crate) fn tell(&self, bus: &dyn Bus, event: CircleEvent, is_told: impl Fn(AccountId) -> bool) {
        let news = self.news(event);
        for seat in self.seats().iter().filter(|seat| is_told(seat.program.account())) {
            bus.send_to(seat.program.account(), seat.program.session, news.clone());
        }
    }

    /// What a program is told of this circle.
    pub(crate) fn news(&self, event: CircleEvent) -> Notice {
        Notice::Circle(Arc::new(CircleNews { circle: self.id, event, encodings: Encodings::default() }))
    }

    fn seats(&self) -> MutexGuard<'_, Vec<Seat>> {
        // Nothing panics while it holds the lock; should something ever, the seats are still whole.
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
