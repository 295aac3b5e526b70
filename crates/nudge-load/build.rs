//! Notes which commit is built, with what and how: a result without them can be compared with nothing.

use std::path::Path;
use std::process::Command;

fn main() {
    let unknown = || "unknown".to_owned();
    let commit = asked("git", &["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(unknown);
    let compiler = std::env::var("RUSTC").ok().and_then(|rustc| asked(&rustc, &["--version"]));
    let profile = std::env::var("PROFILE").unwrap_or_else(|_| unknown());
    tell(&format!("cargo::rustc-env=NUDGE_LOAD_COMMIT={commit}"));
    tell(&format!("cargo::rustc-env=NUDGE_LOAD_COMPILER={}", compiler.unwrap_or_else(unknown)));
    tell(&format!("cargo::rustc-env=NUDGE_LOAD_PROFILE={profile}"));
    tell("cargo::rerun-if-changed=build.rs");
    // It has a line for every commit that was checked out.
    if let Some(log) = asked("git", &["rev-parse", "--git-path", "logs/HEAD"])
        && Path::new(&log).exists()
    {
        tell(&format!("cargo::rerun-if-changed={log}"));
    }
}

/// What a program answers, if it is there and content.
fn asked(program: &str, arguments: &[&str]) -> Option<String> {
    let answer = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|text| answer.status.success() && !text.is_empty())
}

fn tell(line: &str) {
    println!("{line}");
}
