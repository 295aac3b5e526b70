//! How a store is told to work.

use super::*;

#[tokio::test]
async fn every_connection_has_the_cache_that_it_was_given() {
    let dir = tempfile::tempdir().unwrap();
    let options = SqliteOptions { cache: 512 * 1024, ..SqliteOptions::default() };
    let store = SqliteStore::open(&dir.path().join("nudge.db"), options).unwrap();
    // In KiB where it is below 0, or else in pages.
    let cache = |db: &rusqlite::Connection| {
        Ok(db.pragma_query_value(None, "cache_size", |row| row.get::<_, i64>(0))?)
    };
    for _ in 0..options.readers {
        assert_eq!(store.read(cache).await.unwrap(), -512);
    }
    assert_eq!(store.write(cache).await.unwrap(), -512);
}
