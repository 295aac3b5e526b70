use super::super::{Edit, Needs, View, decide};
use super::*;
use crate::address_book::NoteSubject;
use crate::roster::Group;
use crate::{GroupId, GroupName, GroupSet, Handle, Outsider, Who};

const ME: AccountId = AccountId::new(1);
const BOB: AccountId = AccountId::new(2);

fn handle() -> Handle {
    Handle::new("bob@example.com").unwrap()
}

fn bob() -> Who {
    Who::Account { id: BOB, handle: handle() }
}

fn guid(number: u128) -> Guid {
    Guid::version_4(number)
}

fn one() -> GroupId {
    GroupId::new(1).unwrap()
}

/// Bob on those lists, kept or not, and a group.
fn view(lists: Lists, kept: bool) -> View {
    let (groups, reverse_entries) = (GroupSet::NONE, 0);
    let target =
        Target { who: bob(), guid: guid(9), lists, acknowledged: false, kept, groups, reverse_entries };
    let group = Group { id: one(), guid: guid(11), name: GroupName::new("one").unwrap() };
    View { target: Some(target), groups: vec![group], ..View::default() }
}

fn decided(edit: &Edit, view: &View) -> Result<Decision, Refusal> {
    decide(edit, ME, view, &RosterLimits::default())
}

fn keep() -> Edit {
    Edit::Keep { contact: handle().into(), guid: guid(7), stored_name: None }
}

fn greet() -> Edit {
    Edit::AddGreeting { contact: handle().into(), greeting: Greeting::new("hi").unwrap() }
}

fn annotate(about: NoteKey, text: Option<&str>) -> Edit {
    let text = text.map(|text| NoteText::new(text).unwrap());
    Edit::Annotate { about, notes: vec![(NoteName::annotation("a").unwrap(), text)] }
}

#[test]
fn a_greeting_goes_with_the_first_entry_on_the_forward_list() {
    for kept in [false, true] {
        let decision = decided(&greet(), &view(Lists::ALLOW, kept)).unwrap();
        let said = Effect::Greet(BOB, Greeting::new("hi").unwrap());
        assert_eq!(decision.effects, [Effect::Enlist(bob(), List::Forward), said]);
        assert_eq!(decision.other, Some(BOB));
    }
    assert_eq!(decided(&greet(), &view(Lists::FORWARD, false)), Err(Refusal::AlreadyThere));
    assert_eq!(decided(&greet(), &View::default()), Err(Refusal::UnknownAccount));
}

#[test]
fn only_who_is_not_in_the_book_is_taken_into_it() {
    let decision = decided(&keep(), &view(Lists::NONE, false)).unwrap();
    assert_eq!((decision.effects, decision.other), (vec![Effect::Keep(bob())], None));
    assert!(matches!(decision.outcome, Outcome::Kept(_)));
    assert_eq!(decided(&keep(), &view(Lists::FORWARD, false)), Err(Refusal::AlreadyThere));
    assert_eq!(decided(&keep(), &view(Lists::NONE, true)), Err(Refusal::AlreadyThere));
    assert_eq!(decided(&keep(), &View::default()), Err(Refusal::UnknownAccount));
    let full = View { kept_entries: RosterLimits::default().forward, ..view(Lists::NONE, false) };
    assert_eq!(decided(&keep(), &full), Err(Refusal::ListFull));
    assert_eq!(
        keep().needs(),
        Needs { target: Some(handle().into()), kept_entries: true, ..Needs::default() }
    );
}

#[test]
fn who_is_off_the_forward_list_keeps_the_groups() {
    let edit = Edit::Unlist(handle().into());
    let decision = decided(&edit, &view(Lists::FORWARD | Lists::ALLOW, false)).unwrap();
    assert_eq!(decision.effects, [Effect::Keep(bob()), Effect::Delist(bob(), List::Forward)]);
    assert_eq!(decision.other, Some(BOB));
    let Outcome::Removed(change) = decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!(change.lists, Lists::ALLOW);
    for view in [view(Lists::ALLOW, false), view(Lists::NONE, true), View::default()] {
        assert_eq!(decided(&edit, &view), Err(Refusal::NotThere));
    }
    let full = View { kept_entries: RosterLimits::default().forward, ..view(Lists::FORWARD, false) };
    assert_eq!(decided(&edit, &full), Err(Refusal::ListFull));
}

#[test]
fn a_mail_address_is_made_when_it_is_kept_and_is_on_no_forward_list() {
    let uncle = Outsider::mail(&Handle::new("Uncle@example.org").unwrap()).unwrap();
    let edit = Edit::Keep { contact: uncle.clone().into(), guid: guid(7), stored_name: None };
    let decision = decided(&edit, &View::default()).unwrap();
    let who = Who::Outsider(uncle.clone());
    assert_eq!(decision.effects, [Effect::CreateOutsider(uncle.clone(), guid(7)), Effect::Keep(who)]);
    let Outcome::Kept(change) = decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!(change.guid, guid(7));
    let list = |list| Edit::AddOutsider { list, outsider: uncle.clone(), guid: guid(7), stored_name: None };
    assert_eq!(decided(&list(List::Forward), &View::default()), Err(Refusal::InvalidAddress));
    assert!(decided(&list(List::Block), &View::default()).is_ok());
}

