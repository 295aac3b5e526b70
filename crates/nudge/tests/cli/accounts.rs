//! The commands that look after accounts, while no server runs.

use std::fs::{self, File};
use std::path::Path;

use crate::run::{nudge_in, with_input};
use serde_json::json;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery";
const OLD_PASSWORD: &str = "horse battery";

/// A data folder as `nudge config init` leaves it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    nudge_in(folder.path(), &["config", "init"]).done();
    folder
}

/// A data folder with an account of Alice's, without a password.
fn folder_of_alice() -> TempDir {
    let folder = folder();
    nudge_in(folder.path(), &["account", "add", "alice@example.com", "--name", "Alice"]).done();
    folder
}

fn show(folder: &Path, email: &str) -> serde_json::Value {
    nudge_in(folder, &["account", "show", email, "--json"]).json()
}

#[test]
fn an_account_without_a_password_is_opened_by_tokens_alone() {
    let folder = folder();
    let ended = nudge_in(folder.path(), &["account", "add", "alice@example.com"]);
    assert!(ended.stderr.contains("nudge token add alice@example.com"), "{}", ended.stderr);
    assert_eq!(ended.done(), "alice@example.com: the account is made.\n");
    let alice = show(folder.path(), "ALICE@example.com");
    assert_eq!(alice["email"], "alice@example.com");
    assert_eq!((&alice["has_password"], &alice["enabled"]), (&json!(false), &json!(true)));
}

#[test]
fn a_password_comes_from_the_standard_input() {
    let folder = folder();
    let add = ["account", "add", "alice@example.com", "--password-stdin", "--json"];
    let made = with_input(folder.path(), &add, &format!("{PASSWORD}\r\nand more\n")).json();
    assert_eq!((&made["verified"], &made["legacy_password"]), (&json!(true), &json!(false)));
    assert_eq!(show(folder.path(), "alice@example.com")["has_password"], true);
    // The line end is no part of it: the readable form must be allowed with the same password.
    let passwd = ["account", "passwd", "alice@example.com", "--password-stdin"];
    with_input(folder.path(), &passwd, OLD_PASSWORD).done();
    let allow = ["account", "legacy-password", "alice@example.com", "--allow", "--password-stdin"];
    let ended = with_input(folder.path(), &allow, &format!("{OLD_PASSWORD}\n"));
    assert!(ended.stderr.contains("nudge.key can read"), "it must say what it costs: {}", ended.stderr);
    ended.done();
    assert_eq!(show(folder.path(), "alice@example.com")["legacy_password"], true);
    let wrong = with_input(folder.path(), &allow, "not the password");
    assert_eq!((wrong.code, wrong.stderr.contains("that is not the account's password")), (3, true));
    nudge_in(folder.path(), &["account", "legacy-password", "alice@example.com", "--forbid"]).done();
    assert_eq!(show(folder.path(), "alice@example.com")["legacy_password"], false);
}

#[test]
fn an_account_can_be_made_for_old_clients_at_once() {
    let folder = folder();
    let add = ["account", "add", "alice@example.com", "--password-stdin", "--legacy-password", "--json"];
    let too_long = with_input(folder.path(), &add, PASSWORD);
    assert_eq!(too_long.code, 3, "{}", too_long.stderr);
    assert_eq!(
        nudge_in(folder.path(), &["account", "list", "--json"]).json(),
        json!([]),
        "none is left over"
    );
    assert_eq!(with_input(folder.path(), &add, OLD_PASSWORD).json()["legacy_password"], true);
    let nobody = nudge_in(folder.path(), &["account", "add", "bob@example.com", "--legacy-password"]);
    assert_eq!(nobody.code, 2, "{}", nobody.stderr);
}

