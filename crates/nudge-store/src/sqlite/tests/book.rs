//! Address books: who is kept, what is noted, and that what is told of changes is what has changed.

use std::collections::BTreeMap;

use nudge_core::address_book::{
    Gone, MAX_TOMBSTONES, MembershipRole, NoteKey, NoteName, NoteSubject, NoteText, Notes,
};
use nudge_core::{AddressBook, ContactKey, ForeignNetwork, Greeting};
use proptest::prelude::*;

use super::*;

fn annotation(text: &str) -> NoteName {
    NoteName::annotation(text).unwrap()
}

fn keep(contact: impl Into<ContactKey>) -> Edit {
    Edit::Keep { contact: contact.into(), guid: guid("kept"), stored_name: None }
}

fn annotate(about: NoteKey, name: &str, text: Option<&str>) -> Edit {
    let text = text.map(|text| NoteText::new(text).unwrap());
    Edit::Annotate { about, notes: vec![(annotation(name), text)] }
}

fn about(who: &str) -> NoteKey {
    NoteKey::Contact(handle(who).into())
}

fn mail(who: &str) -> Outsider {
    Outsider::mail(&handle(who)).unwrap()
}

impl World {
    async fn book(&self, me: AccountId) -> AddressBook {
        self.store.address_book(me).await.unwrap()
    }
}

#[tokio::test]
async fn who_is_kept_is_in_the_book_and_in_no_roster() {
    let world = World::new();
    let me = world.person("me").await;
    world.person("ann").await;
    world.edit(me, keep(handle("ann"))).await.unwrap();
    world.edit(me, keep(mail("Uncle"))).await.unwrap();
    assert_eq!(world.edit(me, keep(mail("uncle"))).await, Err(Refusal::AlreadyThere));
    assert_eq!(world.edit(me, keep(handle("nobody"))).await, Err(Refusal::UnknownAccount));

    let (roster, book) = (world.roster(me).await, world.book(me).await);
    assert!(roster.contacts.is_empty() && roster.outsiders.is_empty());
    let entries: Vec<_> =
        book.entries().map(|entry| (entry.address().to_owned(), entry.is_contact())).collect();
    assert_eq!(entries, [("ann@example.com".to_owned(), false), ("uncle@example.com".to_owned(), false)]);
    let (list, outsider) = (List::Forward, mail("uncle"));
    let listed = Edit::AddOutsider { list, outsider, guid: guid("x"), stored_name: None };
    assert_eq!(world.edit(me, listed).await, Err(Refusal::InvalidAddress));

    // A contact is kept no more, and the other way round, with the groups and what is noted.
    world.edit(me, add_group("one")).await.unwrap();
    world.edit(me, Edit::PutInGroup(handle("ann").into(), group(1).into())).await.unwrap();
    world.edit(me, annotate(about("ann"), "AB.NickName", Some("Annie"))).await.unwrap();
    for (edit, is_contact) in [(add(List::Forward, "ann"), true), (Edit::Unlist(guid("ann").into()), false)] {
        assert!(world.edit(me, edit).await.unwrap().changed);
        let book = world.book(me).await;
        let ann = book.find(guid("ann")).unwrap();
        assert_eq!((ann.is_contact(), ann.groups().contains(group(1))), (is_contact, true));
        assert_eq!(
            book.notes_about(NoteSubject::Contact(guid("ann"))).annotation("AB.NickName"),
            Some("Annie")
        );
    }
    // Out of the book, nothing of it is left.
    world.edit(me, Edit::Forget(guid("ann").into())).await.unwrap();
    assert_eq!(world.edit(me, Edit::Forget(guid("ann").into())).await, Err(Refusal::NotThere));
    let book = world.book(me).await;
    assert!(book.find(guid("ann")).is_none() && book.notes.is_empty());
    world.edit(me, Edit::Forget(mail("uncle").into())).await.unwrap();
    assert_eq!(world.book(me).await.everybody().count(), 0);
}

