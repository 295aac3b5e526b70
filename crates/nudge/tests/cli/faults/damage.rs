//! A database that is not as it was written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::run::{Ended, command, ended};
use crate::server::{Server, serving};
use nudge_testkit::dice::{Dice, seed};

const ALICE: &str = "alice@example.com";

/// A page of the database, in bytes.
const PAGE: usize = 4096;

/// A data folder with an account in it, and nobody on it.
fn folder() -> TempDir {
    let server = Server::start(&[]);
    server.nudge(&["account", "add", ALICE]).done();
    server.stop().folder
}

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("nudge-data/nudge.db")
}

/// A server that must not start: how it ends.
fn fails(folder: &Path) -> Ended {
    let mut server = command(folder, &serving(&[]));
    let mut child =
        server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(10) {
        thread::sleep(Duration::from_millis(10));
    }
    // Fails where it has ended, as it should.
    let _ = child.kill();
    let ended = ended(&child.wait_with_output().unwrap());
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    ended
}

const RESTORE: &str = "\n\n\
    Restore a backup (nudge restore FILE --replace), which moves this file aside. It was left as it is. Without a backup,\n\
    \"The database is damaged\" in docs/operations.md says how to save what can be read.\n";

#[test]
fn a_damaged_database_is_left_as_it_is_and_said_to_be_damaged() {
    let folder = folder();
    let path = database(&folder);
    let sound = fs::read(&path).unwrap();
    let mut dice = Dice::new(1);
    let noise: Vec<u8> = (0..sound.len()).map(|_| u8::try_from(dice.below(256)).unwrap()).collect();
    let with = |at: usize, bytes: &[u8]| {
        let mut damaged = sound.clone();
        damaged[at..at + bytes.len()].copy_from_slice(bytes);
        damaged
    };
    let mut every_page = sound.clone();
    for at in (PAGE..sound.len()).step_by(PAGE) {
        every_page[at..at + 100].copy_from_slice(&noise[at..at + 100]);
    }
    for (what, damaged, said) in [
        ("noise", noise.clone(), "file is not a database"),
        ("a text", b"Not a database.\n".repeat(100), "file is not a database"),
        ("a header with other sizes", with(16, &[0xFF; 8]), "file is not a database"),
        ("half of it", sound[..sound.len() / 2].to_vec(), "database disk image is malformed"),
        ("a page of it", sound[..PAGE].to_vec(), "database disk image is malformed"),
        ("every page hit", every_page, "database disk image is malformed"),
        ("another program's", with(68, &[1, 2, 3, 4]), "the file is a database of another program"),
    ] {
        fs::write(&path, &damaged).unwrap();
        let failed = fails(folder.path());
        let expected =
            format!("nudge: cannot open nudge-data/nudge.db: the store is damaged: {said}{RESTORE}");
        assert_eq!(failed.stderr, expected, "{what}");
        assert!(fs::read(&path).unwrap() == damaged, "{what}: the file was changed");
    }
    fs::write(&path, "").unwrap();
    assert_eq!(
        fails(folder.path()).stderr,
        "nudge: the database nudge-data/nudge.db is empty: its content was lost, or something else has made the file\n\n\
         Restore a backup (nudge restore FILE --replace). If there has never been anything in it, remove the file and start\n\
         again.\n"
    );
    // Once the file is back, so is everything.
    fs::write(&path, &sound).unwrap();
    let server = Server::start_in(folder, &[]);
    assert!(server.nudge(&["account", "list"]).done().contains(ALICE));
    server.stop();
}

/// One page of many is found when it is read, or by the next backup; no server falls over it, and no bad backup is kept.
#[test]
fn a_damaged_page_is_found_by_the_backup_at_the_latest() {
    let mut folder = folder();
    let path = database(&folder);
    let sound = fs::read(&path).unwrap();
    let seed = seed();
    println!("NUDGE_SEED={seed}");
    let mut dice = Dice::new(seed);
    for _ in 0..5 {
        let page = 1 + dice.below(sound.len() / PAGE - 1);
        let mut damaged = sound.clone();
        for byte in &mut damaged[page * PAGE..(page + 1) * PAGE] {
            *byte = u8::try_from(dice.below(256)).unwrap();
        }
        fs::write(&path, &damaged).unwrap();
        let backup = folder.path().join("backup.tar.zst");
        let made = crate::run::nudge_in(folder.path(), &["backup", &backup.display().to_string()]);
        assert_ne!(made.code, 0, "page {page}: {}", made.stdout);
        assert!(made.stderr.contains("the store is damaged"), "page {page}: {}", made.stderr);
        assert!(!backup.exists(), "page {page}");
        let mut server = command(folder.path(), &serving(&[]));
        let mut child =
            server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        thread::sleep(Duration::from_millis(300));
        let early = child.try_wait().unwrap();
        assert!(early.is_none_or(|status| status.code() == Some(1)), "page {page}: {early:?}");
        // Fails where it has ended.
        let _ = child.kill();
        child.wait().unwrap();
        for end in ["-wal", "-shm"] {
            // They may not be there.
            let _ = fs::remove_file(folder.path().join(format!("nudge-data/nudge.db{end}")));
        }
    }
    fs::write(&path, &sound).unwrap();
    let server = Server::start_in(folder, &[]);
    assert!(server.nudge(&["account", "list"]).done().contains(ALICE));
    folder = server.stop().folder;
    drop(folder);
}

#[test]
fn a_newer_schema_is_left_alone() {
    let folder = folder();
    let path = database(&folder);
    let newer = "INSERT INTO refinery_schema_history VALUES (99, 'future', '2030-01-01T00:00:00Z', '1')";
    Connection::open(&path).unwrap().execute(newer, []).unwrap();
    let known = nudge_store::NEWEST_SCHEMA;
    let expected = format!(
        "nudge: cannot open nudge-data/nudge.db: the store has schema 99, this program knows up to {known}; use a newer \
         program or a backup\n\n\
         The file was left as it is. Install the newer program again; or go back to the copy nudge-data/nudge.db.before-N that \
         it has made,\nas \"Upgrade and restart\" in docs/operations.md says.\n"
    );
    assert_eq!(fails(folder.path()).stderr, expected);
    let back = "DELETE FROM refinery_schema_history WHERE version = 99";
    Connection::open(&path).unwrap().execute(back, []).unwrap();
    let server = Server::start_in(folder, &[]);
    assert!(server.nudge(&["account", "list"]).done().contains(ALICE));
    server.stop();
}

/// Killed at its first start, a server begins again as if nothing had been.
#[test]
fn a_first_start_that_was_cut_short_is_begun_again() {
    let mut folder = tempfile::tempdir().unwrap();
    let mut dice = Dice::new(2);
    for _ in 0..12 {
        let mut server = command(folder.path(), &serving(&[]));
        let mut child =
            server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(dice.shorter_than(Duration::from_millis(60)));
        child.kill().unwrap();
        child.wait().unwrap();
        let server = Server::start_in(folder, &[]);
        server.nudge(&["account", "add", ALICE]).done();
        folder = server.stop().folder;
        fs::remove_dir_all(folder.path().join("nudge-data")).unwrap();
    }
}
