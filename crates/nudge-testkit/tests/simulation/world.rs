//! One simulation: a server, people, and what must be so at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use nudge_core::{AccountId, Core, Handle, Lists, Privacy, Roster};
use nudge_sim::{PEOPLE, People, Stage};
use nudge_testkit::dice::Dice;
use tokio::time::sleep;

use crate::ledger::Ledger;
use crate::person::{Person, VOICES};

/// How long people do something, and connections are lost.
pub(crate) const BUSY: Duration = Duration::from_mins(5);

/// How long nothing happens then. Longer than any time-out of the server that could have begun before.
const QUIET: Duration = Duration::from_mins(3);

/// What everybody shares.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) stage: Stage,
    /// The numbers of the accounts, in the order of [`PEOPLE`].
    pub(crate) ids: Vec<AccountId>,
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
    /// Messages that were left, and those of them that were said to somebody.
    pub(crate) left: usize,
    pub(crate) said_later: usize,
    /// Somebody was there with two clients at the end.
    pub(crate) beside: usize,
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
        self.left += more.left;
        self.said_later += more.said_later;
        self.beside += more.beside;
    }

    pub(crate) fn are_of_a_busy_day(&self) -> bool {
        let all = [self.sign_ins, self.losses, self.edits, self.said, self.heard, self.acknowledged];
        let more = [self.seen, self.unseen, self.left, self.said_later, self.beside];
        all.into_iter().chain(more).all(|count| count > 0)
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
    let mut ids = Vec::new();
    for who in PEOPLE {
        ids.push(core.store().account_by_handle(&Handle::new(who).unwrap()).await.unwrap().id);
    }
    let world = Arc::new(World { stage, ids, ledger: Mutex::default() });
    let lives: Vec<_> = (0..VOICES)
        .map(|voice| Person::new(voice, &friends.papers, Arc::clone(&world), dice.split()))
        .map(|person| tokio::spawn(person.live(quiet)))
        .collect();
    let mut people = Vec::new();
    for life in lives {
        people.push(life.await.unwrap_or_else(|error| panic!("NUDGE_SEED={seed}: {error}")));
    }
    let mut counts = Counts::default();
    check_presence(&core, &people, &mut counts, seed).await;
    {
        let waiting = waiting(&world).await;
        let ledger = world.ledger();
        ledger.check();
        ledger.check_left(&waiting);
        (counts.left, counts.said_later) = (ledger.left.len(), ledger.said_later.len());
        counts.beside += usize::from(are_beside(&people));
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

/// The messages that wait: for whom, and the text.
async fn waiting(world: &World) -> BTreeSet<(usize, String)> {
    let mut waiting = BTreeSet::new();
    for (to, id) in world.ids.iter().enumerate() {
        for message in world.stage.core.waiting_messages(*id).await.unwrap() {
            let body = String::from_utf8(message.body.to_vec()).unwrap();
            let is_new = waiting.insert((to, body.split_once("\r\n\r\n").unwrap().1.to_owned()));
            assert!(is_new, "it waits twice: {body}");
        }
    }
    waiting
}

/// Whether somebody is there with two clients.
fn are_beside(people: &[Person]) -> bool {
    let is_there = |person: &&Person| person.status.is_some();
    let there: Vec<usize> = people.iter().filter(is_there).map(|person| person.me).collect();
    there.iter().collect::<BTreeSet<_>>().len() < there.len()
}

/// Everybody sees who is there, and nobody else.
async fn check_presence(core: &Core, people: &[Person], counts: &mut Counts, seed: u64) {
    let mut rosters = BTreeMap::new();
    for who in PEOPLE {
        rosters.insert(who, roster(core, who).await);
    }
    for watcher in people {
        let Some(view) = watcher.view() else { continue };
        for seen in (0..PEOPLE.len()).filter(|seen| *seen != watcher.me) {
            let (whom, by) = (PEOPLE[seen], PEOPLE[watcher.me]);
            let lists_of = |owner: &str, other: &str| {
                let contact = rosters[owner].contact(&Handle::new(other).unwrap());
                contact.map_or(Lists::NONE, nudge_core::Contact::lists)
            };
            let permits = match rosters[whom].privacy {
                Privacy::AllowByDefault => !lists_of(whom, by).contains(Lists::BLOCK),
                Privacy::BlockByDefault => lists_of(whom, by).contains(Lists::ALLOW),
            };
            let has = lists_of(by, whom).contains(Lists::FORWARD);
            // With several clients, it is what one of them is that does not hide.
            let clients: Vec<_> = people.iter().filter(|client| client.me == seen).collect();
            let shown: Vec<_> = clients.iter().filter_map(|client| client.shown()).collect();
            let should_see = !shown.is_empty() && has && permits;
            let found = view.get(whom).map(String::as_str);
            let is_right = found.map_or(!should_see, |found| should_see && shown.contains(&found));
            assert!(
                is_right,
                "{by} ({}) sees {whom} ({:?}) as {found:?}, who is {shown:?}; has: {has}, permitted: {permits}; NUDGE_SEED={seed}",
                watcher.dialect,
                clients.iter().map(|client| client.dialect).collect::<Vec<_>>()
            );
            counts.seen += usize::from(should_see);
            counts.unseen += usize::from(!should_see);
        }
    }
}
