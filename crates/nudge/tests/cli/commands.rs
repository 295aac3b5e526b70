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
fn where_no_host_is_named_this_machine_is_assumed_and_said() {
    let ended = nudge(&["client-config", "registry"]);
    // A machine without a network has no address to assume.
    if ended.code == 2 {
        assert!(ended.stderr.contains("say with --host where the server is"), "{}", ended.stderr);
        return;
    }
    let said = ended.stderr.strip_prefix("nudge: the server is assumed at ").unwrap();
    let address = said.split_once(',').unwrap().0;
    assert!(ended.stdout.contains(&format!("\"Server\"=\"{address}\"\r\n")), "{}", ended.stdout);
    let hosts = nudge(&["client-config", "hosts"]);
    assert!(hosts.stdout.contains(&format!("\r\n{address} messenger.hotmail.com\r\n")), "{}", hosts.stdout);
}

#[test]
fn a_later_client_gets_a_registry_file_that_makes_it_forget() {
    for client in ["5.0", "6", "7.0", "7.5"] {
        let ended = nudge(&["client-config", "registry", "--client", client]);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "no address is needed");
        assert!(ended.stdout.contains("\\MSNMessenger]\r\n\"Server\"=-\r\n"), "{}", ended.stdout);
    }
    let ended = nudge(&["client-config", "registry", "--client", "mac"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.contains("nudge client-config steps --client mac"), "{}", ended.stderr);
}

#[test]
fn a_registry_file_can_be_taken_back() {
    let undo = nudge(&["client-config", "registry", "--undo"]).done();
    assert!(undo.contains("\"Server\"=\"messenger.hotmail.com\"\r\n"), "{undo}");
    let nothing = nudge(&["client-config", "registry", "--undo", "--client", "7.0"]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (2, ""));
    assert!(nothing.stderr.contains("there is nothing to undo"), "{}", nothing.stderr);
}

#[test]
fn hosts_lines_are_for_one_client_or_for_all() {
    let hosts = ["client-config", "hosts", "--address", "192.168.1.10"];
    let all = nudge(&hosts).done();
    let one = nudge(&[&hosts[..], &["--client", "1-4"]].concat()).done();
    for text in [&all, &one] {
        assert!(text.starts_with("# Nudge: begin\r\n192.168.1.10 messenger.hotmail.com\r\n"), "{text}");
        assert!(text.ends_with("\r\n# Nudge: end\r\n"), "{text}");
    }
    assert!(all.contains(" nexus.passport.com\r\n") && !one.contains("nexus"), "{one}");
    assert!(!all.contains("login.live.com"), "Microsoft accounts sign in there");
    let ended = nudge(&["client-config", "hosts", "--address", "im.example.net"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
}

#[test]
fn the_certificate_is_the_one_in_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let missing = nudge_in(folder.path(), &["client-config", "certificate"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (1, ""));
    assert!(missing.stderr.contains("there is no root certificate at nudge-data"), "{}", missing.stderr);

    let tls = folder.path().join("nudge-data/tls");
    fs::create_dir_all(&tls).unwrap();
    fs::write(tls.join("root.cer"), b"-----BEGIN").unwrap();
    let wrong = nudge_in(folder.path(), &["client-config", "certificate"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (1, ""));
    assert!(wrong.stderr.contains("is no certificate in DER"), "{}", wrong.stderr);

    let certificate = b"\x30\x82\x01\x00\xff\x00";
    fs::write(tls.join("root.cer"), certificate).unwrap();
    let path = folder.path().join("nudge.cer");
    let arguments = ["client-config", "certificate", "--output", path.to_str().unwrap()];
    nudge_in(folder.path(), &arguments).done();
    assert_eq!(fs::read(path).unwrap(), certificate);
}

#[test]
fn the_steps_of_every_client_come_with_the_commands_they_need() {
    let steps = nudge(&["client-config", "steps", "--json"]).json();
    let clients: Vec<_> =
        steps.as_array().unwrap().iter().map(|row| row["client"].as_str().unwrap()).collect();
    let all =
        ["1-4", "windows-messenger", "5.0", "6", "7.0", "7.5", "8.0", "8.5", "2009", "mac", "third-party"];
    assert_eq!(clients, all);
    for client in clients {
        let text = nudge(&["client-config", "steps", "--client", client]).done();
        let commands = text.lines().filter_map(|line| line.split_once(": ")?.1.trim().strip_prefix("nudge "));
        for command in commands {
            let address: &[&str] = if command.contains("hosts") { &["--address", "10.0.0.1"] } else { &[] };
            let folder = tempfile::tempdir().unwrap();
            let words: Vec<_> = command.split(' ').chain(address.iter().copied()).collect();
            let ended = nudge_in(folder.path(), &words);
            let without_a_network = ended.stderr.contains("this machine has no address");
            assert!(ended.code != 2 || without_a_network, "{command}: {}", ended.stderr);
        }
    }
    assert_eq!(nudge(&["client-config", "steps", "--client", "2012"]).code, 2);
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

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    nudge(&["manual", folder.path().to_str().unwrap()]).done();
    let page = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(page("nudge.1").contains(".TH nudge 1"));
    assert!(page("nudge-account-add.1").contains("nudge account add alice@example.com"));
    assert_eq!(nudge(&["manual", folder.path().join("missing").to_str().unwrap()]).code, 1);
}
