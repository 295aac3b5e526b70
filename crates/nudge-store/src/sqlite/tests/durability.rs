use nudge_core::{Fault, Privacy};
use rusqlite::Connection;

use super::*;

fn open(world: &World) -> Result<SqliteStore, Fault> {
    SqliteStore::open(&world.path(), SqliteOptions::default())
}

#[tokio::test]
async fn another_run_sees_everything() {
    let world = World::new();
    let (me, _) = (world.person("me").await, world.person("bob").await);
    world.edit(me, add_group("Friends")).await.unwrap();
    world.edit(me, add_to_group("bob", 1)).await.unwrap();
    world.edit(me, Edit::SetPrivacy(Privacy::BlockByDefault)).await.unwrap();
    let before = world.roster(me).await;

    // First beside the running store, as a command line tool would, then after it.
    assert_eq!(open(&world).unwrap().roster(me).await.unwrap(), before);
    world.store.close().await;
    assert_eq!(open(&world).unwrap().roster(me).await.unwrap(), before);
    let closed = world.store.roster(me).await.unwrap_err();
    assert!(matches!(closed, Error::Fault(Fault::StoreClosed)), "{closed}");
}

#[tokio::test]
async fn commits_are_synchronous_and_written_ahead() {
    let world = World::new();
    let pragma = async |name: &'static str| {
        let read =
            move |db: &Connection| Ok(db.pragma_query_value(None, name, |row| row.get::<_, String>(0))?);
        let number = move |db: &Connection| {
            Ok(db.pragma_query_value(None, name, |row| row.get::<_, i64>(0))?.to_string())
        };
        if name == "journal_mode" { world.store.write(read).await } else { world.store.write(number).await }
            .unwrap()
    };
    assert_eq!(pragma("journal_mode").await, "wal");
    assert_eq!(pragma("synchronous").await, "2");
    assert_eq!(pragma("foreign_keys").await, "1");
}

#[tokio::test]
async fn a_newer_schema_is_left_alone_and_said_so() {
    let world = World::new();
    world.store.close().await;
    let db = Connection::open(world.path()).unwrap();
    db.execute("INSERT INTO refinery_schema_history VALUES (99, 'future', '2030-01-01T00:00:00Z', '1')", [])
        .unwrap();
    let error = open(&world).unwrap_err();
    let newest = super::super::NEWEST_SCHEMA;
    assert!(matches!(error, Fault::StoreTooNew { found: 99, known } if known == newest), "{error}");
    assert!(error.to_string().contains("newer program"), "{error}");
}

#[tokio::test]
async fn a_released_step_may_not_change() {
    let world = World::new();
    world.store.close().await;
    let db = Connection::open(world.path()).unwrap();
    db.execute("UPDATE refinery_schema_history SET checksum = '1' WHERE version = 1", []).unwrap();
    assert!(matches!(open(&world), Err(Fault::StoreUnavailable { .. })));
}

#[test]
fn files_of_others_are_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let error = SqliteStore::open(&path, SqliteOptions::default()).unwrap_err();
    assert!(error.to_string().contains("another program"), "{error}");

    std::fs::write(
        &path,
        "this is no database, only text of some length that looks like nothing at all".repeat(20),
    )
    .unwrap();
    let error = SqliteStore::open(&path, SqliteOptions::default()).unwrap_err();
    assert!(matches!(error, Fault::StoreCorrupt { .. }), "{error}");
    let error =
        SqliteStore::open(&dir.path().join("no/such/folder.db"), SqliteOptions::default()).unwrap_err();
    assert!(error.to_string().contains("cannot be opened"), "{error}");
}

#[tokio::test]
async fn nonsense_in_the_file_is_our_fault_and_no_crash() {
    let world = World::new();
    let me = world.person("me").await;
    world.store.write(|db| Ok(db.execute("UPDATE accounts SET handle = 'nonsense'", [])?)).await.unwrap();
    let error = world.store.account(me).await.unwrap_err();
    assert!(matches!(error, Error::Fault(Fault::StoreCorrupt { .. })), "{error}");
}

#[tokio::test]
async fn a_full_disk_is_a_fault_with_a_sentence_and_passes() {
    let world = World::new();
    let me = world.person("me").await;
    world.store.write(|db| Ok(db.execute_batch("PRAGMA max_page_count = 1")?)).await.unwrap();
    let mut failed = None;
    for n in 0..2000 {
        let text = format!("{n}{}", "x".repeat(100));
        if let Err(error) = world.store.create_account(new_account(&text), NOW, None).await {
            failed = Some(error);
            break;
        }
    }
    let failed = failed.expect("the file should not grow");
    assert!(failed.to_string().contains("disk with the database is full"), "{failed}");
    world.store.write(|db| Ok(db.execute_batch("PRAGMA max_page_count = 1000000")?)).await.unwrap();
    world.edit(me, Edit::RenameSelf(name("still here"))).await.unwrap();
    world.store.health().await.unwrap();
}
