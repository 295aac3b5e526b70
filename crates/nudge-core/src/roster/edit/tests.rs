use super::*;
use crate::Handle;

const ME: AccountId = AccountId::new(1);
const BOB: AccountId = AccountId::new(2);

fn handle() -> Handle {
    Handle::new("bob@example.com").unwrap()
}

fn bob() -> Who {
    Who::Account { id: BOB, handle: handle() }
}

fn group(number: u8) -> GroupId {
    GroupId::new(number).unwrap()
}

fn group_name(text: &str) -> GroupName {
    GroupName::new(text).unwrap()
}

fn guid(number: u8) -> Guid {
    Guid::version_4(u128::from(number))
}

fn a_group(number: u8) -> Group {
    Group { id: group(number), guid: guid(number), name: group_name(&format!("group {number}")) }
}

/// Bob, on no list.
fn stranger() -> Target {
    let (lists, groups) = (Lists::NONE, GroupSet::NONE);
    Target { who: bob(), guid: guid(99), lists, acknowledged: false, kept: false, groups, reverse_entries: 0 }
}

fn bob_on(lists: Lists, groups: GroupSet) -> View {
    let target = Target { lists, groups, ..stranger() };
    let groups = [1, 2].map(a_group);
    View { target: Some(target), groups: groups.into(), ..View::default() }
}

fn add_to(list: List, group: Option<GroupId>) -> Edit {
    Edit::Add { list, contact: handle().into(), stored_name: None, group: group.map(Into::into) }
}

fn remove_from(list: List, group: Option<GroupId>) -> Edit {
    Edit::Remove { list, contact: handle().into(), group: group.map(Into::into) }
}

fn decided(edit: &Edit, view: &View) -> Result<Decision, Refusal> {
    decide(edit, ME, view, &RosterLimits::default())
}

#[test]
fn adding_to_the_forward_list_changes_the_other_sides_reverse_list() {
    let decision =
        decided(&add_to(List::Forward, Some(group(2))), &bob_on(Lists::ALLOW, GroupSet::NONE)).unwrap();
    assert_eq!(
        decision.effects,
        [Effect::Enlist(bob(), List::Forward), Effect::SetGroups(bob(), GroupSet::NONE.with(group(2)))]
    );
    assert_eq!(decision.other, Some(BOB));
    let Outcome::Added(change) = decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!(change.lists, Lists::FORWARD | Lists::ALLOW);
}

#[test]
fn allowing_and_blocking_are_nobody_elses_business() {
    for list in [List::Allow, List::Block] {
        let decision =
            decided(&add_to(list, Some(group(2))), &bob_on(Lists::FORWARD, GroupSet::NONE)).unwrap();
        assert_eq!(
            (decision.effects.as_slice(), decision.other),
            ([Effect::Enlist(bob(), list)].as_slice(), None)
        );
        let decision = decided(&remove_from(list, None), &bob_on(list.bit(), GroupSet::NONE)).unwrap();
        assert_eq!(
            (decision.effects.as_slice(), decision.other),
            ([Effect::Delist(bob(), list)].as_slice(), None)
        );
    }
}

#[test]
fn adding_is_refused_for_a_reason() {
    let in_one = GroupSet::NONE.with(group(1));
    for (edit, view, refusal) in [
        (add_to(List::Forward, None), View::default(), Refusal::UnknownAccount),
        (add_to(List::Forward, None), bob_on(Lists::FORWARD, in_one), Refusal::AlreadyThere),
        (add_to(List::Forward, Some(group(1))), bob_on(Lists::FORWARD, in_one), Refusal::AlreadyThere),
        (
            add_to(List::Forward, Some(group(0))),
            bob_on(Lists::FORWARD, GroupSet::NONE),
            Refusal::AlreadyThere,
        ),
        (add_to(List::Allow, None), bob_on(Lists::ALLOW, GroupSet::NONE), Refusal::AlreadyThere),
        (add_to(List::Block, None), bob_on(Lists::BLOCK, GroupSet::NONE), Refusal::AlreadyThere),
        (add_to(List::Allow, None), bob_on(Lists::BLOCK, GroupSet::NONE), Refusal::OnOppositeList),
        (add_to(List::Block, None), bob_on(Lists::ALLOW, GroupSet::NONE), Refusal::OnOppositeList),
        (add_to(List::Forward, Some(group(9))), bob_on(Lists::NONE, GroupSet::NONE), Refusal::NoSuchGroup),
    ] {
        assert_eq!(decided(&edit, &view), Err(refusal), "{edit:?}");
    }
}

