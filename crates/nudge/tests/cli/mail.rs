//! `nudge mail`, without a relay.

use std::fs;

use crate::run::nudge_in;

#[test]
fn a_letter_is_tried_as_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let letters = folder.path().join("letters");
    let into = format!("mail.folder={}", letters.display());
    let from = "mail.from=Nudge <nudge@example.net>";
    let ended = nudge_in(folder.path(), &["mail", "test", "you@example.org", "--set", &into, "--set", from]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert_eq!(ended.stdout, "A letter to you@example.org is on its way.\n");
    let files: Vec<_> = fs::read_dir(&letters).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    let text = fs::read_to_string(file).unwrap();
    assert!(
        text.contains("To: you@example.org\r\n") && text.contains("Subject: Mail from Nudge works"),
        "{text}"
    );

    let nowhere = nudge_in(folder.path(), &["mail", "test", "nobody", "--set", &into, "--set", from]);
    assert_eq!(nowhere.code, 1);
    assert!(
        nowhere.stderr.contains("it was not sent: mail cannot be sent to this address"),
        "{}",
        nowhere.stderr
    );
}

#[test]
fn what_is_missing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let ended = nudge_in(folder.path(), &["mail", "test", "you@example.org"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("set mail.relay and mail.from in nudge.toml first"), "{}", ended.stderr);
    let relay = ["mail", "test", "you@example.org", "--set", "mail.relay=127.0.0.1:1"];
    let ended = nudge_in(folder.path(), &relay);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("mail.from is empty"), "{}", ended.stderr);
    let nobody = ["--set", "mail.from=nudge@example.net", "--set", "mail.encryption=none"];
    let ended = nudge_in(folder.path(), &[&relay[..], &nobody].concat());
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("it was not sent: the mail relay did not take it"), "{}", ended.stderr);
}
