use nudge_core::CircleStore as _;
use nudge_core::address_book::Gone;
use nudge_core::circle::edit::CircleEdit;
use nudge_core::circle::{
    Circle, CircleCount, CircleId, CircleLimits, CircleName, CircleRole, MemberState, NewCircle,
};

use super::*;

const ID: u64 = 0x0123_4567_89ab;

fn id(number: u64) -> CircleId {
    CircleId::new(number).unwrap()
}

impl World {
    async fn circle(&self, owner: AccountId, number: u64) -> Result<Circle, Refusal> {
        let new = NewCircle { id: id(number), name: CircleName::new("Book club").unwrap(), owner };
        refusal(self.store.make_circle(new, CircleLimits::default(), NOW).await)
    }

    async fn change(&self, me: AccountId, edit: CircleEdit) -> Result<Option<Circle>, Refusal> {
        let later = NOW.plus_millis(1);
        let edited = self.store.edit_circle(id(ID), me, edit, CircleLimits::default(), later).await;
        refusal(edited).map(|edited| edited.after)
    }

    async fn join(&self, owner: AccountId, who: &str, account: AccountId) {
        self.change(owner, invite(who)).await.unwrap();
        self.change(account, CircleEdit::Accept).await.unwrap();
    }
}

fn invite(who: &str) -> CircleEdit {
    CircleEdit::Invite { whom: handle(who), message: "Come & read".to_owned() }
}

fn roles(circle: &Circle) -> Vec<(AccountId, CircleRole, bool)> {
    circle.members.iter().map(|member| (member.account, member.role, member.has_joined())).collect()
}

#[tokio::test]
async fn a_circle_is_made_joined_renamed_and_ended() {
    use CircleRole::{Administrator, Assistant, Member};
    let world = World::new();
    let (alice, bob) = (world.person("alice").await, world.person("bob").await);
    let made = world.circle(alice, ID).await.unwrap();
    assert_eq!(roles(&made), [(alice, Administrator, true)]);

    let invited = world.change(alice, invite("bob")).await.unwrap().unwrap();
    let message = "Come & read".to_owned();
    assert_eq!(invited.member(bob).unwrap().state, MemberState::Invited { by: Some(alice), message });
    assert_eq!(world.store.circles_of(bob).await.unwrap(), std::slice::from_ref(&invited));

    let joined = world.change(bob, CircleEdit::Accept).await.unwrap().unwrap();
    assert_eq!(roles(&joined), [(alice, Administrator, true), (bob, Member, true)]);
    assert_eq!(joined.changed, NOW.plus_millis(1));

    world.change(alice, CircleEdit::SetRole(bob, Assistant)).await.unwrap();
    let name = CircleName::new("Chess club").unwrap();
    let renamed = world.change(bob, CircleEdit::Rename(name.clone())).await.unwrap().unwrap();
    assert_eq!((renamed.name, renamed.members[1].role), (name, Assistant));

    // Whoever follows is the one with the highest role.
    let left = world.change(alice, CircleEdit::Leave).await.unwrap().unwrap();
    assert_eq!(roles(&left), [(bob, Administrator, true)]);
    assert_eq!(world.change(alice, CircleEdit::Accept).await, Err(Refusal::NoSuchCircle));
    assert_eq!(world.change(bob, CircleEdit::End).await, Ok(None));
    assert_eq!(world.store.circle(id(ID)).await.unwrap(), None);
    assert_eq!(world.change(bob, CircleEdit::End).await, Err(Refusal::NoSuchCircle));
}

#[tokio::test]
async fn whoever_blocks_the_asker_is_not_there_for_them() {
    let world = World::new();
    let (alice, bob) = (world.person("alice").await, world.person("bob").await);
    world.circle(alice, ID).await.unwrap();
    world.edit(bob, add(List::Block, "alice")).await.unwrap();
    assert_eq!(world.change(alice, invite("bob")).await, Err(Refusal::UnknownAccount));
    assert_eq!(world.change(alice, invite("nobody")).await, Err(Refusal::UnknownAccount));
    world.edit(bob, remove(List::Block, "alice")).await.unwrap();
    assert!(world.change(alice, invite("bob")).await.is_ok());
}

#[tokio::test]
async fn nobody_is_in_more_than_so_many() {
    let world = World::new();
    let (alice, bob) = (world.person("alice").await, world.person("bob").await);
    world.circle(alice, ID).await.unwrap();
    for number in 1..=CircleLimits::default().circles {
        world.circle(bob, number as u64).await.unwrap();
    }
    assert_eq!(world.circle(bob, 1 << 40).await, Err(Refusal::TooManyCircles));
    assert_eq!(world.change(alice, invite("bob")).await, Err(Refusal::TooManyCircles));
    assert_eq!(world.store.circles_of(bob).await.unwrap().len(), 20);
}