#[test]
fn by_number_only_contacts_are_grouped() {
    let edit = Edit::Add {
        list: List::Forward,
        contact: guid(99).into(),
        stored_name: None,
        group: Some(group(1).into()),
    };
    for lists in [Lists::NONE, Lists::ALLOW, Lists::BLOCK | Lists::REVERSE] {
        assert_eq!(decided(&edit, &bob_on(lists, GroupSet::NONE)), Err(Refusal::NotThere), "{lists:?}");
    }
    assert!(decided(&edit, &bob_on(Lists::FORWARD, GroupSet::NONE)).is_ok());
}

#[test]
fn full_lists_take_nobody_but_still_regroup() {
    let limits = RosterLimits { forward: 3, allow: 2, block: 2, reverse: 5 };
    let full = |list, entries, reverse_entries| {
        let mut view = bob_on(Lists::NONE, GroupSet::NONE);
        view.entries = entries;
        view.target.as_mut().unwrap().reverse_entries = reverse_entries;
        decide(&add_to(list, None), ME, &view, &limits).err()
    };
    assert_eq!(full(List::Forward, 2, 4), None);
    assert_eq!(full(List::Forward, 3, 0), Some(Refusal::ListFull));
    assert_eq!(full(List::Forward, 0, 5), Some(Refusal::ListFull));
    assert_eq!(full(List::Allow, 1, 5), None);
    assert_eq!(full(List::Allow, 2, 0), Some(Refusal::ListFull));
    assert_eq!(full(List::Block, 2, 0), Some(Refusal::ListFull));

    let regroup = View { entries: 3, ..bob_on(Lists::FORWARD, GroupSet::NONE) };
    assert!(decide(&add_to(List::Forward, Some(group(1))), ME, &regroup, &limits).is_ok());
}

#[test]
fn somebody_already_there_is_only_put_into_the_group() {
    let in_one = GroupSet::NONE.with(group(1));
    let decision = decided(&add_to(List::Forward, Some(group(2))), &bob_on(Lists::FORWARD, in_one)).unwrap();
    assert_eq!(decision.effects, [Effect::SetGroups(bob(), in_one.with(group(2)))]);
    assert_eq!(decision.other, None);
    assert!(matches!(decision.outcome, Outcome::Grouped(_)));
}

#[test]
fn leaving_the_last_group_does_not_leave_the_list() {
    let view = bob_on(Lists::FORWARD, GroupSet::NONE.with(group(1)));
    let decision = decided(&remove_from(List::Forward, Some(group(1))), &view).unwrap();
    assert_eq!(decision.effects, [Effect::SetGroups(bob(), GroupSet::NONE)]);
    assert_eq!(decision.other, None);
}

#[test]
fn out_of_other_contacts_is_the_end_for_who_is_nowhere_else() {
    let decision =
        decided(&remove_from(List::Forward, Some(GroupId::OTHER)), &bob_on(Lists::FORWARD, GroupSet::NONE));
    let decision = decision.unwrap();
    assert!(decision.effects.contains(&Effect::Delist(bob(), List::Forward)));
    assert!(matches!(decision.outcome, Outcome::Removed(_)));
    assert_eq!(decision.other, Some(BOB));
}

#[test]
fn the_second_half_of_a_move_changes_nothing_else() {
    // Out of number 0: add to 1, remove from 0.
    let moved_out = bob_on(Lists::FORWARD, GroupSet::NONE.with(group(1)));
    let decision = decided(&remove_from(List::Forward, Some(GroupId::OTHER)), &moved_out).unwrap();
    assert_eq!(decision.effects, [Effect::SetGroups(bob(), GroupSet::NONE.with(group(1)))]);
    // Into number 0: add to 0, remove from 1.
    let decision = decided(&add_to(List::Forward, Some(GroupId::OTHER)), &moved_out).unwrap();
    assert_eq!(decision.effects, [Effect::SetGroups(bob(), GroupSet::NONE.with(group(1)))]);
}

