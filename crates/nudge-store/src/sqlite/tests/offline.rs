//! Messages that wait.

use nudge_core::offline::{Left, NewOfflineMessage, OfflineMessage, WaitingCount, WaitingLimits, WaitingOf};
use nudge_core::{MemberStore as _, OfflineStore as _, Privacy};

use super::*;

const LIMITS: WaitingLimits =
    WaitingLimits { per_receiver: 4, per_sender: 3, expired: EVER, repeated: EVER, history: true };
const EVER: Timestamp = Timestamp::from_millis(0);

fn message(sender: AccountId, receiver: &str, n: u8) -> NewOfflineMessage {
    NewOfflineMessage {
        id: guid(&format!("{}{receiver}{n}", sender.get())),
        sender,
        receiver: handle(receiver),
        body: vec![n, 0, 255].into(),
        run: guid("run"),
        sequence: n.into(),
        at: Timestamp::from_millis(1000 + i64::from(n)),
        mark: [n; 32],
    }
}

impl World {
    async fn leaves(&self, message: NewOfflineMessage) -> Result<Left, Refusal> {
        refusal(self.store.leave_message(message, LIMITS).await)
    }

    async fn waits_for(&self, whom: AccountId) -> Vec<u32> {
        let waiting = self.store.waiting_messages(whom, EVER).await.unwrap();
        waiting.iter().map(|message| message.sequence).collect()
    }

    async fn history(&self, whose: AccountId) -> Vec<(String, Vec<Handle>, u8)> {
        let entries = self.store.history(whose, None, 9).await.unwrap();
        let told = entries.into_iter().map(|entry| entry.record);
        told.map(|record| (record.sender.local().to_owned(), record.recipients, record.body[0])).collect()
    }
}

#[tokio::test]
async fn messages_wait_in_order_until_they_are_removed() {
    let world = World::new();
    let (ann, ben, cid) = (world.person("ann").await, world.person("ben").await, world.person("cid").await);
    let Left::Waits(whom, first) = world.leaves(message(ann, "BEN", 2)).await.unwrap() else { panic!() };
    assert_eq!(whom, ben);
    world.leaves(message(cid, "ben", 1)).await.unwrap();
    let waiting = world.store.waiting_messages(ben, EVER).await.unwrap();
    assert_eq!(waiting[0], *first);
    assert!(waiting[0].position < waiting[1].position);
    let expected = OfflineMessage {
        position: first.position,
        id: message(ann, "BEN", 2).id,
        sender: handle("ann"),
        name: Some(name("ann")),
        body: vec![2, 0, 255].into(),
        run: guid("run"),
        sequence: 2,
        at: Timestamp::from_millis(1002),
        read: false,
    };
    assert_eq!(*first, expected);

    // It is nobody's but the receiver's.
    let missing = world.store.waiting_message(cid, first.id, EVER).await;
    assert_eq!(refusal(missing), Err(Refusal::NoSuchEntry));
    assert_eq!(world.store.remove_messages(cid, vec![first.id], true).await.unwrap(), 0);
    world.store.mark_message_read(cid, first.id).await.unwrap();
    assert!(!world.store.waiting_message(ben, first.id, EVER).await.unwrap().read);
    world.store.mark_message_read(ben, first.id).await.unwrap();
    assert!(world.store.waiting_message(ben, first.id, EVER).await.unwrap().read);

    assert_eq!(world.store.remove_messages(ben, vec![first.id, first.id], false).await.unwrap(), 1);
    assert_eq!(world.waits_for(ben).await, [1]);
    assert!(world.waits_for(cid).await.is_empty());
}

#[tokio::test]
async fn what_comes_again_is_left_once_even_after_it_was_taken() {
    let world = World::new();
    let (ann, ben) = (world.person("ann").await, world.person("ben").await);
    let one = message(ann, "ben", 1);
    world.leaves(one.clone()).await.unwrap();
    let again = NewOfflineMessage { id: guid("other"), ..one.clone() };
    assert_eq!(world.leaves(again.clone()).await, Ok(Left::Repeated));
    world.store.remove_messages(ben, vec![one.id], false).await.unwrap();
    assert_eq!(world.leaves(again.clone()).await, Ok(Left::Repeated));
    assert!(world.waits_for(ben).await.is_empty());
    // After a time it is another one.
    let later = WaitingLimits { repeated: one.at, ..LIMITS };
    world.store.leave_message(again, later).await.unwrap();
    assert_eq!(world.waits_for(ben).await, [1]);
}

