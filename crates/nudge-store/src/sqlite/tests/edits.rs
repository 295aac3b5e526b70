use nudge_core::{
    Contact, ContactKey, GroupKey, Outcome, Phone, PhoneKind, Privacy, ReversePrompt, Serial, Who,
};

use super::*;

#[tokio::test]
async fn adding_changes_both_sides_and_tells_of_both() {
    let world = World::new();
    let (alice, bob) = (world.person("Alice").await, world.person("Bob").await);
    world.edit(bob, add(List::Allow, "alice")).await.unwrap();

    let edited = world.edit(alice, add(List::Forward, "BOB")).await.unwrap();
    assert_eq!(edited.serial, Serial::new(2));
    let Outcome::Added(change) = edited.outcome else { panic!("{:?}", edited.outcome) };
    let Who::Account { id, handle: spelled } = change.who else { panic!("{:?}", change.who) };
    assert_eq!((id, spelled.as_str(), change.lists), (bob, "Bob@example.com", Lists::FORWARD));
    let other = edited.other.unwrap();
    assert_eq!((other.account, other.serial), (bob, Serial::new(3)));
    let there = |roster: Roster| roster.contact(&handle("alice")).map(Contact::lists);
    assert_eq!(there(world.roster(bob).await), Some(Lists::REVERSE | Lists::ALLOW));

    let edited = world.edit(alice, remove(List::Forward, "bob")).await.unwrap();
    let other = edited.other.unwrap();
    assert_eq!((other.account, other.serial), (bob, Serial::new(4)));
    assert_eq!(there(world.roster(bob).await), Some(Lists::ALLOW));
    assert!(world.roster(alice).await.contacts.is_empty());
}

#[tokio::test]
async fn oneself_as_a_contact_is_one_change() {
    let world = World::new();
    let alice = world.person("alice").await;
    let edited = world.edit(alice, add(List::Forward, "alice")).await.unwrap();
    let other = edited.other.unwrap();
    assert_eq!((edited.serial, other.serial, other.account), (Serial::new(2), Serial::new(2), alice));
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
        (Edit::RenameContact { contact: handle("nobody").into(), name: name("x") }, Refusal::NotThere),
        (Edit::RemoveGroup(GroupId::OTHER.into()), Refusal::GroupZero),
        (Edit::RenameGroup(group(4).into(), group_name("x")), Refusal::NoSuchGroup),
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
        world.edit(me, add_group(text)).await.unwrap();
    }
    assert_eq!(world.edit(me, add_group("Work")).await, Err(Refusal::GroupExists));
    world.edit(me, add_to_group("bob", 1)).await.unwrap();
    world.edit(me, add_to_group("bob", 2)).await.unwrap();
    assert_eq!(world.edit(me, add_to_group("bob", 2)).await, Err(Refusal::AlreadyThere));

    world.edit(me, Edit::RemoveGroup(group(1).into())).await.unwrap();
    let roster = world.roster(me).await;
    assert_eq!(roster.contacts[0].groups.iter().collect::<Vec<_>>(), [group(2)]);
    assert_eq!(on(&roster, Lists::FORWARD), ["bob"]);

    // The lowest free number again, but the youngest group.
    let edited = world.edit(me, add_group("Club")).await.unwrap();
    let Outcome::GroupAdded(added) = edited.outcome else { panic!("{:?}", edited.outcome) };
    assert_eq!((added.id, added.guid), (group(1), guid("Club")));
    world.edit(me, Edit::RenameGroup(group(2).into(), group_name("Relatives"))).await.unwrap();
    let names: Vec<_> = world.roster(me).await.groups.iter().map(|group| group.name.to_string()).collect();
    assert_eq!(names, ["Relatives", "Work", "Club"]);

    let last =
        Edit::Remove { list: List::Forward, contact: handle("bob").into(), group: Some(group(2).into()) };
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
    let edit =
        Edit::Add { list: List::Forward, contact: handle("bob").into(), stored_name: stored, group: None };
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
    world.edit(me, Edit::RenameContact { contact: handle("bob").into(), name: name("Bobby") }).await.unwrap();
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
    let edited = world.edit(me, Edit::SetPageable(true)).await.unwrap();
    assert_eq!((edited.outcome, edited.changed, edited.serial.get()), (Outcome::Pageable(false), false, 1));
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
    // The first of them changed nothing.
    assert_eq!(roster.serial.get(), 7);
}