#[test]
fn removing_is_refused_for_a_reason() {
    let on_forward = || bob_on(Lists::FORWARD, GroupSet::NONE.with(group(1)));
    for (edit, view, refusal) in [
        (remove_from(List::Forward, None), View::default(), Refusal::NotThere),
        (remove_from(List::Forward, None), bob_on(Lists::REVERSE, GroupSet::NONE), Refusal::NotThere),
        (remove_from(List::Allow, None), on_forward(), Refusal::NotThere),
        (remove_from(List::Forward, Some(group(2))), on_forward(), Refusal::NotInGroup),
        (remove_from(List::Forward, Some(group(9))), on_forward(), Refusal::NoSuchGroup),
    ] {
        assert_eq!(decided(&edit, &view), Err(refusal), "{edit:?}");
    }
}

#[test]
fn oneself_may_be_a_contact() {
    let mut view = bob_on(Lists::NONE, GroupSet::NONE);
    view.target.as_mut().unwrap().who = Who::Account { id: ME, handle: handle() };
    let decision = decided(&add_to(List::Forward, None), &view).unwrap();
    assert!(decision.effects.contains(&Effect::Acknowledge(ME)));
    let Outcome::Added(change) = decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!(change.lists, Lists::FORWARD | Lists::REVERSE);
    view.target.as_mut().unwrap().lists = change.lists;
    let Outcome::Removed(change) = decided(&remove_from(List::Forward, None), &view).unwrap().outcome else {
        panic!()
    };
    assert_eq!(change.lists, Lists::NONE);
}

#[test]
fn a_name_is_stored_for_anybody_on_any_list() {
    let rename = Edit::RenameContact { contact: handle().into(), name: DisplayName::new("Bobby").unwrap() };
    for list in [Lists::FORWARD, Lists::ALLOW, Lists::BLOCK, Lists::REVERSE] {
        assert!(decided(&rename, &bob_on(list, GroupSet::NONE)).is_ok(), "{list:?}");
    }
    assert_eq!(decided(&rename, &bob_on(Lists::NONE, GroupSet::NONE)), Err(Refusal::NotThere));
    assert_eq!(decided(&rename, &View::default()), Err(Refusal::NotThere));
}

#[test]
fn groups_get_the_lowest_free_number_until_there_are_thirty() {
    let new = |number| Group { id: group(number), guid: guid(77), name: group_name("new") };
    let add = Edit::AddGroup { name: group_name("new"), guid: guid(77) };
    let mut view = View::default();
    for number in 1..GroupId::COUNT {
        assert_eq!(decided(&add, &view).unwrap().outcome, Outcome::GroupAdded(new(number)));
        view.groups.push(a_group(number));
    }
    assert_eq!(decided(&add, &view), Err(Refusal::TooManyGroups));
    view.groups.remove(6);
    assert_eq!(decided(&add, &view).unwrap().outcome, Outcome::GroupAdded(new(7)));
}

#[test]
fn group_edits_are_refused_for_a_reason() {
    let view = bob_on(Lists::NONE, GroupSet::NONE);
    for (edit, refusal) in [
        (Edit::AddGroup { name: group_name("group 1"), guid: guid(77) }, Refusal::GroupExists),
        (Edit::RemoveGroup(GroupId::OTHER.into()), Refusal::GroupZero),
        (Edit::RemoveGroup(group(3).into()), Refusal::NoSuchGroup),
        (Edit::RenameGroup(GroupId::OTHER.into(), group_name("x")), Refusal::GroupZero),
        (Edit::RenameGroup(group(3).into(), group_name("x")), Refusal::NoSuchGroup),
        (Edit::RenameGroup(group(1).into(), group_name("group 2")), Refusal::GroupExists),
    ] {
        assert_eq!(decided(&edit, &view), Err(refusal), "{edit:?}");
    }
    assert!(decided(&Edit::RenameGroup(group(1).into(), group_name("group 1")), &view).is_ok());
}

#[test]
fn settings_that_would_not_change_are_refused() {
    let view = View { privacy: Privacy::BlockByDefault, prompt: ReversePrompt::Silent, ..View::default() };
    assert_eq!(decided(&Edit::SetPrivacy(Privacy::BlockByDefault), &view), Err(Refusal::Unchanged));
    assert_eq!(decided(&Edit::SetPrompt(ReversePrompt::Silent), &view), Err(Refusal::Unchanged));
    assert!(decided(&Edit::SetPrivacy(Privacy::AllowByDefault), &view).is_ok());
    assert!(decided(&Edit::SetPrompt(ReversePrompt::Ask), &view).is_ok());
}

