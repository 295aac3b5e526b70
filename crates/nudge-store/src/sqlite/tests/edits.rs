use nudge_core::{Outcome, Phone, PhoneKind, Privacy, ReversePrompt, Serial};

use super::*;

#[tokio::test]
async fn adding_changes_both_sides_and_tells_of_both() {
    let world = World::new();
    let (alice, bob) = (world.person("Alice").await, world.person("Bob").await);
    world.edit(bob, add(List::Allow, "alice")).await.unwrap();

    let edited = world.edit(alice, add(List::Forward, "BOB")).await.unwrap();
    assert_eq!(edited.serial, Serial::new(2));
    let Outcome::Added(change) = edited.outcome else { panic!("{:?}", edited.outcome) };
    assert_eq!(
        (change.contact, change.handle.as_str(), change.lists),
        (bob, "Bob@example.com", Lists::FORWARD)
    );
    let other = edited.other.unwrap();
    assert_eq!((other.account, other.serial), (bob, Serial::new(3)));
    assert_eq!(other.lists, Lists::REVERSE | Lists::ALLOW);

    let edited = world.edit(alice, remove(List::Forward, "bob")).await.unwrap();
    let other = edited.other.unwrap();
    assert_eq!((other.account, other.serial, other.lists), (bob, Serial::new(4), Lists::ALLOW));
    assert!(world.roster(alice).await.contacts.is_empty());
}

#[tokio::test]
async fn oneself_as_a_contact_is_one_change() {
    let world = World::new();
    let alice = world.person("alice").await;
    let edited = world.edit(alice, add(List::Forward, "alice")).await.unwrap();
    let other = edited.other.unwrap();
    assert_eq!((edited.serial, other.serial, other.account), (Serial::new(2), Serial::new(2), alice));
    assert_eq!(other.lists, Lists::FORWARD | Lists::REVERSE);
    let roster = world.roster(alice).await;
    assert_eq!(roster.contacts.len(), 1);
    assert_eq!(roster.contacts[0].lists(), Lists::FORWARD | Lists::REVERSE);
    world.edit(alice, remove(List::Forward, "alice")).await.unwrap();
    assert!(world.roster(alice).await.contacts.is_empty());
}

#[tokio::test]
async fn refusals_change_nothing_not_even_the_serial() {
    let world = World::new();
    let (alice, bob) = (world.person("alice").await, world.person("bob").await);
    world.edit(alice, add(List::Forward, "bob")).await.unwrap();
    world.edit(alice, add(List::Allow, "bob")).await.unwrap();
    let before = (world.roster(alice).await, world.roster(bob).await);
    for (edit, refusal) in [
        (add(List::Forward, "nobody"), Refusal::UnknownAccount),
        (add(List::Forward, "bob"), Refusal::AlreadyThere),
        (add(List::Block, "bob"), Refusal::OnOppositeList),
        (add_to_group("bob", 1), Refusal::NoSuchGroup),
        (remove(List::Block, "bob"), Refusal::NotThere),
        (remove(List::Forward, "nobody"), Refusal::NotThere),
        (Edit::RenameContact { handle: handle("nobody"), name: name("x") }, Refusal::NotThere),
        (Edit::RemoveGroup(GroupId::OTHER), Refusal::GroupZero),
        (Edit::RenameGroup(group(4), group_name("x")), Refusal::NoSuchGroup),
        (Edit::SetPrivacy(Privacy::AllowByDefault), Refusal::Unchanged),
        (Edit::SetPrompt(ReversePrompt::Ask), Refusal::Unchanged),
    ] {
        assert_eq!(world.edit(alice, edit.clone()).await, Err(refusal), "{edit:?}");
    }
    assert_eq!((world.roster(alice).await, world.roster(bob).await), before);
    assert_eq!(world.edit(AccountId::new(99), add(List::Allow, "bob")).await, Err(Refusal::UnknownAccount));
}

