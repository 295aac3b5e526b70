use nudge_core::{
    ImportAccount, ImportContact, Keyring, LeftBehind, LegacySource, MailNotice, MemberQuery, NewToken,
    PasswordHash, Purpose, Sealed, Secret, Serial, TokenName, token::MAX_TOKENS,
};

use super::*;

fn token(account: AccountId, text: &str) -> NewToken {
    let sealed = Sealed::from_bytes(text.as_bytes());
    NewToken { account, name: TokenName::new(text).unwrap(), sealed }
}

#[tokio::test]
async fn an_address_is_taken_in_any_spelling() {
    let world = World::new();
    let alice = world.person("Alice").await;
    let again = world.store.create_account(new_account("aLICE"), NOW, None).await;
    assert_eq!(refusal(again), Err(Refusal::HandleTaken));
    let found = world.store.account_by_handle(&handle("ALICE")).await.unwrap();
    assert_eq!((found.id, found.handle.as_str()), (alice, "Alice@example.com"));
    assert_eq!((found.created, found.serial.get(), found.last_sign_in), (NOW, 1, None));
    assert_eq!(
        refusal(world.store.account_by_handle(&handle("x")).await).err(),
        Some(Refusal::UnknownAccount)
    );
}

#[tokio::test]
async fn everything_that_is_set_comes_back() {
    let world = World::new();
    let me = world.person("me").await;
    let store = &world.store;
    let profile = Profile {
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        city: "London".to_owned(),
        region: "Middlesex".to_owned(),
        country: "GB".to_owned(),
        postal_code: "W1".to_owned(),
        gender: nudge_core::Gender::Female,
        birth_year: Some(1815),
        language: 2057,
        listed: true,
    };
    let mail = MailNotice { enabled: true, inbox_unread: 3, folders_unread: u32::MAX };
    store.set_profile(me, profile.clone(), None).await.unwrap();
    store.set_mail(me, mail, None).await.unwrap();
    store.set_enabled(me, false, None).await.unwrap();
    store.set_verified(me, false, None).await.unwrap();
    store.set_keeps_history(me, false, None).await.unwrap();
    store.set_legacy_password(me, Some(Sealed::from_bytes(*b"sealed")), None).await.unwrap();
    store.set_password(me, Some(PasswordHash::from_phc("$phc".to_owned())), None).await.unwrap();

    let account = store.account(me).await.unwrap();
    assert_eq!((account.profile, account.mail), (profile, mail));
    assert!(!account.state.enabled && !account.state.verified && !account.keeps_history);
    assert!(account.legacy_password_allowed);
    let credentials = store.credentials(&handle("me")).await.unwrap().unwrap();
    assert_eq!(credentials.password, Some(PasswordHash::from_phc("$phc".to_owned())));
    assert!(!credentials.state.enabled);
    // Switched off, and a new password.
    assert_eq!(credentials.epoch, 2);
    store.set_enabled(me, true, None).await.unwrap();
    assert_eq!(store.credentials(&handle("me")).await.unwrap().unwrap().epoch, 2);
    assert_eq!(credentials.legacy[0].source, LegacySource::Password);
    assert_eq!(credentials.legacy[0].sealed.as_bytes(), b"sealed");

    let nobody = AccountId::new(99);
    assert_eq!(refusal(store.set_enabled(nobody, true, None).await), Err(Refusal::UnknownAccount));
    assert_eq!(refusal(store.set_mail(nobody, mail, None).await), Err(Refusal::UnknownAccount));
}