#[tokio::test]
async fn contacts_and_groups_are_named_in_every_way() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    world.person("stranger").await;
    world.edit(me, add(List::Forward, "bob")).await.unwrap();
    for text in ["one", "two", "three"] {
        world.edit(me, add_group(text)).await.unwrap();
    }
    let into = |contact: ContactKey, group: GroupKey| Edit::Add {
        list: List::Forward,
        contact,
        stored_name: None,
        group: Some(group),
    };
    world.edit(me, into(guid("bob").into(), guid("one").into())).await.unwrap();
    world.edit(me, into(handle("bob").into(), group_name("two").into())).await.unwrap();
    let Outcome::Grouped(change) =
        world.edit(me, into(guid("bob").into(), group(3).into())).await.unwrap().outcome
    else {
        panic!()
    };
    assert_eq!((change.who.account(), change.guid, change.group), (Some(bob), guid("bob"), Some(group(3))));
    let contact = world.store.contact(me, &handle("BOB")).await.unwrap().unwrap();
    assert_eq!(contact.groups.iter().collect::<Vec<_>>(), [group(1), group(2), group(3)]);

    world.edit(me, Edit::RemoveGroup(group_name("two").into())).await.unwrap();
    world.edit(me, Edit::RenameGroup(guid("three").into(), group_name("drei"))).await.unwrap();
    let groups = world.roster(me).await.groups;
    let groups: Vec<_> = groups.iter().map(|group| (group.name.as_str(), group.guid)).collect();
    assert_eq!(groups, [("one", guid("one")), ("drei", guid("three"))]);

    // A stranger's number opens nothing, although it is somebody's.
    for contact in [guid("stranger"), guid("nobody")] {
        assert_eq!(world.edit(me, into(contact.into(), guid("one").into())).await, Err(Refusal::NotThere));
    }
    assert_eq!(world.store.contact(me, &handle("stranger")).await.unwrap(), None);
    assert_eq!(world.store.contact(me, &handle("nobody")).await.unwrap(), None);
    assert_eq!(
        world.edit(me, into(guid("bob").into(), group_name("two").into())).await,
        Err(Refusal::NoSuchGroup)
    );
    let gone = Edit::Remove { list: List::Forward, contact: guid("bob").into(), group: None };
    world.edit(me, gone.clone()).await.unwrap();
    assert_eq!(world.edit(me, gone).await, Err(Refusal::NotThere));
}

#[tokio::test]
async fn whoever_adds_me_is_pending_until_i_deal_with_it() {
    let world = World::new();
    let me = world.person("me").await;
    let mut others = Vec::new();
    for who in ["ann", "ben", "cid", "dan"] {
        let id = world.person(who).await;
        world.edit(id, add(List::Forward, "me")).await.unwrap();
        others.push(id);
    }
    let pending = async || -> Vec<String> {
        let roster = world.roster(me).await;
        let pending = roster.contacts.iter().filter(|contact| contact.is_pending());
        pending.map(|contact| contact.handle.local().to_owned()).collect()
    };
    assert_eq!(pending().await, ["ann", "ben", "cid", "dan"]);

    // As clients do it: onto a list, and then said twice.
    world.edit(me, add(List::Allow, "ann")).await.unwrap();
    let serial = world.serial(me).await;
    for _ in 0..2 {
        let edited = world.edit(me, Edit::Acknowledge(handle("ann").into())).await.unwrap();
        assert_eq!((edited.changed, edited.serial.get()), (false, serial));
    }
    world.edit(me, add(List::Block, "ben")).await.unwrap();
    let edited = world.edit(me, Edit::Acknowledge(handle("cid").into())).await.unwrap();
    assert!(edited.changed && edited.outcome == Outcome::Acknowledged(others[2]));
    assert_eq!(pending().await, ["dan"]);

    // It stays dealt with when the list is left, and not when the contact leaves and comes back.
    world.edit(me, remove(List::Allow, "ann")).await.unwrap();
    world.edit(me, remove(List::Block, "ben")).await.unwrap();
    assert_eq!(pending().await, ["dan"]);
    world.edit(others[2], remove(List::Forward, "me")).await.unwrap();
    assert_eq!(world.edit(me, Edit::Acknowledge(handle("cid").into())).await, Err(Refusal::NotThere));
    assert_eq!(world.edit(me, Edit::Acknowledge(handle("nobody").into())).await, Err(Refusal::NotThere));
    world.edit(others[2], add(List::Forward, "me")).await.unwrap();
    assert_eq!(pending().await, ["dan", "cid"]);

    // Whoever was allowed before was decided about before; and nobody decides about oneself.
    world.person("eve").await;
    world.edit(me, add(List::Allow, "eve")).await.unwrap();
    let eve = world.store.account_by_handle(&handle("eve")).await.unwrap().id;
    world.edit(eve, add(List::Forward, "me")).await.unwrap();
    world.edit(me, add(List::Forward, "me")).await.unwrap();
    assert_eq!(pending().await, ["dan", "cid"]);
    world.edit(me, remove(List::Allow, "eve")).await.unwrap();
    assert_eq!(pending().await, ["dan", "cid"]);
}

#[tokio::test]
async fn every_version_has_a_moment_of_its_own() {
    let world = World::new();
    let me = world.person("me").await;
    let before = world.roster(me).await;
    assert_eq!((before.created, before.stamp()), (NOW, NOW.plus_millis(1)));
    world.edit(me, Edit::SetSpace(true)).await.unwrap();
    let after = world.roster(me).await;
    assert_eq!(after.stamp(), NOW.plus_millis(2));
    assert!(after.properties.has_space && !before.properties.has_space);
}

#[tokio::test]
async fn several_places_are_allowed_until_they_are_not() {
    let world = World::new();
    let me = world.person("me").await;
    assert!(world.store.account(me).await.unwrap().several_places);
    for several in [false, true] {
        let before = world.serial(me).await;
        world.edit(me, Edit::SetSeveralPlaces(several)).await.unwrap();
        assert_eq!(world.store.account(me).await.unwrap().several_places, several);
        assert_eq!(world.serial(me).await, before + 1);
    }
}
