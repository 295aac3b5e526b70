//! A store that was closed is one file, with everything in it.

use std::fs;

use nudge_core::Store as _;
use nudge_store::{NEWEST_SCHEMA, SqliteOptions, SqliteStore, check_database};

/// Often, for connections that end at the same moment are rare.
#[tokio::test]
async fn nothing_is_left_beside_it() {
    for readers in [1, 2, 8] {
        for _ in 0..40 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("nudge.db");
            let options = SqliteOptions { readers, ..SqliteOptions::default() };
            let store = SqliteStore::open(&path, options).unwrap();
            store.health().await.unwrap();
            store.close().await;
            let names: Vec<_> =
                fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(names, ["nudge.db"]);
            let alone = folder.path().join("alone.db");
            fs::rename(&path, &alone).unwrap();
            assert_eq!(check_database(&alone).unwrap(), NEWEST_SCHEMA);
        }
    }
}
