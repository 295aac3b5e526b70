//! Whole copies of a database in use.

use std::{
    fs,
    ops::ControlFlow,
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
};

use nudge_core::Fault;

use super::super::{NEWEST_SCHEMA, check_database, copy_database};
use super::*;

fn unwatched(_: super::super::Copying) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_under_load_has_all_that_was_acknowledged_before() {
    let world = World::new();
    let store = Arc::new(world.store);
    // Large enough to be copied in several steps.
    let owner = store.create_account(new_account("first"), NOW, None).await.unwrap();
    let message = nudge_core::HistoryRecord {
        owner,
        conversation: nudge_core::ConversationId(1),
        sender: handle("first"),
        recipients: Vec::new(),
        body: vec![b'x'; 4000].into(),
        at: NOW,
    };
    for _ in 0..20 {
        store.append_history(vec![message.clone(); 100]).await.unwrap();
    }
    let stop = Arc::new(AtomicBool::new(false));
    let adding = {
        let (store, stop) = (Arc::clone(&store), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut number = 0;
            while !stop.load(Ordering::SeqCst) {
                store.create_account(new_account(&format!("p{number}")), NOW, None).await.unwrap();
                number += 1;
            }
            number
        })
    };
    let path = world.dir.path().join("nudge.db");
    for round in 0..5 {
        let before = store.account_count().await.unwrap();
        let to = world.dir.path().join(format!("copy{round}"));
        let (from, target) = (path.clone(), to.clone());
        let steps = tokio::task::spawn_blocking(move || {
            let mut steps = Vec::new();
            let schema = copy_database(&from, &target, &mut |copying| {
                steps.push(copying);
                ControlFlow::Continue(())
            });
            assert_eq!(schema.unwrap(), NEWEST_SCHEMA);
            steps
        })
        .await
        .unwrap();
        assert!(steps.len() > 1 && steps.is_sorted_by_key(|step| step.done), "it began anew: {steps:?}");
        let copy = SqliteStore::open(&to, SqliteOptions::default()).unwrap();
        let copied = copy.account_count().await.unwrap();
        assert!(copied >= before, "{before} were acknowledged, {copied} are there");
        assert_eq!(copy.history(owner, None, 9999).await.unwrap().len(), 2000);
    }
    let off = world.dir.path().join("off.db");
    let error = copy_database(&path, &off, &mut |_| ControlFlow::Break(())).unwrap_err();
    assert!(error.to_string().contains("called off"), "{error}");
    stop.store(true, Ordering::SeqCst);
    assert!(adding.await.unwrap() > 50, "nothing went on meanwhile");
}

#[tokio::test]
async fn a_copy_is_one_file_of_what_is_there() {
    let world = World::new();
    world.person("me").await;
    let to = world.dir.path().join("copy.db");
    assert_eq!(copy_database(&world.path(), &to, &mut unwatched).unwrap(), NEWEST_SCHEMA);
    assert!(!to.with_extension("db-wal").exists() && !to.with_extension("db-shm").exists());
    let missing = world.dir.path().join("missing.db");
    assert!(copy_database(&missing, &to, &mut unwatched).is_err() && !missing.exists());
}

#[tokio::test]
async fn what_is_no_sound_database_of_ours_is_said() {
    let world = World::new();
    world.person("me").await;
    let copy = world.dir.path().join("copy.db");
    copy_database(&world.path(), &copy, &mut unwatched).unwrap();
    assert_eq!(check_database(&copy).unwrap(), NEWEST_SCHEMA);
    let sound = fs::read(&copy).unwrap();
    let said = |bytes: &[u8]| {
        fs::write(&copy, bytes).unwrap();
        check_database(&copy).unwrap_err()
    };
    let mut damaged = sound.clone();
    let middle = damaged.len() / 2;
    // Whole pages, or it might be the empty part of one.
    damaged[4096..middle].fill(0xff);
    assert!(matches!(said(&damaged), Fault::StoreCorrupt { .. }));
    assert!(matches!(said(&sound[..middle]), Fault::StoreCorrupt { .. }));
    assert!(matches!(said(b""), Fault::StoreCorrupt { .. }));

    fs::write(&copy, &sound).unwrap();
    let db = rusqlite::Connection::open(&copy).unwrap();
    db.execute("INSERT INTO refinery_schema_history VALUES (99, 'future', '2030-01-01T00:00:00Z', '1')", [])
        .unwrap();
    assert!(matches!(check_database(&copy), Err(Fault::StoreTooNew { found: 99, .. })));
    db.execute("DELETE FROM refinery_schema_history WHERE version = 99", []).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO invitations VALUES (1, 99, '', '', 0)").unwrap();
    assert!(check_database(&copy).unwrap_err().to_string().contains("belong to nobody"));
}
