//! Circles while people are there: who sees whom through one, what is said to all, and what a change of members does at once.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod world;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{CircleId, CircleName, CircleRole};
use nudge_core::notice::CircleEvent;
use nudge_core::{
    AccountId, Actor, Capabilities, Delivery, Edit, Endpoint, Form, Handle, List, MachineGuid, Mailbox,
    Notice, Policy, Rate, Refusal, Session, Status,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use world::*;

/// A client that remembers what it was told.
#[derive(Default)]
struct Inbox(Mutex<Vec<Notice>>);

impl Mailbox<Notice> for Inbox {
    fn deliver(&self, thing: Notice) -> Delivery {
        self.0.lock().unwrap().push(thing);
        Delivery::Queued
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

struct Program {
    session: Session,
    inbox: Arc<Inbox>,
}

impl Program {
    /// What it was told of circles since the last time: `+bob*` somebody is new there, `+bob` somebody is there, `-bob` nobody
    /// is any more, `"hello"`, `=name`, `over`, and `!` for a change to be read in the address book.
    fn heard(&self) -> Vec<String> {
        let all = std::mem::take(&mut *self.inbox.0.lock().unwrap());
        all.into_iter().filter_map(told).collect()
    }
}

fn told(notice: Notice) -> Option<String> {
    if matches!(notice, Notice::CircleChanged(_)) {
        return Some("!".to_owned());
    }
    let Notice::Circle(news) = notice else { return None };
    Some(match &news.event {
        CircleEvent::There { presence, is_new, .. } => {
            let star = if *is_new { "*" } else { "" };
            format!("+{}{star}", presence.handle.local().to_lowercase())
        }
        CircleEvent::Gone(handle) => format!("-{}", handle.local().to_lowercase()),
        CircleEvent::Said(payload) => format!("{:?}", String::from_utf8_lossy(payload)),
        CircleEvent::Renamed(name) => format!("={name}"),
        CircleEvent::Over => "over".to_owned(),
    })
}

fn named(name: &str) -> Handle {
    Handle::new(&format!("{name}@example.com")).unwrap()
}

fn machine(number: usize) -> MachineGuid {
    MachineGuid::new(&format!("{{a11ce000-0000-4000-8000-0000000000{number:02}}}")).unwrap()
}

/// Alice, who made the circle; Bob and Carol, who belong to it; and Dave, who does not. Nobody is anybody's contact.
struct Club {
    world: World,
    id: CircleId,
    accounts: BTreeMap<&'static str, AccountId>,
}

impl Club {
    async fn new() -> Self {
        Self::with(Policy::default()).await
    }

    async fn with(policy: Policy) -> Self {
        let world = World::with(policy).await;
        let mut accounts = BTreeMap::new();
        for name in ["alice", "bob", "carol", "dave"] {
            if name != "alice" {
                let password = Some(secret(PASSWORD));
                world.core.add_account(&Actor::Console, named(name), None, password).await.unwrap();
            }
            let account = world.core.store().account_by_handle(&named(name)).await.unwrap().id;
            accounts.insert(name, account);
        }
        let made = world.core.make_circle(accounts["alice"], CircleName::new("Books").unwrap()).await;
        let club = Self { world, id: made.unwrap().id, accounts };
        for name in ["bob", "carol"] {
            club.invite(name).await;
            club.edit(name, CircleEdit::Accept).await.unwrap();
        }
        club
    }

    async fn edit(&self, who: &str, edit: CircleEdit) -> Result<(), nudge_core::Error> {
        self.world.core.edit_circle(self.accounts[who], self.id, edit).await.map(drop)
    }

    async fn invite(&self, whom: &str) {
        let edit = CircleEdit::Invite { whom: named(whom), message: String::new() };
        self.edit("alice", edit).await.unwrap();
    }

    /// A program that has not said anything yet.
    async fn comes(&self, who: &str, at: usize) -> Program {
        let inbox = Arc::new(Inbox::default());
        let endpoint = Endpoint {
            form: Form::default(),
            tag: 0,
            receives_pages: false,
            receives_data: true,
            receives_notes: true,
            machine: Some(machine(at)),
            client: "test".into(),
            protocol: "test".into(),
            address: HERE,
        };
        let verified = self.world.says(named(who).as_str(), PASSWORD).await.unwrap();
        let mailbox = Arc::clone(&inbox) as _;
        let (session, _) = self.world.core.go_online(verified, endpoint, mailbox).await.unwrap();
        Program { session, inbox }
    }

    /// A program that is seen, and is in the circle.
    async fn is_there(&self, who: &str, at: usize) -> Program {
        let program = self.comes(who, at).await;
        program.session.set_presence(Status::Online, Capabilities::NONE, None, 1);
        program.session.watch_circle(self.id).await.unwrap();
        program.session.join_in(self.id).unwrap();
        program
    }
}

fn say(program: &Program, id: CircleId, text: &'static str) -> Result<(), Refusal> {
    program.session.say_in_circle(id, Bytes::from_static(text.as_bytes()))
}

#[tokio::test]
async fn members_see_each_other_without_being_contacts() {
    let club = Club::new().await;
    let alice = club.is_there("alice", 1).await;
    assert_eq!(alice.heard(), ["+alice*"]);
    let bob = club.comes("bob", 2).await;
    bob.session.set_presence(Status::Busy, Capabilities::NONE, None, 1);
    let seen = bob.session.watch_circle(club.id).await.unwrap();
    assert_eq!((seen.name.as_str(), seen.there), ("Books", vec![named("alice")]));
    assert_eq!((bob.heard(), alice.heard()), (vec!["+alice".to_owned()], Vec::new()));
    bob.session.join_in(club.id).unwrap();
    bob.session.join_in(club.id).unwrap();
    assert_eq!((alice.heard(), bob.heard()), (vec!["+bob*".to_owned()], vec!["+bob*".to_owned()]));
    bob.session.set_presence(Status::Away, Capabilities::NONE, None, 2);
    assert_eq!(alice.heard(), ["+bob"]);
    bob.session.set_presence(Status::Hidden, Capabilities::NONE, None, 3);
    assert_eq!(alice.heard(), ["-bob"]);
    bob.session.set_presence(Status::Online, Capabilities::NONE, None, 4);
    assert_eq!(alice.heard(), ["+bob*"]);
    bob.session.drop_out(club.id).unwrap();
    assert_eq!(alice.heard(), ["-bob"]);
    bob.session.join_in(club.id).unwrap();
    drop(bob);
    assert_eq!(alice.heard(), ["+bob*", "-bob"]);
    assert_eq!(club.world.core.gathered_circles(), 1);
    drop(alice);
    club.world.core.sweep();
    assert_eq!(club.world.core.gathered_circles(), 0);
}

#[tokio::test]
async fn who_is_there_can_be_looked_up_by_a_member_without_a_program() {
    let club = Club::new().await;
    let core = &club.world.core;
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| club.accounts[name]);
    assert_eq!(core.there_in_circle(club.id, carol), []);
    let (first, second) = (club.is_there("alice", 1).await, club.is_there("alice", 2).await);
    let bobs = club.comes("bob", 3).await;
    bobs.session.set_presence(Status::Busy, Capabilities::NONE, None, 1);
    bobs.session.watch_circle(club.id).await.unwrap();
    assert_eq!(core.there_in_circle(club.id, carol), [(alice, Status::Online)], "who only watches is not");
    bobs.session.join_in(club.id).unwrap();
    let both = [(alice, Status::Online), (bob, Status::Busy)];
    assert_eq!(core.there_in_circle(club.id, carol), both);
    let contact = nudge_core::ContactKey::from(named("carol"));
    let block = Edit::Add { list: List::Block, contact, stored_name: None, group: None };
    core.edit_roster(bob, block).await.unwrap();
    assert_eq!(core.there_in_circle(club.id, carol), [both[0]]);
    assert_eq!(core.there_in_circle(club.id, alice), both);
    for program in [&first, &second] {
        program.session.set_presence(Status::Hidden, Capabilities::NONE, None, 2);
    }
    assert_eq!(core.there_in_circle(club.id, carol), []);
}

#[tokio::test]
async fn whoever_is_deleted_goes_and_all_are_told() {
    let club = Club::new().await;
    club.invite("dave").await;
    let (alice, bob) = (club.is_there("alice", 1).await, club.is_there("bob", 2).await);
    let (carol, dave) = (club.comes("carol", 3).await, club.comes("dave", 4).await);
    for program in [&alice, &bob, &carol, &dave] {
        program.heard();
    }
    let by = Actor::Console;
    club.world.core.delete_account(&by, &named("alice")).await.unwrap();
    assert_eq!(bob.heard(), ["-alice", "!"]);
    assert_eq!((carol.heard(), dave.heard()), (vec!["!".to_owned()], vec!["!".to_owned()]));
    let circle = club.world.core.circle(club.accounts["bob"], club.id).await.unwrap();
    let roles: Vec<_> = circle.members.iter().map(|member| (member.account, member.role)).collect();
    let [bob_is, carol_is] = ["bob", "carol"].map(|name| club.accounts[name]);
    assert_eq!(roles, [(bob_is, CircleRole::Administrator), (carol_is, CircleRole::Member)]);
    assert_eq!(club.world.core.store().circles_of(club.accounts["dave"]).await.unwrap(), []);
    drop(alice);
    assert_eq!(bob.heard(), [""; 0], "she was gone already");
}

#[tokio::test]
async fn whoever_comes_before_the_first_presence_is_told_with_it() {
    let club = Club::new().await;
    let _alice = club.is_there("alice", 1).await;
    let bob = club.comes("bob", 2).await;
    bob.session.watch_circle(club.id).await.unwrap();
    bob.session.join_in(club.id).unwrap();
    assert_eq!(bob.heard(), ["+alice"]);
    bob.session.set_presence(Status::Online, Capabilities::NONE, None, 1);
    assert_eq!(bob.heard(), ["+bob*", "+alice", "+bob"]);
}

#[tokio::test]
async fn what_is_said_reaches_every_program_of_every_member_but_the_one_that_says_it() {
    let club = Club::new().await;
    let (alice, second) = (club.is_there("alice", 1).await, club.is_there("alice", 2).await);
    let (bob, carol) = (club.is_there("bob", 3).await, club.is_there("carol", 4).await);
    let others = [&second, &bob, &carol];
    for program in others.into_iter().chain([&alice]) {
        program.heard();
    }
    say(&alice, club.id, "hello").unwrap();
    assert!(alice.heard().is_empty());
    for program in others {
        assert_eq!(program.heard(), ["\"hello\""]);
    }
    // The second of two programs that goes takes nobody with it; there is one endpoint less.
    drop(second);
    assert_eq!(bob.heard(), ["+alice"]);
}

#[tokio::test]
async fn whoever_is_not_in_the_circle_says_and_hears_nothing() {
    let club = Club::new().await;
    let (alice, dave) = (club.is_there("alice", 1).await, club.comes("dave", 2).await);
    dave.session.set_presence(Status::Online, Capabilities::NONE, None, 1);
    alice.heard();
    let no = Some(Refusal::NoSuchCircle);
    assert_eq!(refusal(dave.session.watch_circle(club.id).await), no);
    assert_eq!(dave.session.join_in(club.id).err(), no);
    assert_eq!(dave.session.drop_out(club.id).err(), no);
    assert_eq!(say(&dave, club.id, "hello").err(), no);
    club.invite("dave").await;
    assert_eq!(refusal(dave.session.watch_circle(club.id).await), no, "an invitation is no membership");
    assert_eq!((alice.heard(), dave.heard()), (vec!["!".to_owned()], vec!["!".to_owned()]));
    // Who only watches, or is hidden, has no voice.
    let bob = club.comes("bob", 3).await;
    bob.session.watch_circle(club.id).await.unwrap();
    assert_eq!(say(&bob, club.id, "hello").err(), no);
    bob.session.join_in(club.id).unwrap();
    assert_eq!(say(&bob, club.id, "hello").err(), Some(Refusal::Hidden));
    let other = CircleId::new(club.id.get() ^ 1).unwrap();
    assert_eq!(refusal(bob.session.watch_circle(other).await), no);
    bob.session.leave_circle(other);
}

#[tokio::test]
async fn nobody_says_more_than_the_rate() {
    let messages = Rate { count: 2, within_millis: 60_000 };
    let club = Club::with(Policy { messages, ..Policy::default() }).await;
    let alice = club.is_there("alice", 1).await;
    say(&alice, club.id, "1").unwrap();
    say(&alice, club.id, "2").unwrap();
    assert_eq!(say(&alice, club.id, "3"), Err(Refusal::TooFast));
}

#[tokio::test]
async fn whoever_has_blocked_somebody_is_not_there_for_them() {
    let club = Club::new().await;
    let (alice, bob) = (club.is_there("alice", 1).await, club.is_there("bob", 2).await);
    let carol = club.is_there("carol", 3).await;
    for program in [&alice, &bob, &carol] {
        program.heard();
    }
    let contact = nudge_core::ContactKey::from(named("bob"));
    let block = Edit::Add { list: List::Block, contact: contact.clone(), stored_name: None, group: None };
    alice.session.edit(block, 1).await.unwrap();
    assert_eq!(bob.heard(), ["-alice"]);
    say(&alice, club.id, "one").unwrap();
    say(&bob, club.id, "two").unwrap();
    assert!(bob.heard().is_empty());
    assert_eq!(
        (alice.heard(), carol.heard()),
        (Vec::new(), vec!["\"one\"".to_owned(), "\"two\"".to_owned()])
    );
    let unblock = Edit::Remove { list: List::Block, contact, group: None };
    alice.session.edit(unblock, 2).await.unwrap();
    assert_eq!(bob.heard(), ["+alice*"]);
}

#[tokio::test]
async fn a_change_is_seen_at_once() {
    let club = Club::new().await;
    let (alice, bob) = (club.is_there("alice", 1).await, club.is_there("bob", 2).await);
    for program in [&alice, &bob] {
        program.heard();
    }
    club.edit("alice", CircleEdit::Rename(CircleName::new("Chess").unwrap())).await.unwrap();
    assert_eq!(
        (alice.heard(), bob.heard()),
        (vec!["=Chess".to_owned(), "!".to_owned()], vec!["=Chess".to_owned(), "!".to_owned()])
    );
    club.edit("alice", CircleEdit::Remove(club.accounts["bob"])).await.unwrap();
    assert_eq!(
        (alice.heard(), bob.heard()),
        (vec!["-bob".to_owned(), "!".to_owned()], vec!["over".to_owned(), "!".to_owned()])
    );
    assert_eq!(say(&bob, club.id, "hello"), Err(Refusal::NoSuchCircle));
    say(&alice, club.id, "hello").unwrap();
    assert!(bob.heard().is_empty());
    club.edit("alice", CircleEdit::End).await.unwrap();
    assert_eq!(alice.heard(), ["over", "!"]);
    assert_eq!(refusal(alice.session.watch_circle(club.id).await), Some(Refusal::NoSuchCircle));
}

/// What anybody may do in a row.
#[derive(Clone, Copy, Debug)]
enum Act {
    Come,
    Go,
    TakePart,
    DropOut,
    Show(bool),
    Block(usize, bool),
    Invite,
    Accept,
    Leave,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Come),
        Just(Act::Go),
        Just(Act::TakePart),
        Just(Act::DropOut),
        any::<bool>().prop_map(Act::Show),
        (0..3usize, any::<bool>()).prop_map(|(whom, on)| Act::Block(whom, on)),
        Just(Act::Invite),
        Just(Act::Accept),
        Just(Act::Leave),
    ]
}

