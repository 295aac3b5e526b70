use std::net::{IpAddr, Ipv6Addr};

use nudge_core::member::NewLink;
use nudge_core::moderation::{Action, AuditNote, Banned, NewBan, NewReport, Sample, Settlement};
use nudge_core::{
    ConversationId, HistoryRecord, Invitation, MemberStore as _, ModerationStore, NewToken, Sealed,
    SessionId, SignIn, TokenId, TokenName,
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

#[tokio::test]
async fn the_newest_sign_ins_of_each_account_are_kept() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    world.store.note_sign_in(sign_in(-1, bob, None, 0));
    for number in 0..510 {
        world.store.note_sign_in(sign_in(number, me, None, number));
        if number % 100 == 0 {
            // Notes are dropped where too many wait.
            world.store.health().await.unwrap();
        }
    }
    world.store.health().await.unwrap();
    let kept = world.store.sign_ins(me, 1000).await.unwrap();
    let started = |record: Option<&nudge_core::SignInRecord>| record.unwrap().sign_in.started;
    assert_eq!((kept.len(), started(kept.first()), started(kept.last())), (500, at(509), at(10)));
    assert_eq!(world.store.sign_ins(bob, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn so_many_invitations_of_one_member_wait_for_the_operator() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    let invitation =
        |from, n| Invitation { from, address: "f@example.org".to_owned(), text: String::new(), at: at(n) };
    for n in 0..100 {
        world.store.record_invitation(invitation(me, n)).await.unwrap();
    }
    let more = world.store.record_invitation(invitation(me, 100)).await;
    assert_eq!(refusal(more), Err(Refusal::TooFast));
    world.store.record_invitation(invitation(bob, 100)).await.unwrap();
    world.store.clear_invitations(at(0), None).await.unwrap();
    world.store.record_invitation(invitation(me, 101)).await.unwrap();
}

#[tokio::test]
async fn so_many_reports_of_one_member_wait_for_an_administrator() {
    let world = World::new();
    let (me, bob) = (world.person("me").await, world.person("bob").await);
    let report = |by| NewReport::new(by, handle("carol"), "They are rude.").unwrap();
    let mut last = None;
    for _ in 0..100 {
        last = Some(world.store.add_report(report(me), NOW).await.unwrap());
    }
    assert_eq!(refusal(world.store.add_report(report(me), NOW).await), Err(Refusal::TooFast));
    world.store.add_report(report(bob), NOW).await.unwrap();
    let settlement = Settlement { by: "console".to_owned(), at: NOW, note: String::new() };
    world.store.settle_report(last.unwrap(), settlement, None).await.unwrap();
    world.store.add_report(report(me), NOW).await.unwrap();
}

#[tokio::test]
async fn there_are_so_many_bans_and_links_and_no_more() {
    let world = World::new();
    let ban = |n: u32| NewBan {
        whom: Banned::Account(handle(&format!("n{n}"))),
        reason: String::new(),
        expires: None,
    };
    let link = |n: u32| NewLink {
        code: format!("{n}").into(),
        label: String::new(),
        by: None,
        expires: None,
        uses: 1,
    };
    let fill = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999)
                INSERT INTO bans (kind, whom, reason, made_by, made) SELECT 'email', n || '@*', '', 'test', 0 FROM numbers";
    let file = rusqlite::Connection::open(world.path()).unwrap();
    file.execute_batch(fill).unwrap();
    file.execute_batch("INSERT INTO links (code, label, made, uses) SELECT 'code' || id, '', 0, 1 FROM bans")
        .unwrap();
    for n in 0..2 {
        let fits = if n == 0 { Ok(()) } else { Err(Refusal::TooManyBans) };
        let added = world.store.add_ban(ban(n), "console".to_owned(), NOW, None).await;
        assert_eq!(refusal(added.map(drop)), fits);
        let fits = if n == 0 { Ok(()) } else { Err(Refusal::ListFull) };
        assert_eq!(refusal(world.store.add_link(link(n), NOW, None).await.map(drop)), fits);
    }
}

#[tokio::test]
async fn the_newest_entries_of_the_audit_log_are_kept() {
    let world = World::new();
    let note = |subject: &str| AuditNote {
        at: NOW,
        actor: "console".into(),
        account: None,
        action: Action::BanAdded,
        subject: subject.to_owned(),
        detail: String::new(),
    };
    for subject in ["first", "second"] {
        ModerationStore::note(&world.store, note(subject)).await.unwrap();
    }
    // As if there had been nearly a million since.
    let file = rusqlite::Connection::open(world.path()).unwrap();
    file.execute("UPDATE sqlite_sequence SET seq = 1000000 WHERE name = 'audit'", []).unwrap();
    ModerationStore::note(&world.store, note("last")).await.unwrap();
    let kept = world.store.audit(None, 9).await.unwrap();
    assert_eq!(kept.iter().map(|entry| entry.subject.as_str()).collect::<Vec<_>>(), ["last", "second"]);
}

#[tokio::test]
async fn old_totals_are_forgotten() {
    let world = World::new();
    let sample = |millis| Sample {
        at: at(millis),
        online: 1,
        sign_ins: 2,
        failures: 3,
        messages: 4,
        registrations: 5,
    };
    for millis in [1, 2, 3] {
        world.store.add_sample(sample(millis)).await.unwrap();
    }
    assert_eq!(world.store.purge_samples(at(3)).await.unwrap(), 2);
    assert_eq!(world.store.samples(at(0), at(9), 1).await.unwrap(), [sample(3)]);
}
