//! Several programs of one account: who stays, who rings, who hears, and what they tell each other.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed")]

mod world;

use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use nudge_core::moderation::{Banned, NewBan};
use nudge_core::{
    Capabilities, Delivery, Edit, Ending, Endpoint, Error, Form, Handle, List, MachineGuid, Mailbox, Notice,
    Participant, Policy, PrivateData, Rate, Refusal, RoomEvent, Saying, Seat, Session, Status, Utterance,
};

use world::*;

/// A client that remembers what it was told.
struct Inbox<T>(Mutex<Vec<T>>);

impl<T> Inbox<T> {
    fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::default()))
    }

    fn take(&self) -> Vec<T> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl<T: Send> Mailbox<T> for Inbox<T> {
    fn deliver(&self, thing: T) -> Delivery {
        self.0.lock().unwrap().push(thing);
        Delivery::Queued
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

struct Program {
    session: Session,
    inbox: Arc<Inbox<Notice>>,
}

fn machine(number: u8) -> MachineGuid {
    MachineGuid::new(&format!("{{a11ce000-0000-4000-8000-0000000000{number:02}}}")).unwrap()
}

fn bob() -> Handle {
    Handle::new("bob@example.com").unwrap()
}

/// Alice and Bob, who have each other as contacts.
async fn world(policy: Policy) -> World {
    let world = World::with(policy).await;
    world.core.add_account(&nudge_core::Actor::Console, bob(), None, Some(secret(PASSWORD))).await.unwrap();
    for (whose, whom) in [(alice(), bob()), (bob(), alice())] {
        let account = world.core.store().account_by_handle(&whose).await.unwrap().id;
        let edit = Edit::Add { list: List::Forward, contact: whom.into(), stored_name: None, group: None };
        world.core.edit_roster(account, edit).await.unwrap();
    }
    world
}

impl World {
    async fn comes(&self, who: &Handle, machine: Option<MachineGuid>) -> Result<Program, Error> {
        let inbox = Inbox::new();
        let endpoint = Endpoint {
            form: Form::default(),
            tag: 0,
            receives_pages: false,
            receives_data: true,
            receives_notes: true,
            machine,
            client: "test".into(),
            protocol: "test".into(),
            address: HERE,
        };
        let verified = self.says(who.as_str(), PASSWORD).await?;
        let (session, _) = self.core.go_online(verified, endpoint, Arc::clone(&inbox) as _).await?;
        Ok(Program { session, inbox })
    }

    /// Somebody who can be seen.
    async fn is_there(&self, who: &Handle, at: Option<MachineGuid>) -> Program {
        let program = self.comes(who, at).await.unwrap();
        program.session.set_presence(Status::Online, Capabilities::new(1, 2), None, 1);
        program
    }

    /// Opens a conversation.
    fn opens(&self, program: &Program) -> (Seat, Arc<Inbox<RoomEvent>>) {
        let inbox = Inbox::new();
        let ticket = program.session.open_room(false).unwrap();
        let seat = self.core.enter(program.session.handle(), &ticket, Arc::clone(&inbox) as _).unwrap();
        (seat, inbox)
    }

    /// Answers the one call that has come in.
    fn answers(&self, program: &Program) -> (Seat, Vec<Participant>, Arc<Inbox<RoomEvent>>) {
        let calls: Vec<_> = program.inbox.take().into_iter().filter_map(called).collect();
        let [call] = calls.as_slice() else { panic!("{calls:?}") };
        let inbox = Inbox::new();
        let mailbox = Arc::clone(&inbox) as _;
        let answer = self.core.answer(program.session.handle(), &call.ticket, call.room, mailbox);
        let (seat, others) = answer.unwrap().unwrap();
        (seat, others, inbox)
    }
}

fn called(notice: Notice) -> Option<Arc<nudge_core::notice::Call>> {
    if let Notice::Called(call) = notice { Some(call) } else { None }
}

/// Who came and went, as `+bob1` and `-bob1`, with a star if the person did.
fn moves(inbox: &Inbox<RoomEvent>) -> Vec<String> {
    let name = |handle: &Handle, machine: Option<&MachineGuid>| {
        let last = machine.map_or("", |machine| &machine.as_str()[36..37]);
        format!("{}{last}", handle.local().to_lowercase())
    };
    let line = |event| match event {
        RoomEvent::Joined { who, first } => {
            let machine = who.endpoint.as_ref().map(|endpoint| &endpoint.machine);
            format!("+{}{}", name(&who.handle, machine), if first { "*" } else { "" })
        }
        RoomEvent::Left { handle, machine, last, .. } => {
            format!("-{}{}", name(&handle, machine.as_ref()), if last { "*" } else { "" })
        }
        RoomEvent::Said { utterance, .. } => {
            format!("{}: {}", utterance.speaker.handle.local(), String::from_utf8_lossy(&utterance.bodies))
        }
        RoomEvent::Closed => "closed".to_owned(),
    };
    inbox.take().into_iter().map(line).collect()
}

fn says(text: &'static str) -> Utterance {
    let speaker = Participant { handle: bob(), name: None, capabilities: Capabilities::NONE, endpoint: None };
    Utterance {
        speaker,
        sayings: vec![Saying { start: 0, end: text.len(), chat: true }],
        bodies: Bytes::from_static(text.as_bytes()),
        named: OnceLock::new(),
        nameless: OnceLock::new(),
    }
}

fn was_ended(inbox: &Inbox<Notice>) -> bool {
    inbox.take().iter().any(|notice| matches!(notice, Notice::Ended(Ending::SignedInElsewhere)))
}

#[tokio::test]
async fn one_that_does_not_let_go_is_pushed_aside_after_a_while() {
    let world = world(Policy::default()).await;
    let watcher = world.is_there(&bob(), None).await;
    let beside = world.is_there(&alice(), Some(machine(2))).await;
    let stuck = world.is_there(&alice(), Some(machine(1))).await;
    watcher.inbox.take();
    // The same machine again; the other stays. This takes five seconds.
    let again = world.comes(&alice(), Some(machine(1))).await.unwrap();
    assert!(was_ended(&stuck.inbox) && !was_ended(&beside.inbox));
    let told = watcher.inbox.take();
    let [Notice::Endpoints(personal)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(
        personal.endpoints.iter().map(|endpoint| &endpoint.machine).collect::<Vec<_>>(),
        [&machine(2)]
    );
    // What the old one does has no effect, and its late end neither.
    stuck.session.set_presence(Status::Busy, Capabilities::NONE, None, 2);
    drop(stuck);
    assert!(watcher.inbox.take().is_empty());
    assert_eq!(world.core.online_as(again.session.id()).len(), 2);
}

#[tokio::test]
async fn at_most_eight_are_signed_in_and_a_ninth_is_refused() {
    let world = world(Policy::default()).await;
    let mut programs = Vec::new();
    for number in 0..8 {
        programs.push(world.comes(&alice(), Some(machine(number))).await.unwrap());
    }
    assert_eq!(
        refusal(world.comes(&alice(), Some(machine(8))).await.map(drop)),
        Some(Refusal::TooManyEndpoints)
    );
    drop(programs.pop());
    assert!(world.comes(&alice(), Some(machine(8))).await.is_ok());
}

#[tokio::test]
async fn a_revoked_account_or_banned_address_ends_every_program() {
    let world = world(Policy::default()).await;
    let programs =
        [world.is_there(&alice(), Some(machine(1))).await, world.is_there(&alice(), Some(machine(2))).await];
    let ended = |program: &Program| {
        program.inbox.take().iter().any(|notice| matches!(notice, Notice::Ended(Ending::Revoked)))
    };
    world.core.end_sessions(programs[0].session.id(), None);
    assert!(programs.iter().all(ended));
    assert_eq!(programs[1].session.open_room(false), Err(Refusal::Disabled));
    let whom = Banned::Account(alice());
    let ban = NewBan { whom, reason: String::new(), expires: None };
    world.core.add_ban(&nudge_core::Actor::Console, ban).await.unwrap();
    assert!(programs.iter().all(ended));
}

#[tokio::test]
async fn a_call_rings_everywhere_and_a_person_comes_and_goes_once() {
    let world = world(Policy::default()).await;
    let at_bob =
        [world.is_there(&bob(), Some(machine(1))).await, world.is_there(&bob(), Some(machine(2))).await];
    let alice = world.is_there(&alice(), None).await;
    let (opener, heard) = world.opens(&alice);
    opener.call(&bob()).unwrap();
    assert_eq!(opener.call(&bob()), Err(Refusal::AlreadyInvited));
    let (first, others, first_heard) = world.answers(&at_bob[0]);
    assert_eq!(others.iter().map(|other| other.handle.local()).collect::<Vec<_>>(), ["Alice"]);
    let (second, others, second_heard) = world.answers(&at_bob[1]);
    assert_eq!(others.iter().map(|other| other.handle.local()).collect::<Vec<_>>(), ["Alice", "bob"]);
    assert_eq!(moves(&heard), ["+bob1*", "+bob2"]);
    assert_eq!(moves(&first_heard), ["+bob2"]);

    // What one says, the other hears, too; and it is delivered if the other person hears it.
    assert!(first.say(says("hi")).await.by_all);
    assert_eq!(
        (moves(&heard), moves(&second_heard)),
        (vec!["bob: hi".to_owned()], vec!["bob: hi".to_owned()])
    );
    assert_eq!(moves(&first_heard), [""; 0]);

    drop(first);
    drop(second);
    assert_eq!(moves(&heard), ["-bob1", "-bob2*"]);
    assert_eq!(moves(&second_heard), ["-bob1"]);
    assert!(!opener.say(says("anybody?")).await.by_all);
}

#[tokio::test]
async fn whoever_calls_oneself_rings_the_other_own_programs_once() {
    let world = world(Policy::default()).await;
    let here = world.is_there(&alice(), Some(machine(1))).await;
    let there = world.is_there(&alice(), Some(machine(2))).await;
    let (opener, heard) = world.opens(&here);
    for _ in 0..20 {
        opener.call_own().unwrap();
    }
    here.inbox.take();
    let (joined, others, _) = world.answers(&there);
    assert_eq!(others.len(), 1);
    assert_eq!(moves(&heard), ["+alice2"]);
    // Nobody else hears it.
    assert!(!opener.say(says("hello?")).await.by_all);
    // All are in: nobody rings.
    opener.call_own().unwrap();
    assert_eq!(opener.call(&alice()), Err(Refusal::AlreadyInvited));
    assert!(there.inbox.take().into_iter().find_map(called).is_none());
    drop(joined);

    // Without others, it is no mistake.
    let only = world.is_there(&bob(), None).await;
    assert!(world.opens(&only).0.call_own().is_ok());
}

#[tokio::test]
async fn a_program_that_comes_in_anew_takes_its_own_place_only() {
    let world = world(Policy::default()).await;
    let here = world.is_there(&alice(), None).await;
    let bob_here = world.is_there(&bob(), Some(machine(1))).await;
    let bob_there = world.is_there(&bob(), Some(machine(2))).await;
    let (opener, heard) = world.opens(&here);
    opener.call(&bob()).unwrap();
    let (first, _, first_heard) = world.answers(&bob_here);
    let (_second, ..) = world.answers(&bob_there);
    moves(&heard);
    // Bob's place is taken by a program that is alone: whoever sees people sees no difference.
    drop(bob_there);
    let handle = bob();
    let (alone, ()) = tokio::join!(world.comes(&handle, None), async { drop(bob_here) });
    let alone = alone.unwrap();
    alone.session.set_presence(Status::Online, Capabilities::NONE, None, 1);
    drop(first);
    assert_eq!(moves(&first_heard), ["+bob2"]);
    assert_eq!(moves(&heard), ["-bob1"]);
}

#[tokio::test]
async fn the_history_keeps_a_message_once_for_each_person() {
    let world = world(Policy { history: true, ..Policy::default() }).await;
    let alices =
        [world.is_there(&alice(), Some(machine(1))).await, world.is_there(&alice(), Some(machine(2))).await];
    let bobs =
        [world.is_there(&bob(), Some(machine(1))).await, world.is_there(&bob(), Some(machine(2))).await];
    let (opener, _) = world.opens(&alices[0]);
    opener.call_own().unwrap();
    opener.call(&bob()).unwrap();
    let _seats = [world.answers(&alices[1]), world.answers(&bobs[0]), world.answers(&bobs[1])];
    assert!(opener.say(says("hi")).await.by_all);
    world.core.flush().await;
    for program in [&alices[0], &bobs[0]] {
        let kept = world.core.store().history(program.session.id(), None, 10).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].record.recipients, [bob()]);
    }
}

#[tokio::test]
async fn data_reaches_the_programs_that_are_meant() {
    let policy = Policy { data: Rate { count: 12, within_millis: 60_000 }, ..Policy::default() };
    let world = world(policy).await;
    let here = world.is_there(&alice(), Some(machine(1))).await;
    let there = world.is_there(&alice(), Some(machine(2))).await;
    let bobs =
        [world.is_there(&bob(), Some(machine(3))).await, world.is_there(&bob(), Some(machine(4))).await];
    let all = [&here, &there, &bobs[0], &bobs[1]];
    let heard = || {
        let data = |notice| if let Notice::Data(data) = notice { Some(data) } else { None };
        all.map(|program| program.inbox.take().into_iter().filter_map(data).count())
    };
    let send = |from: &Program, to: &Handle, at: Option<u8>| {
        from.session.send_data(to, at.map(machine).as_ref(), 3, Bytes::from_static(b"x"))
    };
    heard();
    send(&here, &bob(), None).unwrap();
    assert_eq!(heard(), [0, 0, 1, 1]);
    send(&here, &bob(), Some(4)).unwrap();
    assert_eq!(heard(), [0, 0, 0, 1]);
    send(&here, &alice(), None).unwrap();
    assert_eq!(heard(), [0, 1, 0, 0]);
    send(&here, &alice(), Some(1)).unwrap();
    assert_eq!(heard(), [1, 0, 0, 0]);
    // Nobody is there, or to be seen.
    assert_eq!(send(&here, &bob(), Some(9)), Err(Refusal::NotOnline));
    assert_eq!(send(&here, &Handle::new("carol@example.com").unwrap(), None), Err(Refusal::NotOnline));
    for bob in &bobs {
        bob.session.set_presence(Status::Hidden, Capabilities::NONE, None, 2);
    }
    assert_eq!(send(&here, &bob(), None), Err(Refusal::NotOnline));
    send(&bobs[0], &bob(), None).unwrap();
    assert_eq!(heard(), [0, 0, 0, 1]);
    let silent = world.comes(&bob(), Some(machine(5))).await.unwrap();
    assert_eq!(send(&silent, &alice(), None), Err(Refusal::Hidden));
    // All of one person's programs share the limit.
    let refused = (0..12).filter(|_| send(&there, &alice(), Some(1)) == Err(Refusal::TooFast)).count();
    assert_eq!(refused, 12 - (12 - 7));
}

#[tokio::test]
async fn programs_are_signed_out_from_another_one_with_last_words() {
    let world = world(Policy::default()).await;
    let here = world.is_there(&alice(), Some(machine(1))).await;
    let there = world.is_there(&alice(), Some(machine(2))).await;
    let words = Bytes::from_static(b"goawyplzthxbye");
    there.inbox.take();
    here.session.sign_out_on(&machine(2), words.clone(), 4).unwrap();
    let told = there.inbox.take();
    let [Notice::Data(data), Notice::Ended(Ending::SignedInElsewhere)] = told.as_slice() else {
        panic!("{told:?}")
    };
    assert_eq!((&data.payload, data.kind, data.to.as_ref()), (&words, 4, Some(&machine(2))));
    assert!(!was_ended(&here.inbox));
    drop(there);
    assert_eq!(here.session.sign_out_on(&machine(2), words.clone(), 4), Err(Refusal::NotOnline));
    let there = world.is_there(&alice(), Some(machine(2))).await;
    here.session.sign_out_everywhere(&words, 4);
    assert!(was_ended(&here.inbox) && was_ended(&there.inbox));
}

#[tokio::test]
async fn administrators_see_every_program() {
    let world = world(Policy::default()).await;
    let here = world.is_there(&alice(), Some(machine(1))).await;
    let there = world.comes(&alice(), Some(machine(2))).await.unwrap();
    there.session.set_private_data(PrivateData::new("HOMEPC", "1", false).unwrap());
    let online = world.core.who_is_online();
    let seen: Vec<_> = online.iter().map(|online| (online.status, online.place.as_str())).collect();
    assert_eq!(seen, [(Some(Status::Online), ""), (None, "HOMEPC")]);
    assert_eq!((world.core.online(), world.core.shown_as(here.session.id())), (1, Status::Online));
    world.core.disconnect(&nudge_core::Actor::Console, &alice()).await.unwrap();
    for program in [&here, &there] {
        assert!(program.inbox.take().iter().any(|notice| matches!(notice, Notice::Ended(Ending::Revoked))));
    }
}

/// Tickets that nobody uses are in memory for as long as they are good: no more of them are made than there may be.
#[tokio::test]
async fn only_so_many_tickets_wait_to_be_used() {
    let world =
        world(Policy { tickets: 3, openings: Rate { count: 0, within_millis: 0 }, ..Policy::default() })
            .await;
    let alice = world.is_there(&alice(), None).await;
    for _ in 0..3 {
        alice.session.open_room(false).unwrap();
    }
    assert_eq!(alice.session.open_room(false), Err(Refusal::Busy));
    world.advance(3 * MINUTE);
    world.core.sweep();
    alice.session.open_room(false).unwrap();
}