#[tokio::test]
async fn notes_are_about_what_is_there_and_go_with_it() {
    let world = World::new();
    let me = world.person("me").await;
    world.person("ann").await;
    assert_eq!(world.edit(me, annotate(about("ann"), "a", Some("x"))).await, Err(Refusal::NotThere));
    world.edit(me, add(List::Allow, "ann")).await.unwrap();
    assert_eq!(world.edit(me, annotate(about("ann"), "a", Some("x"))).await, Err(Refusal::NotThere));
    world.edit(me, add(List::Forward, "ann")).await.unwrap();
    world.edit(me, add_group("one")).await.unwrap();
    for about in [NoteKey::Own, about("ann"), NoteKey::Group(group(1).into())] {
        assert!(world.edit(me, annotate(about.clone(), "a", Some("x"))).await.unwrap().changed);
        assert!(!world.edit(me, annotate(about.clone(), "a", Some("x"))).await.unwrap().changed);
        assert!(!world.edit(me, annotate(about, "b", None)).await.unwrap().changed);
    }
    assert_eq!(world.book(me).await.notes.len(), 3);
    world.edit(me, Edit::RemoveGroup(group(1).into())).await.unwrap();
    world.edit(me, remove(List::Forward, "ann")).await.unwrap();
    let book = world.book(me).await;
    assert_eq!(book.notes.keys().collect::<Vec<_>>(), [&NoteSubject::Own]);
    world.edit(me, annotate(NoteKey::Own, "a", None)).await.unwrap();
    assert!(world.book(me).await.notes.is_empty());
}

#[tokio::test]
async fn notes_have_limits_and_may_always_become_fewer() {
    let world = World::new();
    let me = world.person("me").await;
    let long = "x".repeat(NoteText::MAX_BYTES);
    let mut room = 0;
    while world.edit(me, annotate(NoteKey::Own, &room.to_string(), Some(&long))).await.is_ok() {
        room += 1;
    }
    assert_eq!(room, Notes::MAX_BYTES / NoteText::MAX_BYTES);
    assert!(world.edit(me, annotate(NoteKey::Own, "0", Some("short"))).await.unwrap().changed);
    for number in 0..Notes::MAX_COUNT {
        let _ = world.edit(me, annotate(NoteKey::Own, &format!("n{number}"), Some("x"))).await;
    }
    assert_eq!(world.book(me).await.notes_about(NoteSubject::Own).len(), Notes::MAX_COUNT);
    let one_more = annotate(NoteKey::Own, "one more", Some("x"));
    assert_eq!(world.edit(me, one_more).await, Err(Refusal::ListFull));
}

#[tokio::test]
async fn a_greeting_is_there_until_it_is_dealt_with() {
    let world = World::new();
    let (me, ann) = (world.person("me").await, world.person("ann").await);
    let greeting = Greeting::new("It is me").unwrap();
    let edit = Edit::AddGreeting { contact: handle("ann").into(), greeting: greeting.clone() };
    let edited = world.edit(me, edit.clone()).await.unwrap();
    assert_eq!(edited.other.map(|other| other.account), Some(ann));
    assert_eq!(world.edit(me, edit).await, Err(Refusal::AlreadyThere));
    let there = async || world.roster(ann).await.contact(&handle("me")).unwrap().clone();
    assert_eq!((there().await.greeting, there().await.is_pending()), (Some(greeting), true));
    world.edit(ann, add(List::Allow, "me")).await.unwrap();
    assert_eq!((there().await.greeting, there().await.is_pending()), (None, false));
}

#[tokio::test]
async fn who_was_deleted_is_no_news_that_could_be_told() {
    let world = World::new();
    let (me, ann) = (world.person("me").await, world.person("ann").await);
    world.edit(me, add(List::Forward, "ann")).await.unwrap();
    world.edit(me, annotate(about("ann"), "a", Some("x"))).await.unwrap();
    let before = world.book(me).await;
    world.store.delete_account(ann, NOW, None).await.unwrap();
    let book = world.book(me).await;
    assert_eq!(book.since(before.stamp()), None);
    assert!(book.since(book.stamp()).unwrap().contacts.is_empty() && book.notes.is_empty());
    // Whoever has the address next is somebody else.
    world.person("ann").await;
    assert_eq!(world.book(me).await.everybody().count(), 0);
}