#[tokio::test]
async fn a_deleted_account_leaves_its_circles_in_order() {
    let world = World::new();
    let mut people = Vec::new();
    for who in ["alice", "bob", "carol"] {
        people.push(world.person(who).await);
    }
    let [alice, bob, carol] = people[..] else { panic!("three people") };
    world.circle(alice, ID).await.unwrap();
    world.join(alice, "bob", bob).await;
    world.change(alice, invite("carol")).await.unwrap();
    world.circle(carol, ID + 1).await.unwrap();
    let later = NOW.plus_millis(9);
    let gone = world.store.delete_account(alice, later, None).await.unwrap().circles;
    let [edited] = &gone[..] else { panic!("{gone:?}") };
    assert_eq!(edited.before.members.len(), 3);

    // Bob inherits, and what Alice has asked is asked no more. A program with a copy finds that it is old.
    let left = world.store.circle(id(ID)).await.unwrap().unwrap();
    assert_eq!(roles(&left), [(bob, CircleRole::Administrator, true)]);
    assert_eq!((edited.after.as_ref(), left.changed), (Some(&left), later));
    assert_eq!(world.store.circles_of(carol).await.unwrap().len(), 1, "her own");

    // Whoever asked may have left meanwhile; the circle itself stays as it is.
    world.join(bob, "carol", carol).await;
    world.person("dave").await;
    world.change(bob, CircleEdit::SetRole(carol, CircleRole::Administrator)).await.unwrap();
    world.change(bob, invite("dave")).await.unwrap();
    world.change(bob, CircleEdit::Leave).await.unwrap();
    let gone = world.store.delete_account(bob, later, None).await.unwrap().circles;
    assert_eq!(gone.len(), 1);
    assert_eq!(
        roles(gone[0].after.as_ref().unwrap()),
        [(carol, CircleRole::Administrator, true)],
        "Dave's invitation was Bob's"
    );

    world.change(carol, invite("dave")).await.unwrap();
    let gone = world.store.delete_account(carol, later, None).await.unwrap().circles;
    assert!(gone.iter().all(|edited| edited.after.is_none()), "nobody is left who could let Dave in");
    assert_eq!((gone.len(), world.store.count_circles().await.unwrap()), (2, CircleCount::default()));
}

#[tokio::test]
async fn circles_members_and_invitations_are_counted() {
    let world = World::new();
    let (alice, bob) = (world.person("alice").await, world.person("bob").await);
    assert_eq!(world.store.count_circles().await.unwrap(), CircleCount::default());
    world.person("carol").await;
    world.circle(alice, ID).await.unwrap();
    world.circle(bob, ID + 1).await.unwrap();
    world.join(alice, "bob", bob).await;
    world.change(alice, invite("carol")).await.unwrap();
    let expected = CircleCount { circles: 2, members: 3, invitations: 1 };
    assert_eq!(world.store.count_circles().await.unwrap(), expected);
}

#[tokio::test]
async fn an_account_that_is_not_there_has_no_circle() {
    let world = World::new();
    assert_eq!(world.circle(AccountId::new(99), ID).await, Err(Refusal::UnknownAccount));
    assert_eq!(world.store.circle(id(ID)).await.unwrap(), None);
}

#[tokio::test]
async fn whoever_has_a_copy_of_a_book_can_be_told_of_a_circle_that_went() {
    let world = World::new();
    let (alice, bob) = (world.person("alice").await, world.person("bob").await);
    world.person("carol").await;
    let told = async |who, since: Timestamp| -> Vec<Gone> {
        let book = world.store.address_book(who).await.unwrap();
        book.since(since).unwrap().gone.into_iter().map(|tombstone| tombstone.gone.clone()).collect()
    };
    world.circle(alice, ID).await.unwrap();
    world.join(alice, "bob", bob).await;
    let stamp = async |who| world.store.address_book(who).await.unwrap().stamp();
    let (alices, bobs) = (stamp(alice).await, stamp(bob).await);
    assert_eq!(told(bob, bobs).await, []);
    world.change(bob, CircleEdit::Leave).await.unwrap();
    assert_eq!(told(bob, bobs).await, [Gone::Circle(id(ID))]);
    let later = stamp(bob).await;
    assert_ne!(later, bobs, "a copy of before is old");
    assert_eq!((told(bob, later).await, told(alice, alices).await), (vec![], vec![]));

    // Who is invited again has it again, and loses it with the end of the circle, as everybody does.
    world.change(alice, invite("bob")).await.unwrap();
    assert_eq!(told(bob, bobs).await, []);
    world.change(alice, CircleEdit::End).await.unwrap();
    for (who, known) in [(alice, alices), (bob, bobs)] {
        assert_eq!(told(who, known).await, [Gone::Circle(id(ID))]);
    }
}