#[test]
fn nobody_pages_a_device_that_is_not_there() {
    let without = View::default();
    let with = View { mobile_enabled: true, ..View::default() };
    for wanted in [true, false] {
        let decision = decided(&Edit::SetPageable(wanted), &without).unwrap();
        assert_eq!((decision.effects, decision.outcome), (Vec::new(), Outcome::Pageable(false)));
        let decision = decided(&Edit::SetPageable(wanted), &with).unwrap();
        assert_eq!(decision.effects, [Effect::SetPageable(wanted)]);
        assert_eq!(decision.outcome, Outcome::Pageable(wanted));
    }
    let off = decided(&Edit::SetMobileEnabled(false), &with).unwrap();
    assert_eq!(off.effects, [Effect::SetMobileEnabled(false), Effect::SetPageable(false)]);
    let on = decided(&Edit::SetMobileEnabled(true), &without).unwrap();
    assert_eq!(on.effects, [Effect::SetMobileEnabled(true)]);
}

#[test]
fn groups_are_found_by_each_of_their_keys() {
    let view = bob_on(Lists::FORWARD, GroupSet::NONE);
    for key in [GroupKey::from(group(2)), guid(2).into(), group_name("group 2").into()] {
        assert_eq!(
            decided(&Edit::RemoveGroup(key.clone()), &view).unwrap().effects,
            [Effect::DropGroup(group(2))]
        );
        let renamed = Group { name: group_name("new"), ..a_group(2) };
        assert_eq!(
            decided(&Edit::RenameGroup(key.clone(), group_name("new")), &view).unwrap().outcome,
            Outcome::GroupRenamed(renamed)
        );
        let add =
            Edit::Add { list: List::Forward, contact: handle().into(), stored_name: None, group: Some(key) };
        let into_it = [Effect::SetGroups(bob(), GroupSet::NONE.with(group(2)))];
        assert_eq!(decided(&add, &view).unwrap().effects, into_it);
    }
    for key in [GroupKey::from(guid(3)), group_name("Other Contacts").into()] {
        assert_eq!(decided(&Edit::RemoveGroup(key.clone()), &view), Err(Refusal::NoSuchGroup));
        assert_eq!(decided(&Edit::RenameGroup(key, group_name("x")), &view), Err(Refusal::NoSuchGroup));
    }
}

#[test]
fn a_guid_names_nobody_who_is_on_no_list() {
    let add = Edit::Add { list: List::Allow, contact: guid(99).into(), stored_name: None, group: None };
    assert_eq!(decided(&add, &bob_on(Lists::NONE, GroupSet::NONE)), Err(Refusal::NotThere));
    assert_eq!(decided(&add, &View::default()), Err(Refusal::NotThere));
    let Outcome::Added(change) = decided(&add, &bob_on(Lists::FORWARD, GroupSet::NONE)).unwrap().outcome
    else {
        panic!()
    };
    assert_eq!((change.who, change.guid), (bob(), guid(99)));
}

#[test]
fn whoever_allows_or_blocks_has_dealt_with_the_reverse_list() {
    let acknowledge = Effect::Acknowledge(BOB);
    for list in [List::Allow, List::Block] {
        for (edit, view) in [
            (add_to(list, None), bob_on(Lists::REVERSE, GroupSet::NONE)),
            (remove_from(list, None), bob_on(Lists::REVERSE | list.bit(), GroupSet::NONE)),
        ] {
            assert!(decided(&edit, &view).unwrap().effects.contains(&acknowledge), "{edit:?}");
            let mut known = view;
            known.target.as_mut().unwrap().acknowledged = true;
            assert!(!decided(&edit, &known).unwrap().effects.contains(&acknowledge), "{edit:?}");
        }
    }
    // To have somebody as a contact too decides nothing, and there may be nothing to decide.
    for (list, lists) in [(List::Forward, Lists::REVERSE), (List::Allow, Lists::FORWARD)] {
        let decision = decided(&add_to(list, None), &bob_on(lists, GroupSet::NONE)).unwrap();
        assert!(!decision.effects.contains(&acknowledge), "{list:?}");
    }
}

#[test]
fn to_acknowledge_twice_changes_nothing() {
    let edit = Edit::Acknowledge(handle().into());
    let mut view = bob_on(Lists::REVERSE | Lists::BLOCK, GroupSet::NONE);
    let decision = decided(&edit, &view).unwrap();
    assert_eq!((decision.effects.as_slice(), decision.other), ([Effect::Acknowledge(BOB)].as_slice(), None));
    view.target.as_mut().unwrap().acknowledged = true;
    let decision = decided(&edit, &view).unwrap();
    assert_eq!((decision.effects, decision.outcome), (Vec::new(), Outcome::Acknowledged(BOB)));
    for view in [View::default(), bob_on(Lists::FORWARD | Lists::ALLOW, GroupSet::NONE)] {
        assert_eq!(decided(&edit, &view), Err(Refusal::NotThere));
    }
}