/// Whoever is there sees exactly those who belong to the circle, say that they are in it, are shown, and have not blocked them.
#[test]
fn what_is_seen_is_what_is_so() {
    let config = Config { cases: 24, ..Config::default() };
    let acts = prop::collection::vec((0..3usize, act()), 1..40);
    TestRunner::new(config)
        .run(&acts, |acts| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(play(&acts))
        })
        .unwrap();
}

const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];

async fn play(acts: &[(usize, Act)]) -> Result<(), TestCaseError> {
    let club = Club::new().await;
    let mut programs: [Option<Program>; 3] = [None, None, None];
    let mut views: [std::collections::BTreeSet<String>; 3] = Default::default();
    let (mut parts, mut shown, mut blocks) = ([false; 3], [false; 3], [[false; 3]; 3]);
    for (who, act) in acts.iter().copied() {
        let name = PEOPLE[who];
        match act {
            Act::Come if programs[who].is_none() => {
                let program = club.comes(name, who + 1).await;
                program.session.set_presence(Status::Online, Capabilities::NONE, None, 1);
                let watches = program.session.watch_circle(club.id).await.is_ok();
                (shown[who], parts[who]) = (true, watches && program.session.join_in(club.id).is_ok());
                programs[who] = Some(program);
            }
            Act::Go => {
                programs[who] = None;
                views[who].clear();
                (shown[who], parts[who]) = (false, false);
            }
            Act::TakePart => {
                if let Some(program) = &programs[who] {
                    parts[who] = program.session.watch_circle(club.id).await.is_ok();
                    prop_assert_eq!(program.session.join_in(club.id).is_ok(), parts[who]);
                }
            }
            Act::DropOut => {
                if let Some(program) = &programs[who] {
                    let _ = program.session.drop_out(club.id);
                    parts[who] = false;
                }
            }
            Act::Show(on) => {
                if let Some(program) = &programs[who] {
                    let status = if on { Status::Online } else { Status::Hidden };
                    program.session.set_presence(status, Capabilities::NONE, None, 1);
                    shown[who] = on;
                }
            }
            Act::Block(whom, on) if whom != who => {
                let contact = named(PEOPLE[whom]).into();
                let edit = if on {
                    Edit::Add { list: List::Block, contact, stored_name: None, group: None }
                } else {
                    Edit::Remove { list: List::Block, contact, group: None }
                };
                let done = club.world.core.edit_roster(club.accounts[name], edit).await;
                if done.is_ok() {
                    blocks[who][whom] = on;
                }
            }
            Act::Invite => {
                let edit = CircleEdit::Invite { whom: named(name), message: String::new() };
                let _ = club.edit("alice", edit).await;
            }
            Act::Accept => {
                let _ = club.edit(name, CircleEdit::Accept).await;
            }
            Act::Leave if name != "alice" => {
                if club.edit(name, CircleEdit::Leave).await.is_ok() {
                    parts[who] = false;
                    views[who].clear();
                }
            }
            Act::Come | Act::Block(..) | Act::Leave => {}
        }
        let circle = club.world.core.store().circle(club.id).await.unwrap().unwrap();
        for (at, program) in programs.iter().enumerate() {
            let Some(program) = program else { continue };
            for word in program.heard() {
                if word == "over" {
                    views[at].clear();
                } else if let Some(other) = word.strip_prefix('+') {
                    views[at].insert(other.trim_end_matches('*').to_owned());
                } else if let Some(other) = word.strip_prefix('-') {
                    views[at].remove(other);
                }
            }
            let belongs =
                |it: usize| circle.joined().any(|member| member.account == club.accounts[PEOPLE[it]]);
            // Who dropped out watches on; who was put out does not.
            if !belongs(at) {
                prop_assert!(views[at].is_empty(), "{} sees {:?}", PEOPLE[at], views[at]);
            } else if parts[at] {
                let is_seen = |it: &usize| belongs(*it) && parts[*it] && shown[*it] && !blocks[*it][at];
                let expected: std::collections::BTreeSet<_> =
                    (0..3).filter(is_seen).map(|it| PEOPLE[it].to_owned()).collect();
                prop_assert_eq!(&views[at], &expected, "{} after {:?}", PEOPLE[at], act);
            }
        }
    }
    Ok(())
}
