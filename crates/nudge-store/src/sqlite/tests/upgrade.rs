//! A file that an older program made, opened with this one.

use std::{collections::BTreeSet, path::Path};

use nudge_core::{DirectDevice, Privacy};
use rusqlite::Connection;

use super::super::schema;
use super::*;

/// What the first program could leave behind: three accounts, groups, and each kind of entry.
const OLD_DATA: &str = "
    INSERT INTO accounts (id, handle, name, verified, created, serial, privacy, home, mobile_enabled, pageable, first_name,
                          last_name, city, region, country, postal_code, gender, language, listed)
    VALUES (1, 'Ann@example.com', 'Ann', 1, 1000, 9, 1, '555', 1, 1, '', '', '', '', '', '', 0, 1033, 0),
           (2, 'ben@example.com', 'Ben', 1, 1000, 5, 0, NULL, 0, 0, '', '', '', '', '', '', 0, 1033, 0),
           (3, 'cid@example.com', 'Cid', 1, 1000, 5, 0, NULL, 0, 0, '', '', '', '', '', '', 0, 1033, 0);
    INSERT INTO contact_groups (owner, number, name, made_at)
    VALUES (1, 1, 'Friends', 2), (1, 2, 'Family', 3), (2, 1, 'Friends', 2);
    INSERT INTO contacts (owner, contact, forward_at, allow_at, block_at, reverse_at, group_bits, stored_name)
    VALUES (1, 2, 4, 5, NULL, 3, 6, 'Benny'), (1, 1, 6, NULL, NULL, 6, 0, NULL),
           (2, 1, 4, NULL, NULL, 7, 2, NULL), (3, 1, 2, NULL, NULL, 8, 0, NULL);
    INSERT INTO tokens (account, name, created, sealed) VALUES (1, 'laptop', 1000, x'00');";

/// A file as it was before there were GUIDs, or after some of the steps since.
fn old_file(path: &Path, taken: usize) {
    let mut db = schema::connect(path, SqliteOptions::CACHE).unwrap();
    schema::take(&mut db, &schema::STEPS[..2]).unwrap();
    db.execute_batch(OLD_DATA).unwrap();
    schema::take(&mut db, &schema::STEPS[..taken]).unwrap();
}

#[tokio::test]
async fn everything_is_still_there_and_has_what_is_new() {
    for taken in 2..=schema::STEPS.len() {
        upgraded(taken).await;
    }
}

async fn upgraded(taken: usize) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nudge.db");
    old_file(&path, taken);
    let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();

    let accounts = store.accounts(None, 10).await.unwrap();
    let handles: Vec<_> = accounts.iter().map(|account| account.handle.as_str()).collect();
    assert_eq!(handles, ["Ann@example.com", "ben@example.com", "cid@example.com"]);
    let ann = store.roster(accounts[0].id).await.unwrap();
    let ben = store.roster(accounts[1].id).await.unwrap();

    let groups = ann.groups.iter().chain(&ben.groups).map(|group| group.guid);
    let guids: BTreeSet<Guid> = accounts.iter().map(|account| account.guid).chain(groups).collect();
    assert_eq!(guids.len(), 6, "each account and group has one of its own");
    for guid in &guids {
        let text = guid.to_string();
        assert!(text[14..].starts_with('4') && text[19..].starts_with(['8', '9', 'a', 'b']), "{text}");
    }

    assert_eq!((ann.serial.get(), ann.privacy), (9, Privacy::BlockByDefault));
    assert!(ann.properties.pageable && !ann.properties.has_space);
    assert_eq!(ann.properties.direct, DirectDevice::NONE);
    assert_eq!(on(&ann, Lists::FORWARD), ["ben", "Ann"]);
    assert_eq!(on(&ann, Lists::REVERSE), ["Ann", "ben", "cid"]);
    let benny = ann.contact(&handle("ben")).unwrap();
    assert_eq!((benny.guid, benny.stored_name.clone()), (accounts[1].guid, Some(name("Benny"))));
    assert_eq!(benny.groups.iter().collect::<Vec<_>>(), [group(1), group(2)]);
    // Of those who have her she has allowed Ben; Cid she has still to decide about.
    let pending: Vec<_> = ann.contacts.iter().filter(|contact| contact.is_pending()).collect();
    assert_eq!(pending.iter().map(|contact| contact.handle.local()).collect::<Vec<_>>(), ["cid"]);
    assert_eq!(store.tokens(accounts[0].id).await.unwrap().len(), 1);

    // It works on, and is the same when it is opened again.
    assert!(ann.outsiders.is_empty());
    let limits = RosterLimits::default();
    store.edit(accounts[0].id, add_telephone(List::Forward, "tel:1"), limits).await.unwrap();
    let acknowledge = Edit::Acknowledge(accounts[2].guid.into());
    assert!(store.edit(accounts[0].id, acknowledge, limits).await.unwrap().changed);
    store.edit(accounts[0].id, Edit::RemoveGroup(ann.groups[0].guid.into()), limits).await.unwrap();
    let before = store.roster(accounts[0].id).await.unwrap();
    store.close().await;
    let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
    assert_eq!(store.roster(accounts[0].id).await.unwrap(), before);
    let mut expected = accounts;
    expected[0].serial = before.serial;
    assert_eq!(store.accounts(None, 10).await.unwrap(), expected);
}

#[tokio::test]
async fn an_account_without_a_guid_is_our_fault_and_no_crash() {
    let world = World::new();
    let me = world.person("me").await;
    world.store.write(|db| Ok(db.execute("UPDATE accounts SET guid = NULL", [])?)).await.unwrap();
    let error = world.store.account(me).await.unwrap_err();
    assert!(matches!(error, Error::Fault(nudge_core::Fault::StoreCorrupt { .. })), "{error}");
    let short = "UPDATE accounts SET guid = x'00'";
    assert!(Connection::open(world.path()).unwrap().execute(short, []).is_err());
}
