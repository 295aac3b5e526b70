use std::net::{IpAddr, Ipv6Addr};

use nudge_core::{
    ConversationId, HistoryRecord, Invitation, NewToken, Sealed, SessionId, SignIn, TokenId, TokenName,
};

use super::*;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn sign_in(session: i64, account: AccountId, token: Option<TokenId>, started: i64) -> SignIn {
    SignIn {
        session: SessionId::new(session),
        account,
        token,
        client: "MSMSGS 3.0.0283".into(),
        address: IpAddr::V6(Ipv6Addr::LOCALHOST),
        protocol: "label".into(),
        started: at(started),
    }
}

#[tokio::test]
async fn sign_ins_are_noted_in_order_and_mark_account_and_token() {
    let world = World::new();
    let me = world.person("me").await;
    let new = NewToken { account: me, name: TokenName::new("t").unwrap(), sealed: Sealed::from_bytes(*b"x") };
    let token = world.store.add_token(new, NOW, None).await.unwrap().id;
    world.store.note_sign_in(sign_in(1, me, Some(token), 10));
    world.store.note_sign_in(sign_in(2, me, None, 20));
    world.store.note_sign_in(sign_in(3, AccountId::new(99), None, 30));
    world.store.note_sign_out(SessionId::new(1), at(15));
    world.store.note_client(SessionId::new(2), "MSMSGS 4.7.0105".into());
    // The queue keeps its order, so what comes after a change has been noted with it.
    world.store.health().await.unwrap();

    let records = world.store.sign_ins(me, 9).await.unwrap();
    assert_eq!(records.iter().map(|record| record.ended).collect::<Vec<_>>(), [None, Some(at(15))]);
    assert_eq!(records[0].sign_in.client, "MSMSGS 4.7.0105");
    assert_eq!(records[1].sign_in, sign_in(1, me, Some(token), 10));
    assert_eq!(world.store.account(me).await.unwrap().last_sign_in, Some(at(20)));
    assert_eq!(world.store.tokens(me).await.unwrap()[0].last_used, Some(at(10)));
    assert_eq!(world.store.sign_ins(me, 1).await.unwrap().len(), 1);
    assert_eq!(world.store.purge_sign_ins(at(20)).await.unwrap(), 1);
    assert_eq!(world.store.sign_ins(me, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn everybody_has_and_erases_only_their_own_copies() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    let record = |owner, n: u8| HistoryRecord {
        owner,
        conversation: ConversationId(u64::MAX - 1),
        sender: handle("me"),
        recipients: vec![handle("bob"), handle("carol")],
        body: vec![n, 0, 255].into(),
        at: at(i64::from(n)),
    };
    let mut batch: Vec<_> = (1..=4).flat_map(|n| [record(me, n), record(bob, n)]).collect();
    batch.push(record(AccountId::new(99), 9));
    world.store.append_history(batch).await.unwrap();

    let page = world.store.history(me, None, 3).await.unwrap();
    assert_eq!(
        page.iter().map(|entry| entry.record.clone()).collect::<Vec<_>>(),
        [4, 3, 2].map(|n| record(me, n))
    );
    let rest = world.store.history(me, Some(page[2].id), 3).await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].record, record(me, 1));

    assert_eq!(world.store.purge_history(at(2)).await.unwrap(), 2);
    assert_eq!(world.store.erase_history(me, None).await.unwrap(), 3);
    assert!(world.store.history(me, None, 9).await.unwrap().is_empty());
    assert_eq!(world.store.history(bob, None, 9).await.unwrap().len(), 3);
    world.store.delete_account(bob, NOW, None).await.unwrap();
    assert!(world.store.history(bob, None, 9).await.unwrap().is_empty());
}

#[tokio::test]
async fn invitations_wait_for_the_operator() {
    let world = World::new();
    let me = world.person("me").await;
    let invitation = |n| Invitation {
        from: me,
        address: format!("friend{n}@example.org"),
        text: "Come!".to_owned(),
        at: at(n),
    };
    for n in 1..=3 {
        world.store.record_invitation(invitation(n)).await.unwrap();
    }
    assert_eq!(world.store.invitations(2).await.unwrap(), [invitation(1), invitation(2)]);
    assert_eq!(world.store.clear_invitations(at(2), None).await.unwrap(), 2);
    assert_eq!(world.store.invitations(9).await.unwrap(), [invitation(3)]);
    let stranger = Invitation { from: AccountId::new(99), ..invitation(4) };
    assert_eq!(refusal(world.store.record_invitation(stranger).await), Err(Refusal::UnknownAccount));
}
