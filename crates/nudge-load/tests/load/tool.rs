//! The program, as people call it.

use std::process::Command;

use serde_json::Value;

/// What it says; or, where it fails, what it complains of.
pub(crate) fn nudge_load(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_nudge-load")).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

/// The result of a run that has to succeed.
pub(crate) fn result_of(arguments: &[&str]) -> Value {
    let text = nudge_load(&[arguments, &["--json"]].concat()).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The numbers of somebody in a row.
pub(crate) fn values(row: &Value, subject: &str) -> Vec<Value> {
    let values = row["values"][subject].as_array();
    values.unwrap_or_else(|| panic!("{subject} is not in {row}")).clone()
}