#[tokio::test]
async fn each_limit_holds_where_it_is_read_from_the_file() {
    let world = World::new();
    let limits = RosterLimits { forward: 2, allow: 1, block: 1, reverse: 1 };
    let alice = world.person("alice").await;
    let bob = world.person("bob").await;
    for who in ["carol", "dave", "erin"] {
        world.person(who).await;
    }
    let edit = async |me, edit| refusal(world.store.edit(me, edit, limits).await).err();
    assert_eq!(edit(alice, add(List::Forward, "carol")).await, None);
    assert_eq!(edit(bob, add(List::Forward, "carol")).await, Some(Refusal::ListFull));
    assert_eq!(edit(alice, add(List::Forward, "dave")).await, None);
    assert_eq!(edit(alice, add(List::Forward, "erin")).await, Some(Refusal::ListFull));
    assert_eq!(edit(alice, add(List::Allow, "carol")).await, None);
    assert_eq!(edit(alice, add(List::Allow, "dave")).await, Some(Refusal::ListFull));
    assert_eq!(edit(alice, add(List::Block, "dave")).await, None);
    assert_eq!(edit(alice, add(List::Block, "erin")).await, Some(Refusal::ListFull));
}

#[tokio::test]
async fn every_list_is_in_the_order_of_its_entries() {
    let world = World::new();
    let me = world.person("me").await;
    let mut others = Vec::new();
    for who in ["ann", "ben", "cid", "dan"] {
        others.push(world.person(who).await);
    }
    for who in ["dan", "ann", "cid"] {
        world.edit(me, add(List::Forward, who)).await.unwrap();
    }
    for who in ["cid", "ann"] {
        world.edit(me, add(List::Allow, who)).await.unwrap();
    }
    for at in [3, 1, 0] {
        world.edit(others[at], add(List::Forward, "me")).await.unwrap();
    }
    // Whoever leaves and comes back is the newest.
    world.edit(me, remove(List::Forward, "dan")).await.unwrap();
    world.edit(me, add(List::Forward, "dan")).await.unwrap();

    let roster = world.roster(me).await;
    assert_eq!(on(&roster, Lists::FORWARD), ["ann", "cid", "dan"]);
    assert_eq!(on(&roster, Lists::ALLOW), ["cid", "ann"]);
    assert_eq!(on(&roster, Lists::REVERSE), ["dan", "ben", "ann"]);
    // All together in the order of the oldest entry each has now.
    assert_eq!(on(&roster, Lists::NONE), ["ann", "cid", "dan", "ben"]);
}

#[tokio::test]
async fn groups_are_numbered_named_and_ordered() {
    let world = World::new();
    let me = world.person("me").await;
    world.person("bob").await;
    for text in ["Friends", "Family", "Work"] {
        world.edit(me, Edit::AddGroup(group_name(text))).await.unwrap();
    }
    assert_eq!(world.edit(me, Edit::AddGroup(group_name("Work"))).await, Err(Refusal::GroupExists));
    world.edit(me, add_to_group("bob", 1)).await.unwrap();
    world.edit(me, add_to_group("bob", 2)).await.unwrap();
    assert_eq!(world.edit(me, add_to_group("bob", 2)).await, Err(Refusal::AlreadyThere));

    world.edit(me, Edit::RemoveGroup(group(1))).await.unwrap();
    let roster = world.roster(me).await;
    assert_eq!(roster.contacts[0].groups.iter().collect::<Vec<_>>(), [group(2)]);
    assert_eq!(on(&roster, Lists::FORWARD), ["bob"]);

    // The lowest free number again, but the youngest group.
    let edited = world.edit(me, Edit::AddGroup(group_name("Club"))).await.unwrap();
    assert_eq!(edited.outcome, Outcome::GroupAdded(group(1)));
    world.edit(me, Edit::RenameGroup(group(2), group_name("Relatives"))).await.unwrap();
    let names: Vec<_> = world.roster(me).await.groups.iter().map(|group| group.name.to_string()).collect();
    assert_eq!(names, ["Relatives", "Work", "Club"]);

    let last = Edit::Remove { list: List::Forward, handle: handle("bob"), group: Some(group(2)) };
    world.edit(me, last.clone()).await.unwrap();
    assert_eq!(world.edit(me, last).await, Err(Refusal::NotInGroup));
    let roster = world.roster(me).await;
    assert!(roster.contacts[0].groups.is_empty() && roster.contacts[0].lists() == Lists::FORWARD);
}

