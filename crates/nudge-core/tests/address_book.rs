//! Who is told when an address book changes, and who is not.

#![expect(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test that panics has failed; what else is told is shown as it is"
)]

mod world;

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use nudge_core::address_book::{Addition, NoteKey, NoteName, NoteText, Side};
use nudge_core::{
    AccountId, Actor, Delivery, Edit, Endpoint, Form, Greeting, Handle, List, Lists, Mailbox, Notice,
    Refusal, Session,
};

use world::{HERE, PASSWORD, World, alice, refusal, secret};

/// A client that takes down what it is told.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Mailbox<Notice> for Heard {
    fn deliver(&self, notice: Notice) -> Delivery {
        let word = match notice {
            Notice::ListsChanged => "lists".to_owned(),
            Notice::AddedBy(change) => format!("added by {}", change.handle),
            Notice::RemovedBy(change) => format!("removed by {}", change.handle),
            other => format!("{other:?}"),
        };
        self.0.lock().unwrap().push(word);
        Delivery::Queued
    }

    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

impl Heard {
    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

fn bob() -> Handle {
    Handle::new("bob@example.com").unwrap()
}

async fn online(world: &World, who: &str) -> (Arc<Heard>, Session) {
    let heard = Arc::new(Heard::default());
    let endpoint = Endpoint {
        form: Form::default(),
        tag: 0,
        receives_pages: false,
        receives_data: false,
        receives_notes: false,
        machine: None,
        client: "test".into(),
        protocol: "test".into(),
        address: HERE,
    };
    let verified = world.says(who, PASSWORD).await.unwrap();
    let (session, _) = world.core.go_online(verified, endpoint, Arc::clone(&heard) as _).await.unwrap();
    (heard, session)
}

/// Alice and Bob, both of whom are there.
async fn both() -> (World, (Arc<Heard>, Session), (Arc<Heard>, Session)) {
    let world = World::new().await;
    world.core.add_account(&Actor::Console, bob(), None, Some(secret(PASSWORD))).await.unwrap();
    let alice = online(&world, "alice@example.com").await;
    let bob = online(&world, "bob@example.com").await;
    (world, alice, bob)
}

fn new(messenger: bool) -> Addition {
    Addition {
        contact: bob().into(),
        messenger,
        allow: messenger,
        greeting: Some(Greeting::new("hi").unwrap()),
        stored_name: None,
        notes: vec![(NoteName::annotation("AB.NickName").unwrap(), NoteText::new("Bobby").ok())],
    }
}

#[tokio::test]
async fn the_other_side_hears_of_its_reverse_list_and_the_author_hears_nothing() {
    let (world, (alices, alice), (bobs, bob)) = both().await;
    let id = alice.id();
    let added = world.core.add_to_book(id, new(true)).await.unwrap();
    assert_eq!(bobs.taken(), ["added by Alice@example.com", "lists"]);
    let pending = bob.roster().await.unwrap();
    assert_eq!(
        pending.contacts.first().and_then(|contact| contact.greeting.clone()),
        Greeting::new("hi").ok()
    );
    // Settings, notes, groups and who is blocked are nobody else's business.
    world.core.take_side(id, world::alice().into(), Side::Block).await.unwrap();
    let notes = vec![(NoteName::field("firstName").unwrap(), NoteText::new("Bob").ok())];
    let about = NoteKey::Contact(added.into());
    world.core.edit_book(id, Edit::Annotate { about, notes }).await.unwrap();
    assert!(bobs.taken().is_empty());
    world.core.edit_book(id, Edit::Unlist(added.into())).await.unwrap();
    assert_eq!(bobs.taken(), ["removed by Alice@example.com", "lists"]);
    world.core.edit_book(id, Edit::Forget(added.into())).await.unwrap();
    assert!(bobs.taken().is_empty() && alices.taken().is_empty());
}

#[tokio::test]
async fn what_is_changed_with_a_browser_is_news_to_the_client() {
    let (world, (alices, alice), (bobs, _bob)) = both().await;
    let add = Edit::Add { list: List::Forward, contact: bob().into(), stored_name: None, group: None };
    world.core.edit_roster(alice.id(), add.clone()).await.unwrap();
    assert_eq!((alices.taken(), bobs.taken().len()), (vec!["lists".to_owned()], 2));
    // What changes nothing is no news.
    assert!(world.core.edit_roster(alice.id(), add).await.is_err());
    assert!(alices.taken().is_empty() && bobs.taken().is_empty());
    // What a client does itself, it knows.
    alice.edit(Edit::Remove { list: List::Forward, contact: bob().into(), group: None }, 1).await.unwrap();
    assert_eq!((alices.taken().len(), bobs.taken().len()), (0, 2));
}

#[tokio::test]
async fn who_loses_a_contact_is_told() {
    let (world, (alices, alice), (bobs, _bob)) = both().await;
    world.core.add_to_book(alice.id(), new(true)).await.unwrap();
    bobs.taken();
    world.core.delete_account(&Actor::Console, &bob()).await.unwrap();
    assert_eq!(alices.taken(), ["lists"]);
}

#[tokio::test]
async fn the_steps_of_adding_somebody_may_be_repeated() {
    let (world, (_alices, alice), _bob) = both().await;
    let id = alice.id();
    let book = async || world.core.address_book(id).await.unwrap();
    let kept = world.core.add_to_book(id, new(false)).await.unwrap();
    assert_eq!(refusal(world.core.add_to_book(id, new(false)).await), Some(Refusal::AlreadyThere));
    assert!(book().await.memberships().is_empty());
    assert_eq!(world.core.add_to_book(id, new(true)).await.unwrap(), kept);
    assert_eq!(refusal(world.core.add_to_book(id, new(true)).await), Some(Refusal::AlreadyThere));
    let lists = async || book().await.find(kept).unwrap().lists();
    assert_eq!(lists().await, Lists::FORWARD | Lists::ALLOW);
    for (side, list) in [(Side::Block, Lists::BLOCK), (Side::Allow, Lists::ALLOW)] {
        for _ in 0..2 {
            world.core.take_side(id, bob().into(), side).await.unwrap();
            assert_eq!(lists().await, Lists::FORWARD | list);
        }
    }
    for _ in 0..2 {
        world.core.leave_side(id, bob().into(), Side::Allow).await.unwrap();
        world.core.settle_pending(id, bob().into()).await.unwrap();
    }
    assert_eq!(lists().await, Lists::FORWARD);
}

#[tokio::test]
async fn of_nobody_there_is_no_book() {
    let world = World::new().await;
    let nobody = world.core.address_book(AccountId::new(99)).await;
    assert_eq!(refusal(nobody), Some(Refusal::UnknownAccount));
    assert!(world.says(alice().as_str(), PASSWORD).await.is_ok());
}