#[test]
fn every_switch_of_an_account_is_kept() {
    let folder = folder_of_alice();
    let run = |arguments: &[&str]| {
        let (verb, rest) = arguments.split_first().unwrap();
        nudge_in(folder.path(), &[&["account", verb, "alice@example.com"], rest].concat()).done()
    };
    run(&["disable"]);
    run(&["verify", "--unverify"]);
    let text = ["--first-name", "Alice", "--city", "Zürich", "--country", "ch", "--birth-year", "1984"];
    run(&[&["profile"], &text[..], &["--gender", "female", "--listed"]].concat());
    run(&["mail", "--enable", "--inbox", "3"]);
    let alice = show(folder.path(), "alice@example.com");
    assert_eq!((&alice["enabled"], &alice["verified"]), (&json!(false), &json!(false)));
    let profile = &alice["profile"];
    assert_eq!((&profile["city"], &profile["country"]), (&json!("Zürich"), &json!("CH")));
    assert_eq!((&profile["birth_year"], &profile["gender"]), (&json!(1984), &json!("female")));
    assert_eq!(alice["mail"], json!({ "enabled": true, "inbox_unread": 3, "folders_unread": 0 }));
    run(&["enable"]);
    run(&["verify"]);
    run(&["profile", "--city", "", "--unlisted"]);
    run(&["mail", "--disable"]);
    let alice = show(folder.path(), "alice@example.com");
    assert_eq!((&alice["enabled"], &alice["verified"]), (&json!(true), &json!(true)));
    assert_eq!((&alice["profile"]["city"], &alice["profile"]["first_name"]), (&json!(""), &json!("Alice")));
    assert_eq!(alice["mail"]["inbox_unread"], 3);
    for nothing in ["profile", "mail"] {
        assert_eq!(nudge_in(folder.path(), &["account", nothing, "alice@example.com"]).code, 2);
    }
}

#[test]
fn deleting_is_meant_or_not_done() {
    let folder = folder_of_alice();
    let delete = ["account", "delete", "alice@example.com"];
    let ended = nudge_in(folder.path(), &delete);
    assert_eq!((ended.code, ended.stderr.contains("--yes")), (2, true), "{}", ended.stderr);
    let deleted = nudge_in(folder.path(), &[&delete[..], &["--yes", "--json"]].concat()).json();
    assert_eq!(deleted, json!({ "deleted": "alice@example.com" }));
    assert_eq!(nudge_in(folder.path(), &["account", "show", "alice@example.com"]).code, 3);
}

