//! How many durable edits and sign-in reads a second this machine's disk and processor give.
//!
//! `cargo run --release -p nudge-store --example throughput [folder]`; the folder decides which disk is measured.

use std::{
    error::Error,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use nudge_core::{
    AccountId, DisplayName, Edit, Guid, Handle, ImportAccount, ImportContact, Lists, NewAccount, Profile,
    RosterLimits, Store, Timestamp,
};
use nudge_store::{SqliteOptions, SqliteStore};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const ACCOUNTS: usize = 10_000;
const CONTACTS: usize = 100;
const TASKS: usize = 64;
const MEASURED: Duration = Duration::from_secs(5);

#[tokio::main(worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "printing is what it is for")]
async fn main() -> Outcome<()> {
    let folder = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let dir = tempfile::tempdir_in(folder)?;
    let path = dir.path().join("nudge.db");
    let store = Arc::new(SqliteStore::open(&path, SqliteOptions::default())?);

    let begun = Instant::now();
    let batch = (0..ACCOUNTS).map(account).collect::<Outcome<Vec<_>>>()?;
    let ids: Arc<[AccountId]> = store.import(batch, Timestamp::from_millis(0)).await?.into();
    println!("import of {ACCOUNTS} accounts with {CONTACTS} contacts each: {:?}", begun.elapsed());

    let begun = Instant::now();
    drop(SqliteStore::open(&path, SqliteOptions::default())?);
    println!("open: {:?}", begun.elapsed());

    let edits = measure(&store, &ids, async |store, ids, n| {
        let name = DisplayName::new(&format!("name {n}"))?;
        let id = *ids.get(n % ids.len()).ok_or("no accounts")?;
        store.edit(id, Edit::RenameSelf(name), RosterLimits::default()).await?;
        Ok(())
    });
    println!("durable edits, {TASKS} tasks: {:.0}/s", edits.await?);

    let reads = measure(&store, &ids, async |store, _, n| {
        let credentials = store.credentials(&handle(n % ACCOUNTS)?).await?.ok_or("no credentials")?;
        store.standing(credentials.account).await?;
        Ok(())
    });
    println!("credentials and standing, {TASKS} tasks: {:.0}/s", reads.await?);

    let rosters = measure(&store, &ids, async |store, ids, n| {
        store.roster(*ids.get(n % ids.len()).ok_or("no accounts")?).await?;
        Ok(())
    });
    println!("rosters of {CONTACTS} contacts, {TASKS} tasks: {:.0}/s", rosters.await?);
    store.close().await;
    Ok(())
}

/// Calls per second.
async fn measure<F>(store: &Arc<SqliteStore>, ids: &Arc<[AccountId]>, call: F) -> Outcome<f64>
where
    F: AsyncFn(&SqliteStore, &[AccountId], usize) -> Outcome<()> + Copy + 'static,
{
    let begun = Instant::now();
    let local = tokio::task::LocalSet::new();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (store, ids) = (Arc::clone(store), Arc::clone(ids));
            local.spawn_local(async move {
                let mut calls = 0;
                while begun.elapsed() < MEASURED {
                    call(&store, &ids, calls * TASKS + task).await?;
                    calls += 1;
                }
                Outcome::Ok(calls)
            })
        })
        .collect();
    let mut calls = 0;
    local.await;
    for task in tasks {
        calls += task.await??;
    }
    Ok(f64::from(u32::try_from(calls)?) / begun.elapsed().as_secs_f64())
}

fn account(n: usize) -> Outcome<ImportAccount> {
    let entry = |step: usize| -> Outcome<_> {
        let handle = handle((n + step * 97) % ACCOUNTS)?;
        Ok(ImportContact { handle, lists: Lists::FORWARD | Lists::ALLOW, stored_name: None })
    };
    let account = NewAccount {
        handle: handle(n)?,
        guid: Guid::version_4(u128::try_from(n)?),
        name: DisplayName::new(&format!("User {n}"))?,
        password: None,
        verified: true,
        profile: Profile::default(),
    };
    Ok(ImportAccount { account, contacts: (1..=CONTACTS).map(entry).collect::<Outcome<_>>()? })
}

fn handle(n: usize) -> Outcome<Handle> {
    Ok(Handle::new(&format!("user{n}@example.com"))?)
}