#[test]
fn whoever_is_forgotten_is_in_no_book() {
    let edit = Edit::Forget(guid(9).into());
    let decision = decided(&edit, &view(Lists::NONE, true)).unwrap();
    assert_eq!((decision.effects, decision.other), (vec![Effect::Unkeep(bob())], None));
    let decision = decided(&edit, &view(Lists::FORWARD | Lists::BLOCK, false)).unwrap();
    let ungroup = Effect::SetGroups(bob(), GroupSet::NONE);
    assert_eq!(decision.effects, [ungroup, Effect::Delist(bob(), List::Forward)]);
    assert_eq!(decision.other, Some(BOB));
    for view in [view(Lists::BLOCK | Lists::REVERSE, false), View::default()] {
        assert_eq!(decided(&edit, &view), Err(Refusal::NotThere));
    }
}

#[test]
fn groups_are_for_those_in_the_book_and_may_be_said_twice() {
    let into = Edit::PutInGroup(handle().into(), one().into());
    let out = Edit::TakeOutOfGroup(handle().into(), one().into());
    for mut view in [view(Lists::FORWARD, false), view(Lists::NONE, true)] {
        let there = GroupSet::NONE.with(one());
        assert_eq!(decided(&into, &view).unwrap().effects, [Effect::SetGroups(bob(), there)]);
        assert_eq!(decided(&out, &view).unwrap().effects, []);
        view.target.as_mut().unwrap().groups = there;
        assert_eq!(decided(&into, &view).unwrap().effects, []);
        assert_eq!(decided(&out, &view).unwrap().effects, [Effect::SetGroups(bob(), GroupSet::NONE)]);
        view.groups.clear();
        assert_eq!(decided(&into, &view), Err(Refusal::NoSuchGroup));
    }
    assert_eq!(decided(&into, &view(Lists::ALLOW, false)), Err(Refusal::NotThere));
    let other = Edit::PutInGroup(handle().into(), GroupId::OTHER.into());
    assert_eq!(decided(&other, &view(Lists::FORWARD, false)), Err(Refusal::GroupZero));
}

#[test]
fn notes_are_about_the_owner_a_group_or_somebody_in_the_book() {
    for (about, subject) in [
        (NoteKey::Own, NoteSubject::Own),
        (NoteKey::Group(one().into()), NoteSubject::Group(guid(11))),
        (NoteKey::Contact(handle().into()), NoteSubject::Contact(guid(9))),
    ] {
        let edit = annotate(about.clone(), Some("x"));
        let Edit::Annotate { notes, .. } = edit.clone() else { panic!("no notes") };
        let decision = decided(&edit, &view(Lists::NONE, true)).unwrap();
        assert_eq!(decision.effects, [Effect::Annotate(subject, notes.clone())]);
        // What is so already changes nothing.
        let mut known = view(Lists::NONE, true);
        known.notes = notes.into_iter().filter_map(|(name, text)| Some((name, text?))).collect();
        assert_eq!(decided(&edit, &known).unwrap().effects, []);
        assert_eq!(decided(&annotate(about, None), &view(Lists::NONE, true)).unwrap().effects, []);
    }
    let contact = NoteKey::Contact(handle().into());
    assert_eq!(decided(&annotate(contact, Some("x")), &view(Lists::ALLOW, false)), Err(Refusal::NotThere));
    let group = NoteKey::Group(GroupId::new(2).unwrap().into());
    assert_eq!(decided(&annotate(group, Some("x")), &view(Lists::NONE, true)), Err(Refusal::NoSuchGroup));
}

#[test]
fn notes_of_all_subjects_together_have_a_limit() {
    let mut full = view(Lists::FORWARD, false);
    full.note_bytes = Notes::MAX_BYTES_OF_OWNER;
    assert_eq!(decided(&annotate(NoteKey::Own, Some("x")), &full), Err(Refusal::ListFull));
    full.notes = [(NoteName::annotation("a").unwrap(), NoteText::new("long").unwrap())].into_iter().collect();
    assert!(decided(&annotate(NoteKey::Own, Some("x")), &full).is_ok(), "less is no more");
    assert!(decided(&annotate(NoteKey::Own, None), &full).is_ok());
}

#[test]
fn nobody_is_found_by_a_number_that_is_nobodys() {
    let edit = Edit::Keep { contact: guid(9).into(), guid: guid(7), stored_name: None };
    assert_eq!(decided(&edit, &view(Lists::NONE, false)), Err(Refusal::NotThere));
    assert!(decided(&edit, &view(Lists::BLOCK, false)).is_ok());
}
