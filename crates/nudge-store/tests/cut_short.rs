//! A change of the schema that is cut short by SIGKILL: the next start makes it, whole, and nothing is lost.
//!
//! This program starts itself anew to have somebody to kill.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nudge_core::Store as _;
use nudge_store::{NEWEST_SCHEMA, SqliteOptions, SqliteStore, check_database};
use refinery::{Migration, Runner};
use rusqlite::Connection;

/// Which file the one that is killed has to open.
const VICTIM: &str = "NUDGE_STORE_VICTIM";

/// How many kills are spread over the time that an opening takes. Others wait for what it does.
const SPREAD: u32 = 9;

/// How many accounts there are: enough for every step to take a while.
const ACCOUNTS: u64 = 3_000;

/// The schema of the first program that was released.
const OLD: [(&str, &str); 2] = [
    ("V1__accounts_and_lists", include_str!("../migrations/sqlite/0001_accounts_and_lists.sql")),
    ("V2__records", include_str!("../migrations/sqlite/0002_records.sql")),
];

/// Each has the next as a contact, and a group, and a token.
const FILLING: &str = "
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000)
    INSERT INTO accounts (id, handle, name, verified, created, serial, first_name, last_name, city, region, country,
                          postal_code, gender, language, listed)
    SELECT n, 'person' || n || '@example.com', 'Person ' || n, 1, 1000, 9, '', '', '', '', '', '', 0, 1033, 0 FROM numbers;
    INSERT INTO contact_groups (owner, number, name, made_at) SELECT id, 1, 'Friends', 2 FROM accounts;
    INSERT INTO contacts (owner, contact, forward_at, allow_at, reverse_at, group_bits)
    SELECT id, id % 3000 + 1, 4, 5, 6, 2 FROM accounts;
    INSERT INTO tokens (account, name, created, sealed) SELECT id, 'laptop', 1000, x'00' FROM accounts;";

fn old_file(path: &Path) {
    let mut db = Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "application_id", 0x4e75_6467).unwrap();
    let steps: Vec<Migration> =
        OLD.iter().map(|(name, sql)| Migration::unapplied(name, sql).unwrap()).collect();
    Runner::new(&steps).set_grouped(true).run(&mut db).unwrap();
    db.execute_batch(FILLING).unwrap();
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, SqliteOptions::default()).unwrap()
}

/// When the one that opens the file is killed, if it has not ended by itself.
enum Moment {
    After(Duration),
    /// As soon as there is that file.
    Made(PathBuf),
}

impl Moment {
    fn has_come(&self, started: Instant) -> bool {
        match self {
            Self::After(time) => started.elapsed() >= *time,
            Self::Made(file) => file.exists(),
        }
    }
}

/// Opens the file in a process of its own, which is killed at that moment. How long it has lived.
fn open_and_kill(path: &Path, moment: &Moment) -> Duration {
    let started = Instant::now();
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "the_one_that_is_killed", "--ignored"])
        .env(VICTIM, path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !moment.has_come(started) && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(100));
    }
    // Fails where it has ended by itself.
    let _ended = child.kill();
    child.wait().unwrap();
    started.elapsed()
}

#[test]
#[ignore = "it is started, and killed, by the other test"]
fn the_one_that_is_killed() {
    let path = PathBuf::from(env::var_os(VICTIM).unwrap());
    drop(open(&path));
}

#[tokio::test]
async fn a_change_of_the_schema_that_is_cut_short_is_made_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old.db");
    old_file(&old);
    let path = folder.path().join("nudge.db");
    let kept = folder.path().join("nudge.db.before-3");
    let half = folder.path().join("nudge.db.before.new");
    let begin = || {
        for end in ["", "-wal", "-shm"] {
            // They may not be there.
            let _gone = fs::remove_file(format!("{}{end}", path.display()));
        }
        let _gone = fs::remove_file(&kept);
        fs::copy(&old, &path).unwrap();
    };
    begin();
    let whole = open_and_kill(&path, &Moment::After(Duration::from_mins(1)));
    assert_eq!(check_database(&path).unwrap(), NEWEST_SCHEMA);
    let mut found = [0; 3];
    // The first of them is before anything was done.
    let spread = (0..SPREAD).map(|kill| Moment::After(whole * kill / SPREAD));
    for moment in spread.chain([Moment::Made(half), Moment::Made(kept.clone())]) {
        begin();
        open_and_kill(&path, &moment);
        // All steps or none.
        let schema = check_database(&path).unwrap();
        assert!(schema == 2 || schema == NEWEST_SCHEMA, "{schema}");
        // The copy is whole, or there is none.
        let is_kept = kept.exists();
        assert!(!is_kept || check_database(&kept).unwrap() == 2);
        assert!(is_kept || schema == 2, "changed without a copy");
        found[usize::from(is_kept) + usize::from(schema == NEWEST_SCHEMA)] += 1;

        let store = open(&path);
        assert_eq!(store.account_count().await.unwrap(), ACCOUNTS);
        let last = store.accounts(None, 10_000).await.unwrap().pop().unwrap();
        let roster = store.roster(last.id).await.unwrap();
        assert_eq!((roster.groups.len(), roster.contacts.len()), (1, 2));
        assert_eq!(store.tokens(last.id).await.unwrap().len(), 1);
        store.close().await;
        assert_eq!(check_database(&path).unwrap(), NEWEST_SCHEMA);
        assert_eq!(check_database(&kept).unwrap(), 2);
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["nudge.db", "nudge.db.before-3", "old.db"], "nothing half made is left");
    }
    assert!(found[0] > 0 && found[1] > 0, "none killed before the copy, or none after it: {found:?}");
}
