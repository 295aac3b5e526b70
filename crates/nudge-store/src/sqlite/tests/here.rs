//! A database in memory.

use nudge_core::{Refusal, Store as _};

use super::super::SqliteStore;
use super::{NOW, World, new_account};

async fn add(store: &SqliteStore, who: &str) -> Result<(), Option<Refusal>> {
    let made = store.create_account(new_account(who), NOW, None).await;
    made.map(drop).map_err(|error| error.refusal())
}

#[tokio::test]
async fn one_in_memory_is_as_it_was_once_it_is_rewound() {
    let store = SqliteStore::in_memory().unwrap();
    add(&store, "alice").await.unwrap();
    store.mark().unwrap();
    for _ in 0..3 {
        add(&store, "bob").await.unwrap();
        // What is refused is undone, and nothing else.
        assert_eq!(add(&store, "bob").await, Err(Some(Refusal::HandleTaken)));
        assert_eq!(store.account_count().await.unwrap(), 2);
        let bob = store.accounts(None, 9).await.unwrap().pop().unwrap();
        assert!(store.roster(bob.id).await.unwrap().contacts.is_empty());
        store.rewind().unwrap();
        assert_eq!(store.account_count().await.unwrap(), 1);
    }
    store.close().await;
}

#[test]
fn one_in_a_file_is_never_rewound() {
    let world = World::new();
    assert!(world.store.mark().is_err() && world.store.rewind().is_err());
}
