//! Results are kept in files, compared, and drawn.

use std::fs;

use super::tool::nudge_load;

#[test]
fn two_results_can_be_compared_and_each_can_be_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (a, b, pictures) = (file("a.json"), file("b.json"), file("pictures"));
    let chat = ["chat", "--conversations", "2", "--round-trips", "200", "--runs", "3", "--json"];
    for result in [&a, &b] {
        let table = nudge_load(&[&chat[..], &[result.as_str()]].concat()).unwrap();
        assert!(table.contains("| round trips at full load "), "the table is shown too: {table}");
    }

    let table = nudge_load(&["compare", &a, &b]).unwrap();
    for subject in ["nudge", "relay"] {
        let line = table.lines().find(|line| line.contains("| p50 at full load") && line.contains(subject));
        let verdict = line.unwrap().rsplit('|').nth(1).unwrap().trim();
        assert!(["better", "WORSE", "within noise"].contains(&verdict), "{table}");
    }
    assert!(!table.contains("only in") && !table.contains("not the same"), "{table}");

    let drawn = nudge_load(&["plot", &a, "--into", &pictures]).unwrap();
    let drawn: Vec<&str> = drawn.lines().collect();
    assert!(
        drawn.contains(&"beside-the-relay.svg") && drawn.iter().any(|file| file.starts_with("latency-chat-"))
    );
    for picture in drawn {
        let text = fs::read_to_string(folder.path().join("pictures").join(picture)).unwrap();
        assert!(text.starts_with("<svg ") && text.trim_end().ends_with("</svg>"), "{picture}");
    }
}

#[test]
fn what_is_no_result_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.json");
    fs::write(&file, "{}").unwrap();
    let file = file.to_str().unwrap();
    assert!(
        nudge_load(&["compare", file, file]).unwrap_err().to_string().contains("is not what --json writes")
    );
    assert!(
        nudge_load(&["plot", "/nowhere/x.json", "--into", "/tmp"])
            .unwrap_err()
            .to_string()
            .contains("cannot read")
    );
}