#[tokio::test]
async fn what_is_remembered_is_bounded() {
    let world = World::new();
    let me = world.person("me").await;
    world.person("ann").await;
    let first = world.book(me).await.stamp();
    // Each time a contact, who is not on any other list, goes.
    for _ in 0..=MAX_TOMBSTONES {
        world.edit(me, add(List::Forward, "ann")).await.unwrap();
        world.edit(me, remove(List::Forward, "ann")).await.unwrap();
    }
    let book = world.book(me).await;
    assert_eq!(book.gone.len(), MAX_TOMBSTONES);
    assert_eq!(book.since(first), None);
    assert_eq!(book.since(book.stamp()).map(|changes| changes.gone.len()), Some(0));

    // With time, all of it is forgotten.
    let day = |number: i64| Timestamp::from_millis(NOW.millis() + number * 86_400_000);
    assert_eq!(world.store.purge_tombstones(day(0), day(1)).await.unwrap(), 0);
    assert_eq!(world.store.purge_tombstones(day(1), day(2)).await.unwrap(), 0);
    // Ann has as many of her reverse list.
    assert_eq!(world.store.purge_tombstones(day(2), day(3)).await.unwrap(), 2 * MAX_TOMBSTONES as u64);
    let book = world.book(me).await;
    assert!(book.gone.is_empty() && book.since(book.stamp()).is_some());
}

#[tokio::test]
async fn a_stamp_of_another_life_is_not_taken() {
    let world = World::new();
    let me = world.person("me").await;
    let book = world.book(me).await;
    for millis in [i64::MIN, -1, 0, 1, i64::MAX] {
        assert_eq!(book.since(Timestamp::from_millis(millis)), None);
    }
    let stamp = |by: i64| Timestamp::from_millis(book.stamp().millis() + by);
    assert!(book.since(stamp(0)).is_some() && book.since(stamp(-1)).is_some());
    assert_eq!((book.since(stamp(1)), book.since(stamp(-2))), (None, None));
}

/// What a client has of an address book.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Copied {
    groups: BTreeMap<Guid, String>,
    contacts: BTreeMap<Guid, String>,
    members: BTreeMap<(MembershipRole, String), u32>,
}

impl Copied {
    /// Of everything.
    fn of(book: &AddressBook) -> Self {
        let mut copied = Self::default();
        copied.take(book, &book.whole());
        copied
    }

    /// What is told is taken over, and what is gone is thrown away.
    fn take(&mut self, book: &AddressBook, changes: &nudge_core::address_book::Changes<'_>) {
        for tombstone in &changes.gone {
            match &tombstone.gone {
                Gone::Contact { guid, .. } => drop(self.contacts.remove(guid)),
                Gone::Group(guid) => drop(self.groups.remove(guid)),
                // Nobody here has circles.
                Gone::Circle(circle) => panic!("{circle}"),
                Gone::Membership { role, key, .. } => drop(self.members.remove(&(*role, key.to_string()))),
            }
        }
        for group in &changes.groups {
            let notes = book.notes_about(NoteSubject::Group(group.guid));
            self.groups.insert(group.guid, format!("{} {notes:?}", group.name));
        }
        for entry in &changes.contacts {
            let notes = book.notes_about(NoteSubject::Contact(entry.guid()));
            let groups: Vec<_> = entry.groups().iter().collect();
            let said = format!("{} {} {groups:?} {notes:?}", entry.key(), entry.is_contact());
            self.contacts.insert(entry.guid(), said);
        }
        for membership in &changes.memberships {
            let key = (membership.role, membership.of.key().to_string());
            self.members.insert(key, membership.id.get());
        }
    }
}

const PEOPLE: [&str; 3] = ["ann", "ben", "cid"];