fn telephone() -> Outsider {
    Outsider::new("tel:15551111222").unwrap()
}

fn add_telephone(list: List) -> Edit {
    let stored_name = Some(DisplayName::new("John").unwrap());
    Edit::AddOutsider { list, outsider: telephone(), guid: guid(7), stored_name }
}

fn telephone_on(lists: Lists, groups: GroupSet) -> View {
    let target = Target { lists, groups, ..Target::stranger(&telephone(), guid(99)) };
    View { target: Some(target), groups: [1, 2].map(a_group).into(), ..View::default() }
}

#[test]
fn an_outsider_is_made_with_the_first_entry() {
    let who = || Who::Outsider(telephone());
    for list in [List::Forward, List::Allow, List::Block] {
        let decision = decided(&add_telephone(list), &View::default()).unwrap();
        let name = Effect::StoreName(who(), DisplayName::new("John").unwrap());
        let made = Effect::CreateOutsider(telephone(), guid(7));
        assert_eq!(decision.effects, [made, Effect::Enlist(who(), list), name.clone()]);
        assert_eq!(decision.other, None);
        let Outcome::Added(change) = decision.outcome else { panic!("{:?}", decision.outcome) };
        assert_eq!((change.who, change.guid, change.lists), (who(), guid(7), list.bit()));
    }
    // Of the next one, the number is what it was.
    let known = telephone_on(Lists::FORWARD, GroupSet::NONE);
    let decision = decided(&add_telephone(List::Allow), &known).unwrap();
    assert_eq!(decision.effects.first(), Some(&Effect::Enlist(who(), List::Allow)));
    let Outcome::Added(change) = decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!((change.guid, change.lists), (guid(99), Lists::FORWARD | Lists::ALLOW));
}

#[test]
fn for_outsiders_the_same_rules_hold() {
    let on = |lists| telephone_on(lists, GroupSet::NONE);
    for (list, lists, refusal) in [
        (List::Forward, Lists::FORWARD, Refusal::AlreadyThere),
        (List::Allow, Lists::ALLOW, Refusal::AlreadyThere),
        (List::Allow, Lists::BLOCK, Refusal::OnOppositeList),
        (List::Block, Lists::ALLOW, Refusal::OnOppositeList),
    ] {
        assert_eq!(decided(&add_telephone(list), &on(lists)), Err(refusal), "{list:?}");
    }
    let full = View { entries: RosterLimits::default().forward, ..View::default() };
    assert_eq!(decided(&add_telephone(List::Forward), &full), Err(Refusal::ListFull));

    let grouping = Edit::Add {
        list: List::Forward,
        contact: guid(99).into(),
        stored_name: None,
        group: Some(group(2).into()),
    };
    let grouped = decided(&grouping, &on(Lists::FORWARD)).unwrap();
    let who = Who::Outsider(telephone());
    assert_eq!(grouped.effects, [Effect::SetGroups(who.clone(), GroupSet::NONE.with(group(2)))]);
    assert_eq!(decided(&grouping, &on(Lists::ALLOW)), Err(Refusal::NotThere));

    let removal = Edit::Remove { list: List::Forward, contact: guid(99).into(), group: None };
    let removed = decided(&removal, &on(Lists::FORWARD)).unwrap();
    assert!(removed.effects.contains(&Effect::Delist(who, List::Forward)));
    assert_eq!(removed.other, None);
}

#[test]
fn outsiders_add_nobody_and_keep_their_name() {
    let view = telephone_on(Lists::FORWARD | Lists::ALLOW, GroupSet::NONE);
    let by_address =
        Edit::Add { list: List::Block, contact: telephone().into(), stored_name: None, group: None };
    assert_eq!(decided(&by_address, &View::default()), Err(Refusal::NotThere));
    assert_eq!(decided(&Edit::Acknowledge(telephone().into()), &view), Err(Refusal::NotThere));
    let rename = Edit::RenameContact { contact: guid(99).into(), name: DisplayName::new("Jack").unwrap() };
    assert_eq!(decided(&rename, &view), Err(Refusal::NotRenamable));
    assert_eq!(decided(&rename, &View::default()), Err(Refusal::NotThere));
}
