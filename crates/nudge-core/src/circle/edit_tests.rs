use super::*;
use crate::circle::{CircleId, MemberState};
use crate::{DisplayName, Guid, Timestamp};

const OWNER: AccountId = AccountId::new(1);
const ASSISTANT: AccountId = AccountId::new(2);
const MEMBER: AccountId = AccountId::new(3);
const INVITED: AccountId = AccountId::new(4);
const STRANGER: AccountId = AccountId::new(5);

fn member(account: AccountId, role: CircleRole, state: MemberState) -> CircleMember {
    let handle = Handle::new(&format!("n{account}@example.com")).unwrap();
    CircleMember {
        account,
        guid: Guid::from_bytes([9; 16]),
        name: DisplayName::from(&handle),
        handle,
        role,
        state,
        since: Timestamp::from_millis(account.get()),
    }
}

fn circle() -> Circle {
    let invited = MemberState::Invited { by: Some(OWNER), message: "Come!".to_owned() };
    Circle {
        id: CircleId::new(7).unwrap(),
        name: CircleName::new("Book club").unwrap(),
        made: Timestamp::from_millis(0),
        changed: Timestamp::from_millis(0),
        members: vec![
            member(OWNER, CircleRole::Administrator, MemberState::Joined),
            member(ASSISTANT, CircleRole::Assistant, MemberState::Joined),
            member(MEMBER, CircleRole::Member, MemberState::Joined),
            member(INVITED, CircleRole::Member, invited),
        ],
    }
}

const A_STRANGER: Invitee = Invitee { account: STRANGER, circles: 0, permits: true };

fn ask(edit: &CircleEdit, me: AccountId) -> Result<Vec<Effect>, Refusal> {
    decide(edit, me, &circle(), Some(A_STRANGER), &CircleLimits::default())
}

fn invite(message: &str) -> CircleEdit {
    CircleEdit::Invite { whom: Handle::new("n5@example.com").unwrap(), message: message.to_owned() }
}

#[test]
fn roles_say_who_may_do_what() {
    let name = CircleName::new("Chess club").unwrap();
    let assistants = [
        (invite("Hello"), vec![Effect::Invite(STRANGER, ASSISTANT, "Hello".to_owned())]),
        (CircleEdit::Rename(name.clone()), vec![Effect::Name(name)]),
        (CircleEdit::Remove(MEMBER), vec![Effect::Drop(MEMBER)]),
        (CircleEdit::Remove(INVITED), vec![Effect::Drop(INVITED)]),
    ];
    for (edit, effects) in assistants {
        assert_eq!(ask(&edit, ASSISTANT), Ok(effects), "{edit:?}");
        assert!(ask(&edit, OWNER).is_ok(), "{edit:?}");
        assert_eq!(ask(&edit, MEMBER), Err(Refusal::NotAllowed), "{edit:?}");
        assert_eq!(ask(&edit, INVITED), Err(Refusal::NotAllowed), "{edit:?}");
    }
    for edit in [CircleEdit::End, CircleEdit::SetRole(MEMBER, CircleRole::Assistant)] {
        assert!(ask(&edit, OWNER).is_ok(), "{edit:?}");
        assert_eq!(ask(&edit, ASSISTANT), Err(Refusal::NotAllowed), "{edit:?}");
    }
    assert_eq!(ask(&CircleEdit::Remove(OWNER), ASSISTANT), Err(Refusal::NotAllowed));
    assert_eq!(ask(&CircleEdit::Remove(STRANGER), OWNER), Err(Refusal::NotThere));
}

#[test]
fn to_a_stranger_the_circle_is_not_there() {
    let edits =
        [invite(""), CircleEdit::Accept, CircleEdit::Leave, CircleEdit::End, CircleEdit::Remove(MEMBER)];
    for edit in edits {
        assert_eq!(ask(&edit, STRANGER), Err(Refusal::NoSuchCircle), "{edit:?}");
    }
}

