//! Development tasks: what CI checks that cargo alone does not.
//!
//! `cargo xtask arrows` reads from `cargo metadata` who uses whom and compares it with the table in
//! `docs/architecture.md`, which is also the one below.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};
use serde_json::Value;

/// Which of our crates each of them may use when it runs. Tests may use more.
const ARROWS: &[(&str, &[&str])] = &[
    ("msnp", &[]),
    ("nudge-core", &[]),
    ("nudge-reach", &[]),
    ("nudge-tls", &[]),
    ("nudge-mail", &[]),
    ("nudge-store", &["nudge-core"]),
    ("nudge-bus", &["nudge-core"]),
    ("nudge-net", &["msnp", "nudge-core"]),
    ("nudge-soap", &["msnp"]),
    ("nudge-archive", &["msnp", "nudge-core"]),
    (
        "nudge-web",
        &["msnp", "nudge-archive", "nudge-core", "nudge-mail", "nudge-reach", "nudge-soap", "nudge-tls"],
    ),
    ("nudge-admin", &["msnp", "nudge-archive", "nudge-core"]),
    ("nudge-backup", &["nudge-admin"]),
    ("nudge-api", &["nudge-admin", "nudge-core", "nudge-web"]),
    ("msnp-client", &["msnp"]),
    (
        "nudge",
        &[
            "msnp",
            "msnp-client",
            "nudge-admin",
            "nudge-api",
            "nudge-backup",
            "nudge-archive",
            "nudge-bus",
            "nudge-core",
            "nudge-mail",
            "nudge-net",
            "nudge-reach",
            "nudge-soap",
            "nudge-store",
            "nudge-tls",
            "nudge-web",
        ],
    ),
    // These start whole servers, and are no part of one.
    ("nudge-sim", &["msnp", "nudge-bus", "nudge-core", "nudge-net", "nudge-store"]),
    (
        "nudge-testkit",
        &[
            "msnp",
            "msnp-client",
            "nudge-admin",
            "nudge-api",
            "nudge-bus",
            "nudge-core",
            "nudge-mail",
            "nudge-net",
            "nudge-reach",
            "nudge-sim",
            "nudge-store",
            "nudge-tls",
            "nudge-web",
        ],
    ),
    (
        "nudge-load",
        &[
            "msnp",
            "msnp-client",
            "nudge-bus",
            "nudge-core",
            "nudge-net",
            "nudge-soap",
            "nudge-store",
            "nudge-tls",
            "nudge-web",
        ],
    ),
    ("xtask", &[]),
];

/// Who counts must not know who collects.
const EXPORTER: &str = "metrics-exporter-prometheus";

/// What a crate must never be able to do, however it came to depend on it.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("msnp", &["tokio", "rusqlite", "socket2", "getrandom"]),
    ("nudge-soap", &["tokio", "hyper", "rusqlite", "socket2", "getrandom"]),
    ("nudge-core", &["rusqlite", "socket2", "getrandom", EXPORTER]),
    ("nudge-admin", &["tokio", "hyper", "rusqlite", "socket2", "getrandom", EXPORTER]),
    ("nudge-api", &["hyper", "rusqlite", "socket2", "getrandom", EXPORTER]),
    ("nudge-backup", &["tokio", "rusqlite", "socket2", "getrandom", EXPORTER]),
    ("nudge-store", &[EXPORTER]),
    ("nudge-bus", &[EXPORTER]),
    ("nudge-net", &["rusqlite", EXPORTER]),
    ("nudge-reach", &[EXPORTER]),
    ("nudge-web", &["rusqlite", "getrandom", EXPORTER]),
    ("nudge-tls", &["getrandom", EXPORTER]),
    ("nudge-mail", &[EXPORTER]),
];

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("arrows") => arrows(),
        _ => Err(anyhow::anyhow!("usage: cargo xtask arrows")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to be done if standard error is closed.
            let _closed = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Checks that the crates use each other only as the table allows.
fn arrows() -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").context("run this through cargo")?;
    let output = Command::new(cargo).args(["metadata", "--format-version=1", "--no-deps"]).output()?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages =
        metadata.get("packages").and_then(Value::as_array).context("no packages in cargo's answer")?;
    let mut wrong = Vec::new();
    for package in packages {
        let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
        let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| *crate_name == name) else {
            wrong.push(format!("{name} is not in the table of xtask/src/main.rs: say what it may use"));
            continue;
        };
        let forbidden =
            FORBIDDEN.iter().find(|(crate_name, _)| *crate_name == name).map_or(&[][..], |(_, f)| *f);
        for used in uses(package) {
            let ours = ARROWS.iter().any(|(crate_name, _)| *crate_name == used);
            if (ours && !allowed.contains(&used.as_str())) || forbidden.contains(&used.as_str()) {
                wrong.push(format!("{name} uses {used}, which it must not know"));
            }
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    writeln!(io::stdout(), "{} crates use only what they may", packages.len())?;
    Ok(())
}

/// What a package depends on when it runs.
fn uses(package: &Value) -> BTreeSet<String> {
    let dependencies =
        package.get("dependencies").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    dependencies
        .iter()
        .filter(|dependency| dependency.get("kind").is_none_or(Value::is_null))
        .filter_map(|dependency| dependency.get("name").and_then(Value::as_str).map(str::to_owned))
        .collect()
}
