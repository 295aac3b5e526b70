//! Runs the program apart from the settings of whoever runs the tests.

use std::env;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// How a run ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn nudge(arguments: &[&str]) -> Ended {
    nudge_in(Path::new("."), arguments)
}

/// Runs it in a folder of its own, so that `nudge-data` is there.
pub(crate) fn nudge_in(folder: &Path, arguments: &[&str]) -> Ended {
    with_environment(folder, arguments, &[])
}

pub(crate) fn with_environment(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = command(folder, arguments);
    command.envs(variables.iter().copied()).stdin(Stdio::null());
    ended(&command.output().expect("nudge runs"))
}

/// Runs it with something on its standard input.
pub(crate) fn with_input(folder: &Path, arguments: &[&str], input: &str) -> Ended {
    let mut command = command(folder, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("nudge runs");
    // A command that refuses its arguments may have ended without reading.
    let _ = child.stdin.take().expect("it was piped").write_all(input.as_bytes());
    ended(&child.wait_with_output().expect("nudge ends"))
}

/// The program that was built for the tests, or the one that is asked for.
fn program() -> OsString {
    env::var_os("NUDGE_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_nudge").into())
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).args(arguments);
    // What a killed demonstration leaves behind goes when the test's folder does.
    command.env("TMPDIR", folder);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("NUDGE_")) {
        command.env_remove(name);
    }
    command
}

pub(crate) fn ended(output: &Output) -> Ended {
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ended {
    /// The standard output of a run that must have gone well.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// The same as JSON.
    pub(crate) fn json(self) -> serde_json::Value {
        let text = self.done();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}
