//! Every step of the schema with data in it, upgraded to the newest.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use nudge_core::moderation::ReportFilter;
use nudge_core::{Account, Store};
use rusqlite::Connection;

use super::super::schema::{self, STEPS};
use super::*;

/// The folder with data for each step; see the README there.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sqlite");

/// The first step after which accounts have a GUID of their own; those that the step itself draws are never the same twice.
const WITH_GUIDS: usize = 4;

#[tokio::test]
async fn every_step_is_upgraded_with_data_in_it() {
    for step in 1..=STEPS.len() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("nudge.db");
        let db = filled(&path, step);
        assert_eq!(left_out(&db), [""; 0], "fixtures/sqlite has no data for these of step {step}");
        drop(db);
        let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
        let told = told(&store).await;
        let told = if step < WITH_GUIDS { without_guids(&told) } else { told };
        let expected = Path::new(FIXTURES).join(format!("{step:04}.txt"));
        if std::env::var_os("NUDGE_WRITE_FIXTURES").is_some() {
            fs::write(&expected, &told).unwrap();
        }
        let expected = fs::read_to_string(&expected).unwrap_or_else(|error| panic!("step {step}: {error}"));
        assert_eq!(told, expected.replace("\r\n", "\n"), "after step {step}");
        store.health().await.unwrap();
        store.close().await;
        // Nothing is left to be done, and nothing is done twice.
        assert_eq!(super::super::check_database(&path).unwrap(), super::super::NEWEST_SCHEMA);
        let again = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
        assert_eq!(again.account_count().await.unwrap(), 3);
    }
}

/// A file as the program of that step left it.
pub(super) fn filled(path: &Path, step: usize) -> Connection {
    let mut db = schema::connect(path, SqliteOptions::CACHE).unwrap();
    schema::take(&mut db, &STEPS[..step]).unwrap();
    for number in 1..=step {
        let data = Path::new(FIXTURES).join(format!("{number:04}.sql"));
        let sql = fs::read_to_string(&data).unwrap_or_else(|error| {
            panic!("step {number} has no data to be upgraded with: write {}: {error}", data.display())
        });
        db.execute_batch(&sql).unwrap_or_else(|error| panic!("{}: {error}", data.display()));
    }
    db
}

/// The columns that have nothing but their default.
fn left_out(db: &Connection) -> Vec<String> {
    let names = |sql: &str| -> Vec<(String, String)> {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let columns = names(
        "SELECT t.name || '.' || c.name,
                'SELECT count(*) FROM ' || t.name || ' WHERE ' || c.name || ' IS NOT ' || coalesce(c.dflt_value, 'NULL')
         FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name <> 'refinery_schema_history'",
    );
    assert!(columns.len() > 40, "the question is wrong: {columns:?}");
    let rows = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    columns.into_iter().filter(|(_, sql)| rows(sql) == 0).map(|(column, _)| column).collect()
}

/// All that a store says, as lines of text.
async fn told(store: &dyn Store) -> String {
    let mut text = String::new();
    for account in store.accounts(None, 10).await.unwrap() {
        person(store, &account, &mut text).await;
    }
    line(&mut text, "invitations", &store.invitations(10).await.unwrap());
    line(&mut text, "links", &store.links(None, 10).await.unwrap());
    line(&mut text, "keys", &store.keys(None).await.unwrap());
    line(&mut text, "audit", &store.audit(None, 10).await.unwrap());
    line(&mut text, "bans", &store.bans().await.unwrap());
    line(&mut text, "reports", &store.reports(ReportFilter::All, None, 10).await.unwrap());
    let ever = Timestamp::from_millis(i64::MAX);
    line(&mut text, "samples", &store.samples(Timestamp::from_millis(0), ever, 1).await.unwrap());
    line(&mut text, "message of the day", &store.motd().await.unwrap());
    text
}

async fn person(store: &dyn Store, account: &Account, text: &mut String) {
    let id = account.id;
    line(text, "account", account);
    let credentials = store.credentials(&account.handle).await.unwrap().unwrap();
    line(text, "credentials", &credentials);
    let hash = credentials.password.as_ref().map(|password| password.as_phc().to_owned());
    let sealed: Vec<_> = credentials.legacy.iter().map(|secret| secret.sealed.as_bytes().to_vec()).collect();
    line(text, "secrets", &(hash, sealed));
    line(text, "tokens", &store.tokens(id).await.unwrap());
    line(text, "places", &store.places(id).await.unwrap());
    line(text, "second factor", &store.second_factor(id).await.unwrap());
    line(text, "personal message", &account.personal_message.text());
    line(text, "display picture", &store.display_picture(id).await.unwrap());
    line(text, "sign-ins", &store.sign_ins(id, 10).await.unwrap());
    let roster = store.roster(id).await.unwrap();
    line(text, "roster", &(roster.serial, &roster.name, roster.privacy, roster.prompt));
    for group in &roster.groups {
        line(text, "group", group);
    }
    for contact in &roster.contacts {
        line(text, "contact", contact);
    }
    for outsider in &roster.outsiders {
        line(text, "outsider", outsider);
    }
    let book = store.address_book(id).await.unwrap();
    for entry in book.everybody().filter(|entry| entry.lists().is_empty()) {
        line(text, "kept", &entry);
    }
    line(text, "notes", &book.notes);
    let versions: Vec<_> = book.roster.groups.iter().map(|group| book.version_of(group)).collect();
    line(text, "changes", &(book.deltas_after, versions, &book.gone));
    for circle in store.circles_of(id).await.unwrap() {
        line(text, "circle", &circle);
    }
    line(text, "history", &store.history(id, None, 10).await.unwrap());
    let ever = Timestamp::from_millis(0);
    line(text, "waiting", &store.waiting_messages(id, ever).await.unwrap());
    text.push('\n');
}

fn line(text: &mut String, what: &str, value: &impl std::fmt::Debug) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{what}: {value:?}");
}