fn any_edit() -> impl Strategy<Value = Edit> {
    let person = prop::sample::select(&PEOPLE[..]).prop_map(handle);
    let outsider = prop_oneof![
        Just(mail("uncle")),
        Just(Outsider::foreign(ForeignNetwork::YAHOO, &handle("yan")).unwrap()),
    ];
    let contact = prop_oneof![
        3 => person.clone().prop_map(ContactKey::from),
        1 => outsider.clone().prop_map(ContactKey::from),
    ];
    let list = prop_oneof![2 => Just(List::Forward), 1 => Just(List::Allow), 1 => Just(List::Block)];
    let number = (1u8..3).prop_map(group);
    let text = prop::sample::select(vec!["", "x", "y"]);
    let subject = prop_oneof![
        1 => Just(NoteKey::Own),
        3 => contact.clone().prop_map(NoteKey::Contact),
        1 => number.clone().prop_map(|number| NoteKey::Group(number.into())),
    ];
    prop_oneof![
        5 => (list.clone(), person.clone())
            .prop_map(|(list, who)| Edit::Add { list, contact: who.into(), stored_name: None, group: None }),
        2 => (list.clone(), outsider, any::<u128>()).prop_map(|(list, outsider, bits)| {
            Edit::AddOutsider { list, outsider, guid: Guid::version_4(bits), stored_name: None }
        }),
        2 => person.clone().prop_map(|who| {
            Edit::AddGreeting { contact: who.into(), greeting: Greeting::new("hi").unwrap() }
        }),
        4 => (list, contact.clone()).prop_map(|(list, contact)| Edit::Remove { list, contact, group: None }),
        3 => (contact.clone(), any::<u128>()).prop_map(|(contact, bits)| {
            Edit::Keep { contact, guid: Guid::version_4(bits), stored_name: None }
        }),
        2 => contact.clone().prop_map(Edit::Unlist),
        2 => contact.clone().prop_map(Edit::Forget),
        2 => person.prop_map(|who| Edit::Acknowledge(who.into())),
        3 => (contact.clone(), number.clone()).prop_map(|(who, to)| Edit::PutInGroup(who, to.into())),
        2 => (contact, number.clone()).prop_map(|(who, from)| Edit::TakeOutOfGroup(who, from.into())),
        2 => ("[a-c]", any::<u128>())
            .prop_map(|(name, bits)| Edit::AddGroup { name: group_name(&name), guid: Guid::version_4(bits) }),
        1 => (number.clone(), "[a-c]")
            .prop_map(|(number, name)| Edit::RenameGroup(number.into(), group_name(&name))),
        1 => number.prop_map(|number| Edit::RemoveGroup(number.into())),
        3 => (subject, prop::sample::select(vec!["m", "n"]), prop::option::of(text))
            .prop_map(|(about, name, text)| annotate(about, name, text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whoever takes over what is told has what is there, however often they ask.
    #[test]
    fn a_copy_and_what_is_told_since_are_the_whole(
        edits in prop::collection::vec((0usize..3, any_edit(), prop::bool::weighted(0.3)), 1..60),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let world = World::new();
            let mut ids = Vec::new();
            for who in PEOPLE {
                ids.push(world.person(who).await);
            }
            let mut copies = Vec::new();
            for id in &ids {
                let book = world.book(*id).await;
                copies.push((book.stamp(), Copied::of(&book)));
            }
            for (me, edit, asks) in edits {
                let known = world.serial(ids[me]).await;
                let done = world.edit(ids[me], edit.clone()).await;
                let now = world.serial(ids[me]).await;
                prop_assert_eq!(now > known, done.is_ok_and(|edited| edited.changed), "{:?}", edit);
                for ((stamp, copy), id) in copies.iter_mut().zip(&ids).filter(|_| asks) {
                    let book = world.book(*id).await;
                    let changes = book.since(*stamp).unwrap();
                    copy.take(&book, &changes);
                    *stamp = book.stamp();
                    prop_assert_eq!(&*copy, &Copied::of(&book), "after {:?}", edit);
                    // Nothing is told twice.
                    let again = book.since(*stamp).unwrap();
                    prop_assert!(again.contacts.is_empty() && again.groups.is_empty());
                    prop_assert!(again.memberships.is_empty() && again.gone.is_empty());
                }
            }
            for ((stamp, copy), id) in copies.iter_mut().zip(&ids) {
                let book = world.book(*id).await;
                let changes = book.since(*stamp).unwrap();
                copy.take(&book, &changes);
                prop_assert_eq!(&*copy, &Copied::of(&book));
                for membership in book.memberships() {
                    prop_assert_eq!(book.membership(membership.id), Some(membership));
                }
            }
            Ok(())
        })?;
    }
}
