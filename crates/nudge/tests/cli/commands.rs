//! The commands that need no server, as a user or a script meets them: what they print where, and how they end.

use std::fs;

use crate::run::{nudge, nudge_in, with_environment};

#[test]
fn without_a_file_the_settings_are_right() {
    let folder = tempfile::tempdir().unwrap();
    let ended = nudge_in(folder.path(), &["config", "check"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.starts_with("OK: 0 of "), "{}", ended.stdout);
}

#[test]
fn what_is_wrong_goes_to_stderr_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nudge-data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("nudge.toml"), "\n[history]\nenabeld = true\n").unwrap();
    for command in ["check", "show"] {
        let ended = nudge_in(folder.path(), &["config", command, "--listen", "nowhere"]);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{command}");
        let lines: Vec<_> = ended.stderr.lines().collect();
        let file = data.join("nudge.toml");
        let file = file.strip_prefix(folder.path()).unwrap().display();
        assert_eq!(
            lines[0],
            format!("{file}:3: unknown setting history.enabeld; did you mean history.enabled?")
        );
        assert!(lines[1].starts_with("--listen: listen is \"nowhere\"; expected "), "{lines:?}");
        assert_eq!(lines[2], "nudge: 2 problems in the configuration");
    }
}

#[test]
fn what_is_shown_says_which_layer_won() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(nudge_in(folder.path(), &["config", "init"]).code, 0);
    fs::write(folder.path().join("nudge-data/nudge.toml"), "[log]\nlevel = 'warn'\nformat = 'json'\n")
        .unwrap();
    let ended = with_environment(
        folder.path(),
        &["config", "show", "--json", "--set", "log.format=text"],
        &[("NUDGE_LOG_FORMAT", "json"), ("NUDGE_HISTORY_ENABLED", "true")],
    );
    let rows: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let source = |name: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row["setting"] == name).unwrap();
        format!("{} from {}", row["value"], row["from"]["source"])
    };
    assert_eq!(source("log.level"), r#""warn" from "file""#);
    assert_eq!(source("log.format"), r#""text" from "flag""#);
    assert_eq!(source("history.enabled"), r#"true from "environment""#);
    assert_eq!(source("history.retention_days"), r#"30 from "default""#);
}

#[test]
fn the_first_file_is_right_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    assert!(nudge_in(folder.path(), &["config", "init"]).stdout.ends_with(": written\n"));
    assert_eq!(nudge_in(folder.path(), &["config", "check"]).code, 0);
    assert!(
        nudge_in(folder.path(), &["config", "init"]).stdout.ends_with(": there already, left as it is\n")
    );
}

#[test]
fn the_registry_file_is_the_same_on_stdout_and_in_a_file() {
    let expected = "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\Microsoft\\MessengerService]\r\n\
                    \"Server\"=\"192.168.1.10:1900\"\r\n\r\n";
    let arguments = ["client-config", "registry", "--host", "192.168.1.10", "--port", "1900"];
    assert_eq!(nudge(&arguments).stdout, expected);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("msn.reg");
    let ended = nudge(&[&arguments[..], &["--output", path.to_str().unwrap()]].concat());
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(fs::read_to_string(path).unwrap(), expected);
}

#[test]
fn a_host_that_is_none_is_refused() {
    let ended = nudge(&["client-config", "registry", "--host", "a\"b"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("the host is neither a name"), "{}", ended.stderr);
}

#[test]
fn a_file_that_cannot_be_written_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing").join("msn.reg");
    let ended = nudge(&["client-config", "registry", "--host", "a", "--output", path.to_str().unwrap()]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.starts_with("nudge: cannot write "), "{}", ended.stderr);
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = nudge(&["completions", shell]);
        assert!(ended.code == 0 && ended.stdout.contains("client-config"), "{shell}");
    }
}
