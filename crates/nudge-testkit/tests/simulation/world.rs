//! One simulation: a server, people, and what must be so at the end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use nudge_core::{Core, Handle, Lists, Privacy, Roster};
use nudge_sim::{PEOPLE, People, Stage};
use nudge_testkit::dice::Dice;
use tokio::time::{Instant, sleep};

use crate::ledger::Ledger;
use crate::person::Person;

/// How long people do something, and connections are lost.
pub(crate) const BUSY: Duration = Duration::from_mins(5);

/// How long nothing happens then. Longer than any time-out of the server that could have begun before.
const QUIET: Duration = Duration::from_mins(3);

/// What everybody shares.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) stage: Stage,
    pub(crate) ledger: Mutex<Ledger>,
}

impl World {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Told {
    /// What each of them has heard and when, as one number.
    pub(crate) trace: Vec<u64>,
    pub(crate) counts: Counts,
}

/// How much has happened.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) sign_ins: usize,
    pub(crate) losses: usize,
    pub(crate) edits: usize,
    pub(crate) said: usize,
    pub(crate) heard: usize,
    pub(crate) acknowledged: usize,
    /// Who was seen by whom at the end.
    pub(crate) seen: usize,
    pub(crate) unseen: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, more: &Self) {
        self.sign_ins += more.sign_ins;
        self.losses += more.losses;
        self.edits += more.edits;
        self.said += more.said;
        self.heard += more.heard;
        self.acknowledged += more.acknowledged;
        self.seen += more.seen;
        self.unseen += more.unseen;
    }

    pub(crate) fn are_of_a_busy_day(&self) -> bool {
        let all = [self.sign_ins, self.losses, self.edits, self.said, self.heard, self.acknowledged];
        all.into_iter().chain([self.seen, self.unseen]).all(|count| count > 0)
    }
}

/// Runs a simulation to its end.
pub(crate) fn simulate(friends: &People, seed: u64) -> Told {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let told = runtime.block_on(day(friends, seed));
    // Whoever only waited to be told that it is over has been.
    let left = runtime.metrics().num_alive_tasks();
    assert_eq!(left, 0, "{left} tasks are left with NUDGE_SEED={seed}");
    told
}

async fn day(friends: &People, seed: u64) -> Told {
    let mut dice = Dice::new(seed);
    let stage = Stage::raise(friends, dice.draw(), &[]).unwrap();
    let core = Arc::clone(&stage.core);
    let quiet = stage.begun + BUSY + QUIET;
    let world = Arc::new(World { stage, ledger: Mutex::default() });
    let lives: Vec<_> = (0..PEOPLE.len())
        .map(|me| Person::new(me, &friends.papers, Arc::clone(&world), dice.split()))
        .map(|person| tokio::spawn(person.live(quiet)))
        .collect();
    let mut people = Vec::new();
    for life in lives {
        people.push(life.await.unwrap_or_else(|error| panic!("NUDGE_SEED={seed}: {error}")));
    }
    let mut counts = Counts::default();
    check_presence(&core, &people, &mut counts, seed).await;
    {
        let ledger = world.ledger();
        ledger.check();
        counts.said = ledger.said.len();
        (counts.heard, counts.acknowledged) = ledger.counts();
    }
    let trace = people.iter().map(|person| person.trace.sum).collect();
    for person in &people {
        counts.sign_ins += person.sign_ins;
        counts.losses += person.losses;
        counts.edits += person.edits;
    }

    // All go, and nothing of them stays.
    drop((people, core));
    let World { stage, .. } = Arc::into_inner(world).expect("all have gone");
    sleep(QUIET).await;
    stage.fall().await.unwrap_or_else(|error| panic!("NUDGE_SEED={seed}: {error:?}"));
    Told { trace, counts }
}

async fn roster(core: &Core, who: &str) -> Roster {
    let id = core.store().account_by_handle(&Handle::new(who).unwrap()).await.unwrap().id;
    core.store().roster(id).await.unwrap()
}

/// Everybody sees who is there, and nobody else.
async fn check_presence(core: &Core, people: &[Person], counts: &mut Counts, seed: u64) {
    let mut rosters = BTreeMap::new();
    for who in PEOPLE {
        rosters.insert(who, roster(core, who).await);
    }
    for watcher in people {
        let Some(view) = watcher.view() else { continue };
        for seen in people.iter().filter(|seen| seen.me != watcher.me) {
            let (whom, by) = (PEOPLE[seen.me], PEOPLE[watcher.me]);
            let lists_of = |owner: &str, other: &str| {
                let contact = rosters[owner].contact(&Handle::new(other).unwrap());
                contact.map_or(Lists::NONE, nudge_core::Contact::lists)
            };
            let permits = match rosters[whom].privacy {
                Privacy::AllowByDefault => !lists_of(whom, by).contains(Lists::BLOCK),
                Privacy::BlockByDefault => lists_of(whom, by).contains(Lists::ALLOW),
            };
            let has = lists_of(by, whom).contains(Lists::FORWARD);
            let expected = seen.shown().filter(|_| has && permits);
            let found = view.get(whom).map(String::as_str);
            assert_eq!(
                found, expected,
                "{by} ({}) sees {whom} ({}); has: {has}, permitted: {permits}; NUDGE_SEED={seed}",
                watcher.dialect, seen.dialect
            );
            counts.seen += usize::from(expected.is_some());
            counts.unseen += usize::from(expected.is_none());
        }
    }
}