#[test]
fn an_invitation_is_answered_once() {
    assert_eq!(ask(&CircleEdit::Accept, INVITED), Ok(vec![Effect::Join(INVITED)]));
    assert_eq!(ask(&CircleEdit::Decline, INVITED), Ok(vec![Effect::Drop(INVITED)]));
    assert_eq!(ask(&CircleEdit::Accept, MEMBER), Err(Refusal::AlreadyThere));
    assert_eq!(ask(&CircleEdit::Decline, MEMBER), Err(Refusal::AlreadyThere));
}

#[test]
fn not_everybody_can_be_invited() {
    let ask = |invitee, message: &str, limits| decide(&invite(message), OWNER, &circle(), invitee, &limits);
    let limits = CircleLimits::default();
    let someone = |account, circles, permits| Some(Invitee { account, circles, permits });
    assert_eq!(ask(None, "", limits), Err(Refusal::UnknownAccount));
    assert_eq!(ask(someone(STRANGER, 0, false), "", limits), Err(Refusal::UnknownAccount));
    assert_eq!(ask(someone(MEMBER, 1, true), "", limits), Err(Refusal::AlreadyThere));
    assert_eq!(ask(someone(INVITED, 1, true), "", limits), Err(Refusal::AlreadyInvited));
    assert_eq!(ask(someone(STRANGER, 20, true), "", limits), Err(Refusal::TooManyCircles));
    assert_eq!(ask(Some(A_STRANGER), "", CircleLimits { members: 4, ..limits }), Err(Refusal::RoomFull));
    assert_eq!(ask(Some(A_STRANGER), &"x".repeat(MAX_MESSAGE + 1), limits), Err(Refusal::InvalidText));
    assert_eq!(ask(Some(A_STRANGER), "bell\u{7}", limits), Err(Refusal::InvalidText));
    assert!(ask(Some(A_STRANGER), &"é".repeat(MAX_MESSAGE), limits).is_ok());
}

#[test]
fn there_is_an_administrator_as_long_as_there_is_a_circle() {
    let heir = Effect::Role(ASSISTANT, CircleRole::Administrator);
    assert_eq!(ask(&CircleEdit::Leave, OWNER), Ok(vec![Effect::Drop(OWNER), heir]));
    assert_eq!(ask(&CircleEdit::Leave, MEMBER), Ok(vec![Effect::Drop(MEMBER)]));
    assert_eq!(ask(&CircleEdit::SetRole(OWNER, CircleRole::Member), OWNER), Err(Refusal::LastAdministrator));
    assert_eq!(ask(&CircleEdit::SetRole(INVITED, CircleRole::Assistant), OWNER), Err(Refusal::NotThere));
    let mut alone = circle();
    alone.members.retain(|member| member.account == OWNER || !member.has_joined());
    let left = decide(&CircleEdit::Leave, OWNER, &alone, None, &CircleLimits::default());
    assert_eq!(left, Ok(vec![Effect::End]), "nobody is left who could let the invited in");
}

#[test]
fn nothing_is_changed_into_what_it_is() {
    assert_eq!(ask(&CircleEdit::Rename(circle().name), OWNER), Err(Refusal::Unchanged));
    assert_eq!(ask(&CircleEdit::SetRole(MEMBER, CircleRole::Member), OWNER), Err(Refusal::Unchanged));
}

#[test]
fn whoever_is_deleted_leaves_and_their_invitations_go_with_them() {
    let heir = Effect::Role(ASSISTANT, CircleRole::Administrator);
    assert_eq!(bereave(&circle(), OWNER), [Effect::Drop(OWNER), heir, Effect::Drop(INVITED)]);
    assert_eq!(bereave(&circle(), MEMBER), [Effect::Drop(MEMBER)]);
    assert_eq!(bereave(&circle(), INVITED), [Effect::Drop(INVITED)]);
    assert_eq!(bereave(&circle(), STRANGER), []);
    let mut left = circle();
    left.members.retain(|member| member.account != OWNER);
    assert_eq!(bereave(&left, OWNER), [Effect::Drop(INVITED)], "whoever asked had left before");
    left.members.retain(|member| member.account == ASSISTANT || member.account == INVITED);
    assert_eq!(bereave(&left, ASSISTANT), [Effect::End]);
}
