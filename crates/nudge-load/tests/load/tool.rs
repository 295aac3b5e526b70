//! The program, as people call it.

use std::process::Command;

use anyhow::bail;
use serde_json::Value;

/// What it says. Where it fails, what it complains of is the error.
pub(crate) fn nudge_load(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_nudge-load")).args(arguments).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8(output.stderr)?);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The result of a run that has to succeed.
pub(crate) fn result_of(arguments: &[&str]) -> anyhow::Result<Value> {
    let text = nudge_load(&[arguments, &["--json"]].concat())?;
    Ok(serde_json::from_str(&text)?)
}

/// The numbers of somebody in a row, if there are any.
pub(crate) fn values(row: &Value, subject: &str) -> Option<Vec<f64>> {
    let values = row.get("values")?.get(subject)?.as_array()?;
    values.iter().map(Value::as_f64).collect()
}
