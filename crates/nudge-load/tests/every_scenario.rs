//! Every scenario runs against a real server at a tiny size, and what it says can be read by a program.

use std::io;
use std::process::{Command, Output};

use serde_json::Value;

#[test]
fn all_of_them_pass_and_are_reported() {
    let output = nudge_load(&["all", "--quick", "--json"]).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    for scenario in ["sign-in", "chat", "pipelined", "idle", "fan-out"] {
        let of_it: Vec<_> = rows.iter().filter(|row| row["scenario"] == scenario).collect();
        assert!(of_it.len() >= 2, "{scenario}: {rows:?}");
        assert!(of_it.iter().all(|row| row["server"].is_number()), "{scenario}: {rows:?}");
    }
    let messages = rows.iter().find(|row| row["what"] == "messages").unwrap();
    assert!(messages["ratio"].as_f64().unwrap() > 0.0);
}

#[test]
fn the_other_way_to_ask_for_messages_works() {
    let arguments =
        ["pipelined", "--conversations", "1", "--messages", "500", "--ack", "u", "--size", "1500"];
    let output = nudge_load(&arguments).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.lines().any(|line| line.starts_with("| pipelined | messages ")), "{table}");
}

#[test]
fn a_server_that_is_not_there_fails_the_run() {
    let server = ["--server", "127.0.0.1:1", "--accounts-pattern", "u{}@x.example", "--secret", "s"];
    let output = nudge_load(&[&["sign-in", "--accounts", "2"][..], &server].concat()).unwrap();
    assert!(!output.status.success());
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(complaint.contains("signing") && complaint.contains("cannot connect"), "{complaint}");
}

fn nudge_load(arguments: &[&str]) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_nudge-load")).args(arguments).output()
}