#[tokio::test]
async fn there_is_room_for_so_many_and_for_so_many_of_one() {
    let world = World::new();
    let (ann, ben, cid) = (world.person("ann").await, world.person("ben").await, world.person("cid").await);
    for n in 1..=3 {
        world.leaves(message(ann, "ben", n)).await.unwrap();
    }
    assert_eq!(world.leaves(message(ann, "ben", 4)).await, Err(Refusal::TooManyWaiting));
    world.leaves(message(cid, "ben", 5)).await.unwrap();
    assert_eq!(world.leaves(message(cid, "ben", 6)).await, Err(Refusal::TooManyWaiting));
    assert_eq!(world.waits_for(ben).await, [1, 2, 3, 5]);
    // What was refused was not left, and can be.
    world.store.remove_messages(ben, vec![message(ann, "ben", 1).id], false).await.unwrap();
    world.leaves(message(cid, "ben", 6)).await.unwrap();
    // What is too old takes no room and is not there, though it has not been purged yet.
    let since = Timestamp::from_millis(1005);
    let young = WaitingLimits { expired: since, ..LIMITS };
    world.store.leave_message(message(ann, "ben", 4), young).await.unwrap();
    let waiting = world.store.waiting_messages(ben, since).await.unwrap();
    assert_eq!(waiting.iter().map(|message| message.sequence).collect::<Vec<_>>(), [6]);
    let old = world.store.waiting_message(ben, message(ann, "ben", 2).id, since).await;
    assert_eq!(refusal(old), Err(Refusal::NoSuchEntry));
}

#[tokio::test]
async fn the_lists_of_the_receiver_decide() {
    let world = World::new();
    let (ann, ben, _) = (world.person("ann").await, world.person("ben").await, world.person("cid").await);
    world.edit(ben, add(List::Block, "ann")).await.unwrap();
    assert_eq!(world.leaves(message(ann, "ben", 1)).await, Err(Refusal::Unreceivable));
    assert_eq!(world.leaves(message(ann, "nobody", 1)).await, Err(Refusal::Unreceivable));
    world.edit(ben, remove(List::Block, "ann")).await.unwrap();
    world.edit(ben, Edit::SetPrivacy(Privacy::BlockByDefault)).await.unwrap();
    assert_eq!(world.leaves(message(ann, "ben", 1)).await, Err(Refusal::Unreceivable));
    world.edit(ben, add(List::Allow, "ann")).await.unwrap();
    world.leaves(message(ann, "ben", 1)).await.unwrap();
    world.store.set_enabled(ben, false, None).await.unwrap();
    assert_eq!(world.leaves(message(ann, "ben", 2)).await, Err(Refusal::Unreceivable));
    assert_eq!(world.waits_for(ben).await, [1]);
}

#[tokio::test]
async fn whoever_hides_from_the_receiver_hides_the_name() {
    let world = World::new();
    let (ann, ben) = (world.person("ann").await, world.person("ben").await);
    world.edit(ann, add(List::Block, "ben")).await.unwrap();
    world.leaves(message(ann, "ben", 1)).await.unwrap();
    assert_eq!(world.store.waiting_messages(ben, EVER).await.unwrap()[0].name, None);
}

#[tokio::test]
async fn a_history_has_what_was_left_and_what_was_delivered() {
    let world = World::new();
    let (ann, ben) = (world.person("ann").await, world.person("ben").await);
    world.leaves(message(ann, "Ben", 1)).await.unwrap();
    assert_eq!(world.history(ann).await, [("ann".to_owned(), vec![handle("ben")], 1)]);
    assert!(world.history(ben).await.is_empty(), "it was not delivered yet");
    world.store.remove_messages(ben, vec![message(ann, "Ben", 1).id], true).await.unwrap();
    assert_eq!(world.history(ben).await, world.history(ann).await);

    // Where the server keeps none, where somebody wants none, and where it was thrown away, there is none.
    let without = WaitingLimits { history: false, ..LIMITS };
    world.store.leave_message(message(ann, "ben", 2), without).await.unwrap();
    world.store.remove_messages(ben, vec![message(ann, "ben", 2).id], false).await.unwrap();
    for who in [ann, ben] {
        world.store.set_keeps_history(who, false, None).await.unwrap();
    }
    world.leaves(message(ann, "ben", 3)).await.unwrap();
    world.store.remove_messages(ben, vec![message(ann, "ben", 3).id], true).await.unwrap();
    assert_eq!((world.history(ann).await.len(), world.history(ben).await.len()), (1, 1));
}

#[tokio::test]
async fn they_go_with_either_account() {
    let world = World::new();
    let (ann, ben, cid) = (world.person("ann").await, world.person("ben").await, world.person("cid").await);
    for (sender, receiver, n) in [(ann, "ben", 1), (cid, "ben", 2), (ben, "cid", 3), (ann, "cid", 4)] {
        world.leaves(message(sender, receiver, n)).await.unwrap();
    }
    world.store.delete_account(ann, NOW, None).await.unwrap();
    assert_eq!((world.waits_for(ben).await, world.waits_for(cid).await), (vec![2], vec![3]));
    world.store.delete_account(ben, NOW, None).await.unwrap();
    assert!(world.waits_for(cid).await.is_empty() && world.waits_for(ben).await.is_empty());
    world.store.pictured(vec![cid]).await.unwrap();
}

