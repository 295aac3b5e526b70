//! Contacts without an account.

use nudge_core::{ContactKey, Outcome, Who};

use super::*;

const JOHN: &str = "tel:15551111222";

fn regroup(address: &str, number: u8) -> Edit {
    let contact = guid(address).into();
    Edit::Add { list: List::Forward, contact, stored_name: None, group: Some(group(number).into()) }
}

fn off(list: List, contact: impl Into<ContactKey>) -> Edit {
    Edit::Remove { list, contact: contact.into(), group: None }
}

#[tokio::test]
async fn an_outsider_is_on_lists_and_in_groups_like_anybody() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    world.edit(me, add_group("one")).await.unwrap();
    world.edit(me, add_group("two")).await.unwrap();
    let edited = world.edit(me, add_telephone(List::Forward, JOHN)).await.unwrap();
    let Outcome::Added(change) = edited.outcome else { panic!("{:?}", edited.outcome) };
    assert_eq!((change.who, change.guid, edited.other), (Who::Outsider(telephone(JOHN)), guid(JOHN), None));
    world.edit(me, add(List::Forward, "bob")).await.unwrap();
    world.edit(me, add_telephone(List::Block, "tel:2")).await.unwrap();
    world.edit(me, add_telephone(List::Allow, "tel:+15551111222")).await.unwrap();
    world.edit(me, regroup(JOHN, 1)).await.unwrap();
    world.edit(me, regroup(JOHN, 2)).await.unwrap();
    world.edit(me, Edit::RemoveGroup(group(1).into())).await.unwrap();

    let roster = world.roster(me).await;
    assert_eq!(on(&roster, Lists::FORWARD), ["bob"]);
    let [john, other] = roster.outsiders.as_slice() else { panic!("{:?}", roster.outsiders) };
    assert_eq!(
        (&john.outsider, john.guid, john.lists()),
        (&telephone(JOHN), guid(JOHN), Lists::FORWARD | Lists::ALLOW)
    );
    assert_eq!((john.shown_name(), john.groups.iter().collect::<Vec<_>>()), ("John", vec![group(2)]));
    assert_eq!((other.outsider.address(), other.lists()), ("tel:2", Lists::BLOCK));
    // Nobody else has anything to do with it.
    assert_eq!((world.serial(bob).await, world.roster(bob).await.outsiders.len()), (2, 0));
    assert_eq!(world.store.standing(me).await.unwrap().relations.len(), 1);
}

#[tokio::test]
async fn off_the_last_list_an_outsider_is_forgotten() {
    let world = World::new();
    let me = world.person("me").await;
    for list in [List::Forward, List::Allow] {
        world.edit(me, add_telephone(list, JOHN)).await.unwrap();
    }
    world.edit(me, off(List::Forward, guid(JOHN))).await.unwrap();
    assert_eq!(world.roster(me).await.outsiders[0].lists(), Lists::ALLOW);
    world.edit(me, off(List::Allow, telephone(JOHN))).await.unwrap();
    assert!(world.roster(me).await.outsiders.is_empty());
    for gone in [off(List::Forward, guid(JOHN)), off(List::Allow, telephone(JOHN)), regroup(JOHN, 0)] {
        assert_eq!(world.edit(me, gone).await.unwrap_err(), Refusal::NotThere);
    }
    let anew = Edit::AddOutsider {
        list: List::Forward,
        outsider: telephone(JOHN),
        guid: guid("another"),
        stored_name: None,
    };
    world.edit(me, anew).await.unwrap();
    let john = world.roster(me).await.outsiders.remove(0);
    assert_eq!((john.guid, john.stored_name), (guid("another"), None));
}

#[tokio::test]
async fn one_telephone_may_be_everybodys_contact() {
    let world = World::new();
    let (me, you) = (world.person("me").await, world.person("you").await);
    for who in [me, you] {
        world.edit(who, add_telephone(List::Forward, JOHN)).await.unwrap();
    }
    world.edit(me, off(List::Forward, guid(JOHN))).await.unwrap();
    assert_eq!(world.roster(you).await.outsiders.len(), 1);
    // A number that is somebody else's contact names nobody.
    assert_eq!(world.edit(me, off(List::Forward, guid(JOHN))).await.unwrap_err(), Refusal::NotThere);
}

#[tokio::test]
async fn outsiders_count_where_accounts_count() {
    let world = World::new();
    let me = world.person("me").await;
    for who in ["bob", "carol"] {
        world.person(who).await;
    }
    let limits = RosterLimits { forward: 2, allow: 1, block: 1, reverse: 9 };
    let edit = async |edit| refusal(world.store.edit(me, edit, limits).await).map(|_| ());
    edit(add_telephone(List::Forward, JOHN)).await.unwrap();
    edit(add(List::Forward, "bob")).await.unwrap();
    for full in [add(List::Forward, "carol"), add_telephone(List::Forward, "tel:2")] {
        assert_eq!(edit(full).await, Err(Refusal::ListFull));
    }
    edit(add_telephone(List::Block, JOHN)).await.unwrap();
    assert_eq!(edit(add(List::Block, "bob")).await, Err(Refusal::ListFull));
}

#[tokio::test]
async fn outsiders_go_with_their_owner() {
    let world = World::new();
    let me = world.person("me").await;
    world.edit(me, add_telephone(List::Forward, JOHN)).await.unwrap();
    world.store.delete_account(me, NOW, None).await.unwrap();
    let count = |db: &rusqlite::Connection| {
        Ok(db.query_row("SELECT count(*) FROM outside_contacts", [], |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(world.store.write(count).await.unwrap(), 0);
}

#[tokio::test]
async fn they_are_still_there_when_the_file_is_opened_again() {
    let world = World::new();
    let me = world.person("me").await;
    world.edit(me, add_telephone(List::Forward, JOHN)).await.unwrap();
    let before = world.roster(me).await;
    world.store.close().await;
    let store = SqliteStore::open(&world.path(), SqliteOptions::default()).unwrap();
    assert_eq!(store.roster(me).await.unwrap(), before);
    assert_eq!(before.outsiders.len(), 1);
}

#[tokio::test]
async fn an_address_that_cannot_be_one_is_our_fault_and_no_crash() {
    let world = World::new();
    let me = world.person("me").await;
    world.edit(me, add_telephone(List::Forward, JOHN)).await.unwrap();
    world.store.write(|db| Ok(db.execute("UPDATE outside_contacts SET address = 'x'", [])?)).await.unwrap();
    let error = world.store.roster(me).await.unwrap_err();
    assert!(matches!(error, Error::Fault(nudge_core::Fault::StoreCorrupt { .. })), "{error}");
}