#[tokio::test]
async fn names_and_telephones_are_shown_to_those_who_are_permitted() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    world.edit(bob, Edit::RenameSelf(name("Bob the builder"))).await.unwrap();
    world.edit(bob, Edit::SetPhone(PhoneKind::Home, Some(Phone::new("555 1234").unwrap()))).await.unwrap();
    let stored = Some(name("my bob"));
    let edit = Edit::Add { list: List::Forward, handle: handle("bob"), stored_name: stored, group: None };
    world.edit(me, edit).await.unwrap();

    let shown = async || {
        let roster = world.roster(me).await;
        let bob = roster.contact(&handle("bob")).unwrap();
        (bob.shown_name().to_owned(), bob.properties.is_some())
    };
    assert_eq!(shown().await, ("Bob the builder".to_owned(), true));
    world.edit(bob, add(List::Block, "me")).await.unwrap();
    assert_eq!(shown().await, ("my bob".to_owned(), false));
    world.edit(bob, remove(List::Block, "me")).await.unwrap();
    world.edit(bob, Edit::SetPrivacy(Privacy::BlockByDefault)).await.unwrap();
    assert_eq!(shown().await, ("my bob".to_owned(), false));
    world.edit(bob, add(List::Allow, "me")).await.unwrap();
    assert_eq!(shown().await, ("Bob the builder".to_owned(), true));

    // Off the forward list there is a name but no telephone.
    world.edit(me, add(List::Allow, "bob")).await.unwrap();
    world.edit(me, remove(List::Forward, "bob")).await.unwrap();
    assert_eq!(shown().await, ("Bob the builder".to_owned(), false));
}

#[tokio::test]
async fn a_name_for_somebody_on_the_reverse_list_goes_with_them() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    world.edit(bob, add(List::Forward, "me")).await.unwrap();
    world.edit(me, Edit::RenameContact { handle: handle("bob"), name: name("Bobby") }).await.unwrap();
    assert_eq!(world.roster(me).await.contacts[0].stored_name, Some(name("Bobby")));
    world.edit(bob, remove(List::Forward, "me")).await.unwrap();
    assert!(world.roster(me).await.contacts.is_empty());
    world.edit(bob, add(List::Forward, "me")).await.unwrap();
    assert_eq!(world.roster(me).await.contacts[0].stored_name, None);
}

#[tokio::test]
async fn settings_are_kept_and_pages_need_a_device() {
    let world = World::new();
    let me = world.person("me").await;
    assert_eq!(world.edit(me, Edit::SetPageable(true)).await.unwrap().outcome, Outcome::Pageable(false));
    world.edit(me, Edit::SetMobileEnabled(true)).await.unwrap();
    assert_eq!(world.edit(me, Edit::SetPageable(true)).await.unwrap().outcome, Outcome::Pageable(true));
    let number = Phone::new("555").unwrap();
    world.edit(me, Edit::SetPhone(PhoneKind::Mobile, Some(number.clone()))).await.unwrap();
    world.edit(me, Edit::SetPrompt(ReversePrompt::Silent)).await.unwrap();
    let roster = world.roster(me).await;
    assert!(roster.properties.mobile_enabled && roster.properties.pageable);
    assert_eq!(roster.properties.phone(PhoneKind::Mobile), Some(&number));
    assert_eq!(roster.prompt, ReversePrompt::Silent);

    world.edit(me, Edit::SetMobileEnabled(false)).await.unwrap();
    world.edit(me, Edit::SetPhone(PhoneKind::Mobile, None)).await.unwrap();
    let roster = world.roster(me).await;
    assert!(!roster.properties.mobile_enabled && !roster.properties.pageable);
    assert_eq!(roster.properties.mobile, None);
    assert_eq!(roster.serial.get(), 8);
}