/// With a number for each GUID, in the order of their appearance.
fn without_guids(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut known = BTreeMap::new();
    let mut told = String::new();
    for word in text.split_inclusive(|c| !is_part(c)) {
        let guid = word.trim_end_matches(|c| !is_part(c));
        if guid.len() == 36 && guid.matches('-').count() == 4 {
            let next = known.len() + 1;
            let number = *known.entry(guid.to_owned()).or_insert(next);
            let _ = write!(told, "#{number}{}", &word[guid.len()..]);
        } else {
            told.push_str(word);
        }
    }
    told
}

#[tokio::test]
async fn before_the_first_step_the_file_is_copied() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nudge.db");
    drop(filled(&path, 2));
    // Left by upgrades of long ago; the newest of them stays.
    for old in ["nudge.db.before-1", "nudge.db.before-2", "nudge.db.before-x"] {
        fs::write(dir.path().join(old), old).unwrap();
    }
    let store = SqliteStore::open(&path, SqliteOptions::default()).unwrap();
    store.close().await;
    let mut names: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    // Of two connections that close at once, each may leave the log to the other.
    names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    names.sort();
    assert_eq!(names, ["nudge.db", "nudge.db.before-2", "nudge.db.before-3", "nudge.db.before-x"]);

    // The copy is the file as it was, and can take its place.
    let copy = dir.path().join("nudge.db.before-3");
    assert_eq!(super::super::check_database(&copy).unwrap(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let db = Connection::open(&copy).unwrap();
    let beats: i64 = db.query_row("SELECT beats FROM heartbeat", [], |row| row.get(0)).unwrap();
    assert_eq!(beats, 12);
    drop(db);
    let first = told(&SqliteStore::open(&path, SqliteOptions::default()).unwrap()).await;
    fs::rename(&copy, &path).unwrap();
    let second = told(&SqliteStore::open(&path, SqliteOptions::default()).unwrap()).await;
    assert_eq!(without_guids(&first), without_guids(&second));
    assert!(copy.exists(), "it was an upgrade like the first");
}

#[test]
fn a_new_file_and_a_current_one_are_not_copied() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nudge.db");
    for _ in 0..2 {
        drop(SqliteStore::open(&path, SqliteOptions::default()).unwrap());
    }
    let copies = fs::read_dir(dir.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("before"));
    assert_eq!(copies.count(), 0);
}

#[tokio::test]
async fn without_the_copy_nothing_is_changed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nudge.db");
    drop(filled(&path, 3));
    // Nothing can be put in its place.
    fs::create_dir(dir.path().join("nudge.db.before-4")).unwrap();
    fs::write(dir.path().join("nudge.db.before-4/x"), "").unwrap();
    let error = SqliteStore::open(&path, SqliteOptions::default()).unwrap_err();
    assert!(error.to_string().contains("nudge.db.before-4 cannot be written"), "{error}");
    assert_eq!(super::super::check_database(&path).unwrap(), 3);
    fs::remove_dir_all(dir.path().join("nudge.db.before-4")).unwrap();
    assert_eq!(SqliteStore::open(&path, SqliteOptions::default()).unwrap().account_count().await.unwrap(), 3);
}
