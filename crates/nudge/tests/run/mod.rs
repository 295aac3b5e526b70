//! Runs the program apart from the settings of whoever runs the tests.

use std::env;
use std::path::Path;
use std::process::Command;

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
    let mut command = Command::new(env!("CARGO_BIN_EXE_nudge"));
    command.current_dir(folder).args(arguments);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("NUDGE_")) {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output();
    let output = output.expect("nudge runs");
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