#[tokio::test]
async fn pages_of_accounts_meet_without_gap_or_overlap() {
    let world = World::new();
    for n in 0..5 {
        world.person(&format!("p{n}")).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.store.accounts(after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        seen.extend(page.iter().map(|account| account.handle.local().to_owned()));
    }
    assert_eq!(seen, ["p0", "p1", "p2", "p3", "p4"]);
    assert_eq!(world.store.account_count().await.unwrap(), 5);
}

#[tokio::test]
async fn tokens_are_named_counted_and_revoked_alone() {
    let world = World::new();
    let me = world.person("me").await;
    let other = world.person("other").await;
    for n in 0..MAX_TOKENS {
        world.store.add_token(token(me, &format!("t{n}")), NOW, None).await.unwrap();
    }
    let add = async |account, text: &str| {
        refusal(world.store.add_token(token(account, text), NOW, None).await).err()
    };
    assert_eq!(add(me, "t3").await, Some(Refusal::TokenNameTaken));
    assert_eq!(add(me, "new").await, Some(Refusal::TooManyTokens));
    assert_eq!(add(other, "t3").await, None);
    assert_eq!(add(AccountId::new(99), "t").await, Some(Refusal::UnknownAccount));

    let name = TokenName::new("t3").unwrap();
    world.store.revoke_token(me, &name, None).await.unwrap();
    assert_eq!(refusal(world.store.revoke_token(me, &name, None).await), Err(Refusal::UnknownToken));
    assert_eq!(world.store.tokens(me).await.unwrap().len(), MAX_TOKENS - 1);
    assert_eq!(world.store.tokens(other).await.unwrap().len(), 1);
    let credentials = world.store.credentials(&handle("me")).await.unwrap().unwrap();
    assert_eq!(credentials.legacy.len(), MAX_TOKENS - 1);
    assert!(world.store.credentials(&handle("nobody")).await.unwrap().is_none());
    let by_number = world.store.credentials_of(credentials.account).await.unwrap().unwrap();
    assert_eq!((by_number.handle, by_number.epoch), (credentials.handle.clone(), credentials.epoch));
    assert_eq!(by_number.legacy.len(), credentials.legacy.len());
    assert!(world.store.credentials_of(AccountId::new(999)).await.unwrap().is_none());
}

#[tokio::test]
async fn what_was_sealed_opens_after_the_file() {
    struct Fixed;
    impl nudge_core::Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }
    let world = World::new();
    let me = world.person("me").await;
    let ring = Keyring::new(&[1; 32]);
    let sealed = ring.seal(&Secret::new("0123456789abcdef".to_owned()), me, Purpose::Token, &Fixed).unwrap();
    let new = NewToken { account: me, name: TokenName::new("laptop").unwrap(), sealed };
    let id = world.store.add_token(new, NOW, None).await.unwrap().id;
    let credentials = world.store.credentials(&handle("me")).await.unwrap().unwrap();
    let [secret] = credentials.legacy.as_slice() else { panic!("{credentials:?}") };
    assert_eq!(secret.source, LegacySource::Token(id));
    assert_eq!(
        ring.unseal(&secret.sealed, me, secret.source.purpose()).unwrap().expose(),
        "0123456789abcdef"
    );
}

#[tokio::test]
async fn a_deleted_account_leaves_no_trace_and_tells_whom_it_concerns() {
    let world = World::new();
    let gone = world.person("gone").await;
    let follower = world.person("follower").await;
    let blocker = world.person("blocker").await;
    let followed = world.person("followed").await;
    let stranger = world.person("stranger").await;
    world.edit(follower, add(List::Forward, "gone")).await.unwrap();
    world.edit(blocker, add(List::Block, "gone")).await.unwrap();
    world.edit(gone, add(List::Forward, "followed")).await.unwrap();
    world.edit(gone, add(List::Forward, "gone")).await.unwrap();
    world.edit(gone, add(List::Block, "stranger")).await.unwrap();
    world.edit(gone, add_group("g")).await.unwrap();
    world.store.add_token(token(gone, "t"), NOW, None).await.unwrap();
    let before = [world.serial(follower).await, world.serial(blocker).await, world.serial(followed).await];

    let affected = world.store.delete_account(gone, NOW, None).await.unwrap().lists;
    let after = before.map(|serial| Serial::new(serial + 1));
    let left = |account, at: usize, lists| LeftBehind { account, serial: after[at], lists };
    assert_eq!(
        affected,
        [
            left(follower, 0, Lists::FORWARD),
            left(blocker, 1, Lists::BLOCK),
            left(followed, 2, Lists::REVERSE)
        ]
    );
    for left in affected {
        assert_eq!(world.serial(left.account).await, left.serial.get());
    }
    assert_eq!(world.serial(stranger).await, 1);
    for id in [follower, blocker, followed, stranger] {
        assert!(world.roster(id).await.contacts.is_empty());
    }
    assert_eq!(refusal(world.store.roster(gone).await).err(), Some(Refusal::UnknownAccount));
    assert_eq!(
        refusal(world.store.delete_account(gone, NOW, None).await).err(),
        Some(Refusal::UnknownAccount)
    );
    // The address is free again, the number is not.
    assert!(world.person("gone").await > stranger);
}