#[test]
fn what_does_not_exist_or_may_not_be_ends_with_3() {
    let folder = folder_of_alice();
    let alice = "alice@example.com";
    nudge_in(folder.path(), &["token", "add", alice, "--name", "laptop"]).done();
    for (arguments, said) in [
        (&["account", "show", "bob@example.com"][..], "there is no such account"),
        (&["account", "disable", "bob@example.com"], "there is no such account"),
        (&["account", "add", "ALICE@example.com"], "the address is taken"),
        (&["account", "sign-ins", "bob@example.com"], "there is no such account"),
        (&["token", "list", "bob@example.com"], "there is no such account"),
        (&["token", "add", alice, "--name", "laptop"], "an access token of that name exists"),
        (&["token", "revoke", alice, "--name", "phone"], "there is no access token of that name"),
        (&["history", "show", "bob@example.com"], "there is no such account"),
    ] {
        let ended = nudge_in(folder.path(), arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (3, ""), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{arguments:?}: {}", ended.stderr);
    }
}

#[test]
fn what_is_not_well_formed_ends_with_2() {
    let folder = folder_of_alice();
    for arguments in [
        &["account", "add", "alice"][..],
        &["account", "passwd", "alice@example.com"],
        &["account", "profile", "alice@example.com", "--city", "a\r\nkids: 1"],
        &["account", "profile", "alice@example.com", "--country", "CHE"],
        &["account", "profile", "alice@example.com", "--birth-year", "84"],
        &["account", "legacy-password", "alice@example.com"],
        &["token", "add", "alice@example.com", "--name", ""],
        &["history", "keep", "alice@example.com", "maybe"],
        &["invitations", "clear", "--until", "yesterday"],
        &["alert", "hello"],
        &["alert", "hello", "--all", "--to", "alice@example.com"],
        &["alert", "hello", "--all", "--url", "javascript:alert(1)"],
        &["nonsense"],
    ] {
        assert_eq!(nudge_in(folder.path(), arguments).code, 2, "{arguments:?}");
    }
}

#[test]
fn a_token_stands_alone_on_the_last_line_and_is_not_shown_again() {
    let folder = folder_of_alice();
    let add = ["token", "add", "alice@example.com", "--name", "the old ThinkPad"];
    let output = nudge_in(folder.path(), &add).done();
    let token = output.lines().last().unwrap();
    assert!(token.len() == 16 && token.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{output}");
    let as_json = ["token", "add", "alice@example.com", "--name", "phone", "--json"];
    let made = nudge_in(folder.path(), &as_json).json();
    assert_eq!((&made["name"], made["token"].as_str().unwrap().len()), (&json!("phone"), 16));
    let listed = nudge_in(folder.path(), &["token", "list", "alice@example.com", "--json"]).done();
    assert!(listed.contains("the old ThinkPad") && !listed.contains(token), "{listed}");
    nudge_in(folder.path(), &["token", "revoke", "alice@example.com", "--name", "phone"]).done();
    let left = nudge_in(folder.path(), &["token", "list", "alice@example.com"]).done();
    assert!(left.contains("the old ThinkPad") && !left.contains("phone"), "{left}");
}

#[test]
fn there_is_nothing_in_a_new_folder() {
    let folder = folder_of_alice();
    for (arguments, said) in [
        (&["account", "sign-ins", "alice@example.com"][..], "Nobody has signed in.\n"),
        (&["token", "list", "alice@example.com"], "No access tokens.\n"),
        (&["history", "show", "alice@example.com"], "No messages.\n"),
        (&["history", "erase", "alice@example.com"], "0 messages erased.\n"),
        (&["invitations", "list"], "No invitations.\n"),
        (&["invitations", "clear"], "0 forgotten.\n"),
        (&["status"], "No server is running on nudge-data.\n"),
    ] {
        assert_eq!(nudge_in(folder.path(), arguments).done(), said, "{arguments:?}");
    }
    assert_eq!(nudge_in(folder.path(), &["status", "--json"]).json(), json!({ "running": false }));
    let kept = nudge_in(folder.path(), &["history", "keep", "alice@example.com", "off", "--json"]).json();
    assert_eq!(kept["keeps_history"], false);
    let alert = nudge_in(folder.path(), &["alert", "--all", "hello"]);
    assert_eq!((alert.code, alert.stderr.contains("no server is running")), (1, true), "{}", alert.stderr);
}

#[test]
fn a_folder_that_is_not_there_is_not_made_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["status"][..], &["account", "list"], &["account", "add", "alice@example.com"]] {
        let ended = nudge_in(folder.path(), &[arguments, &["--data", "elsewhere"]].concat());
        assert_eq!(ended.code, 2, "{arguments:?}");
        assert!(ended.stderr.contains("there is no data folder elsewhere"), "{}", ended.stderr);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_lost_or_damaged_key_is_not_replaced() {
    let folder = folder_of_alice();
    let key = folder.path().join("nudge-data/nudge.key");
    let bytes = fs::read(&key).unwrap();
    assert_eq!(bytes.len(), 32);
    fs::remove_file(&key).unwrap();
    let ended = nudge_in(folder.path(), &["account", "list"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.stderr.contains("nudge.key is missing") && ended.stderr.contains("backup"),
        "{}",
        ended.stderr
    );
    assert!(!key.exists());
    fs::write(&key, &bytes[1..]).unwrap();
    let ended = nudge_in(folder.path(), &["account", "list"]);
    assert_eq!((ended.code, ended.stderr.contains("31 bytes instead of 32")), (1, true), "{}", ended.stderr);
    fs::write(&key, &bytes).unwrap();
    nudge_in(folder.path(), &["account", "list"]).done();
}

#[test]
fn a_command_waits_for_the_one_before_it() {
    let folder = folder_of_alice();
    let data = folder.path().join("nudge-data");
    let lock = File::options().write(true).open(data.join("nudge.lock")).unwrap();
    lock.lock().unwrap();
    std::thread::scope(|scope| {
        let list = scope.spawn(|| nudge_in(folder.path(), &["account", "list"]).done());
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!list.is_finished(), "it must not open a database that another one has");
        lock.unlock().unwrap();
        assert!(list.join().unwrap().contains("alice@example.com"));
    });
}

#[cfg(unix)]
#[test]
fn what_is_made_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = folder_of_alice();
    let data = folder.path().join("nudge-data");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn who_sets_a_long_password_is_told_what_old_clients_make_of_it() {
    let folder = folder_of_alice();
    let passwd = ["account", "passwd", "alice@example.com", "--password-stdin"];
    let long = with_input(folder.path(), &passwd, "exactly-17-chars-");
    assert!(long.stderr.contains("16 characters") && long.stderr.contains("token add"), "{}", long.stderr);
    long.done();
    let short = with_input(folder.path(), &passwd, "exactly-16-chars");
    assert_eq!(short.stderr, "");
    short.done();
}