#[tokio::test]
async fn they_are_counted_and_purged_by_whom_they_concern() {
    let world = World::new();
    let (ann, ben, cid) = (world.person("ann").await, world.person("ben").await, world.person("cid").await);
    for (sender, receiver, n) in [(ann, "ben", 1), (cid, "ben", 2), (ann, "cid", 3), (ben, "cid", 4)] {
        world.leaves(message(sender, receiver, n)).await.unwrap();
    }
    let of = |receiver, sender| WaitingOf { receiver, sender };
    let count = async |of| world.store.count_waiting(of, EVER).await.unwrap();
    let all = WaitingCount { messages: 4, receivers: 2, oldest: Some(Timestamp::from_millis(1001)) };
    assert_eq!(count(of(None, None)).await, all);
    assert_eq!(count(of(Some(cid), None)).await.messages, 2);
    assert_eq!(count(of(Some(cid), Some(ann))).await.messages, 1);
    assert_eq!(count(of(Some(ann), None)).await, WaitingCount::default());

    let purge = async |of, before| world.store.purge_waiting(of, before, None).await.unwrap();
    assert_eq!(purge(of(None, None), Some(Timestamp::from_millis(1000))).await, 0);
    assert_eq!(purge(of(None, None), Some(Timestamp::from_millis(1001))).await, 1);
    assert_eq!(purge(of(None, Some(ann)), None).await, 1);
    assert_eq!(purge(of(Some(ben), None), None).await, 1);
    assert_eq!(world.waits_for(cid).await, [4]);
    assert_eq!(purge(of(None, None), None).await, 1);
}

#[tokio::test]
async fn what_was_left_survives_the_program() {
    let world = World::new();
    let (ann, ben) = (world.person("ann").await, world.person("ben").await);
    world.leaves(message(ann, "ben", 1)).await.unwrap();
    let before = world.store.waiting_messages(ben, EVER).await.unwrap();
    world.store.close().await;
    let store = SqliteStore::open(&world.path(), SqliteOptions::default()).unwrap();
    assert_eq!(store.waiting_messages(ben, EVER).await.unwrap(), before);
    assert_eq!(store.leave_message(message(ann, "ben", 1), LIMITS).await.unwrap(), Left::Repeated);
}

mod any_order {
    use proptest::prelude::*;

    use super::*;

    /// What can happen: somebody leaves a message, one of few, so that some come again; or the receiver takes what is there.
    #[derive(Clone, Debug)]
    enum Step {
        Leave { by_ann: bool, number: u8 },
        TakeFirst,
        TakeAll,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            6 => (any::<bool>(), 1..8_u8).prop_map(|(by_ann, number)| Step::Leave { by_ann, number }),
            1 => Just(Step::TakeFirst),
            1 => Just(Step::TakeAll),
        ]
    }

    /// What waits is what was left and not taken, once, in the order in which it was left, and never more than may.
    async fn lived(steps: &[Step]) {
        let world = World::new();
        let (ann, cid) = (world.person("ann").await, world.person("cid").await);
        let ben = world.person("ben").await;
        let mut expected: Vec<(AccountId, u8)> = Vec::new();
        let mut ever = expected.clone();
        for step in steps {
            match step {
                Step::Leave { by_ann, number } => {
                    let who = if *by_ann { ann } else { cid };
                    let own = expected.iter().filter(|(sender, _)| *sender == who).count();
                    let left = world.leaves(message(who, "ben", *number)).await;
                    if ever.contains(&(who, *number)) {
                        assert_eq!(left, Ok(Left::Repeated));
                    } else if expected.len() >= LIMITS.per_receiver || own >= LIMITS.per_sender {
                        assert_eq!(left, Err(Refusal::TooManyWaiting));
                    } else {
                        assert!(matches!(left, Ok(Left::Waits(whom, _)) if whom == ben));
                        expected.push((who, *number));
                        ever.push((who, *number));
                    }
                }
                Step::TakeFirst | Step::TakeAll => {
                    let count =
                        if matches!(step, Step::TakeAll) { expected.len() } else { 1.min(expected.len()) };
                    let taken: Vec<_> = expected.drain(..count).collect();
                    let ids = taken.iter().map(|(who, number)| message(*who, "ben", *number).id).collect();
                    assert_eq!(world.store.remove_messages(ben, ids, true).await.unwrap(), count as u64);
                }
            }
            let numbers: Vec<u32> = expected.iter().map(|(_, number)| u32::from(*number)).collect();
            assert_eq!(world.waits_for(ben).await, numbers);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

        #[test]
        fn what_waits_is_what_was_left_and_not_taken(steps in proptest::collection::vec(step(), 1..25)) {
            tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(lived(&steps));
        }
    }
}