#[tokio::test]
async fn the_directory_shows_only_those_who_asked_and_knows_only_the_star() {
    let world = World::new();
    for (who, first, last, listed) in [
        ("a", "Alice", "Smith", true),
        ("b", "Albert", "Smythe", true),
        ("c", "Alan", "Smith", false),
        ("d", "100%", "Smith", true),
    ] {
        let id = world.person(who).await;
        let profile = Profile {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            listed,
            ..Profile::default()
        };
        world.store.set_profile(id, profile, None).await.unwrap();
    }
    let find = async |first: &str, last: &str, limit| -> Vec<String> {
        let query = MemberQuery {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            limit,
            ..MemberQuery::default()
        };
        let found = world.store.find_members(query).await.unwrap();
        found.iter().map(|account| account.handle.local().to_owned()).collect()
    };
    assert_eq!(find("al*", "", 9).await, ["a", "b"]);
    assert_eq!(find("alice", "smith", 9).await, ["a"]);
    assert_eq!(find("", "Sm?th", 9).await, [""; 0]);
    assert_eq!(find("%", "", 9).await, [""; 0]);
    assert_eq!(find("1*%", "", 9).await, ["d"]);
    assert_eq!(find("", "sm*", 2).await, ["a", "b"]);
}

#[tokio::test]
async fn an_import_is_whole_or_nothing_and_counts_like_edits() {
    let world = World::new();
    let old = world.person("old").await;
    let contact =
        |who: &str, lists| ImportContact { handle: handle(who), lists, stored_name: Some(name("stored")) };
    let both = Lists::FORWARD | Lists::ALLOW;
    let batch = || {
        vec![
            ImportAccount {
                account: new_account("one"),
                contacts: vec![contact("two", both), contact("old", Lists::FORWARD)],
            },
            ImportAccount { account: new_account("two"), contacts: vec![contact("one", Lists::BLOCK)] },
        ]
    };
    for (spoil, refused) in [
        (contact("nobody", both), Refusal::UnknownAccount),
        (contact("one", both), Refusal::AlreadyThere),
        (contact("old", Lists::ALLOW | Lists::BLOCK), Refusal::OnOppositeList),
    ] {
        let mut spoiled = batch();
        spoiled[1].contacts.push(spoil);
        assert_eq!(refusal(world.store.import(spoiled, NOW).await), Err(refused));
        assert_eq!(world.store.account_count().await.unwrap(), 1);
    }

    let ids = world.store.import(batch(), NOW).await.unwrap();
    let one = world.roster(ids[0]).await;
    assert_eq!(on(&one, Lists::FORWARD), ["two", "old"]);
    assert_eq!(on(&one, Lists::ALLOW), ["two"]);
    assert_eq!(one.serial.get(), 4);
    assert_eq!(one.contacts[0].stored_name, Some(name("stored")));
    let two = world.roster(ids[1]).await;
    assert_eq!(two.contacts[0].lists(), Lists::REVERSE | Lists::BLOCK);
    assert_eq!(two.serial.get(), 3);
    assert_eq!(on(&world.roster(old).await, Lists::REVERSE), ["one"]);
}

#[tokio::test]
async fn ten_thousand_accounts_are_imported_in_seconds() {
    let world = World::new();
    let who = |n: usize| format!("user{n}");
    let batch = (0..10_000)
        .map(|n| ImportAccount {
            account: new_account(&who(n)),
            contacts: (1..=10)
                .map(|step| ImportContact {
                    handle: handle(&who((n + step) % 10_000)),
                    lists: Lists::FORWARD | Lists::ALLOW,
                    stored_name: None,
                })
                .collect(),
        })
        .collect();
    let begun = std::time::Instant::now();
    let ids = world.store.import(batch, NOW).await.unwrap();
    let took = begun.elapsed();
    assert_eq!(world.store.account_count().await.unwrap(), 10_000);
    let relations = world.store.standing(ids[5000]).await.unwrap().relations;
    assert_eq!((relations.forward().count(), relations.audience().count()), (10, 10));
    // Unoptimised and on a slow machine it takes two; a quadratic step would take minutes.
    assert!(took.as_secs() < 30, "{took:?}");
}
