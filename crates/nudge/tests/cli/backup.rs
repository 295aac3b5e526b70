//! A backup while people use the server, and a server on what was restored from it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use msnp::Dialect;
use msnp_client::{Client, Config};
use serde_json::json;

use crate::run::{nudge_in, with_environment};
use crate::server::Server;

const ALICE: &str = "alice@example.com";

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn accounts(folder: &Path) -> BTreeSet<String> {
    let listed = nudge_in(folder, &["account", "list", "--json"]).json();
    listed.as_array().unwrap().iter().map(|account| account["email"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_was_acknowledged_before_a_backup_is_in_it() {
    let server = Server::start(&[]);
    server.nudge(&["account", "add", ALICE]).done();
    let made = server.nudge(&["token", "add", ALICE, "--name", "here"]).done();
    let token = made.lines().last().unwrap().to_owned();

    // Somebody makes accounts all the while, and writes down which the server has acknowledged.
    let (added, stop) = (Arc::new(Mutex::new(BTreeSet::new())), Arc::new(AtomicBool::new(false)));
    let adding = {
        let (added, stop, folder) = (Arc::clone(&added), Arc::clone(&stop), server.folder().to_owned());
        thread::spawn(move || {
            for number in 0.. {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let email = format!("p{number}@example.com");
                nudge_in(&folder, &["account", "add", &email]).done();
                added.lock().unwrap().insert(email);
            }
        })
    };
    while added.lock().unwrap().len() < 3 {
        thread::sleep(std::time::Duration::from_millis(5));
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    for _ in 0..3 {
        acknowledged = added.lock().unwrap().clone();
        let file = elsewhere.path().join("backup");
        server.nudge(&["backup", file.to_str().unwrap(), "--force"]).done();
    }
    stop.store(true, Ordering::SeqCst);
    adding.join().unwrap();
    assert!(acknowledged.len() < added.lock().unwrap().len(), "nothing went on meanwhile");
    assert_eq!(names(elsewhere.path()), ["backup".to_owned()].into());
    let mode = fs::metadata(elsewhere.path().join("backup")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let told = nudge_in(elsewhere.path(), &["restore", "backup", "--json"]).json();
    assert_eq!((&told["folder"], &told["aside"]), (&json!("nudge-data"), &json!(null)));
    let restored = accounts(elsewhere.path());
    assert!(restored.is_superset(&acknowledged), "{:?}", acknowledged.difference(&restored));
    let again = Server::start_in(elsewhere, &[]);
    let config = Config::new(&again.address.to_string(), ALICE, &token, Dialect::Msnp7);
    let mut alice = Client::sign_in(config).await.unwrap();
    alice.ping().await.unwrap();
    again.stop();
    server.stop();
}

#[test]
fn nothing_is_restored_under_a_running_server() {
    let server = Server::start(&[]);
    server.nudge(&["account", "add", ALICE]).done();
    server.nudge(&["backup", "backup"]).done();
    let again = server.nudge(&["backup", "backup"]);
    assert_eq!(again.code, 3);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    let before = names(&server.data());
    let refused = server.nudge(&["restore", "backup", "--replace"]);
    assert_eq!(refused.code, 3);
    assert!(
        refused.stderr.contains("a server is running on nudge-data: stop it first"),
        "{}",
        refused.stderr
    );
    assert_eq!(names(&server.data()), before);

    server.nudge(&["account", "add", "bob@example.com"]).done();
    let stopped = server.stop();
    let folder = stopped.folder.path();
    assert_eq!(nudge_in(folder, &["restore", "backup"]).code, 3);
    let said = nudge_in(folder, &["restore", "backup", "--replace"]).done();
    assert_eq!(accounts(folder), [ALICE.to_owned()].into());
    let aside = said.trim_end().split_once("What was there before is in ").unwrap().1.trim_end_matches('.');
    let old = tempfile::tempdir().unwrap();
    fs::rename(folder.join(aside), old.path().join("nudge-data")).unwrap();
    assert_eq!(accounts(old.path()).len(), 2);
}

#[test]
fn a_backup_is_checked_without_a_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = nudge_in(folder.path(), &["backup", "backup"]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.stderr.contains("there is no data folder nudge-data"), "{}", nothing.stderr);
    nudge_in(folder.path(), &["config", "init"]).done();
    nudge_in(folder.path(), &["account", "add", ALICE]).done();
    nudge_in(folder.path(), &["backup", "backup"]).done();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("backup");
    fs::rename(folder.path().join("backup"), &file).unwrap();
    let told = nudge_in(elsewhere.path(), &["backup", "--check", "backup", "--json"]).json();
    assert_eq!(told["members"][0]["name"], "nudge.db");
    // Whoever has said once and for all where the folder is can look at a file, too.
    let variable = [("NUDGE_DATA", "nowhere")];
    with_environment(elsewhere.path(), &["backup", "--check", "backup"], &variable).done();
    let length = fs::metadata(&file).unwrap().len();
    fs::File::options().write(true).open(&file).unwrap().set_len(length - 1).unwrap();
    let cut = nudge_in(elsewhere.path(), &["backup", "--check", "backup"]);
    assert_eq!((cut.code, cut.stdout.as_str()), (1, ""));
    assert!(cut.stderr.contains("backup cannot be restored: it is not complete"), "{}", cut.stderr);
    assert_eq!(names(elsewhere.path()), ["backup".to_owned()].into());
}
