//! Every scenario runs against a real server at a tiny size, and what it says can be read by a program.

use serde_json::Value;

use super::tool::{nudge_load, result_of, values};

#[test]
fn all_of_them_pass_and_are_reported() {
    let result = result_of(&["all", "--quick"]).unwrap();
    let rows = result["rows"].as_array().unwrap();
    for (scenario, least) in [
        ("sign-in", 3),
        ("sign-in (MSNP18)", 3),
        ("sign-in (gateway)", 3),
        ("sign-in (gateway, TLS)", 3),
        ("contact-list", 4),
        ("chat", 8),
        ("chat (gateway)", 4),
        ("chat (gateway, TLS)", 4),
        ("pipelined", 2),
        ("group-chat", 3),
        ("fan-out", 2),
        ("file", 3),
        ("idle", 4),
        ("idle (gateway)", 4),
        ("idle (gateway, TLS)", 4),
        ("neighbours", 40),
        ("reconnect", 5),
        ("cold-start", 4),
    ] {
        let of_it: Vec<_> = rows.iter().filter(|row| row["scenario"] == scenario).collect();
        assert!(of_it.len() >= least, "{scenario}: {rows:?}");
        for row in of_it {
            assert!(values(row, "nudge").is_some(), "{scenario}: {row}");
            assert!(
                !scenario.contains('(') || row.get("goal").is_none(),
                "goals are those of the plain way: {row}"
            );
        }
    }
    for (scenario, what) in
        [("chat", "round trips at full load"), ("pipelined", "messages"), ("file", "files")]
    {
        let beside = |row: &&Value| row["scenario"] == scenario && row["what"] == what;
        let row = rows.iter().find(beside).unwrap();
        assert!(values(row, "relay").unwrap().iter().all(|value| *value > 0.0), "{row}");
    }
    for kind in ["latency", "throughput", "memory"] {
        assert!(result["curves"].as_array().unwrap().iter().any(|curve| curve["kind"] == kind), "{kind}");
    }
    for fact in ["cpu", "kernel", "commit", "profile", "compiler"] {
        assert!(!result["facts"][fact].as_str().unwrap().is_empty(), "{fact}");
    }
}

#[test]
fn the_other_way_to_ask_for_messages_works() {
    let arguments =
        ["pipelined", "--conversations", "1", "--messages", "500", "--ack", "u", "--size", "1500"];
    let table = nudge_load(&arguments).unwrap();
    assert!(table.lines().any(|line| line.starts_with("| pipelined | messages ")), "{table}");
}

#[test]
fn an_open_loop_keeps_its_rate() {
    let chat = ["chat", "--conversations", "2", "--round-trips", "100", "--rate", "200"];
    let result = result_of(&chat).unwrap();
    let row =
        result["rows"].as_array().unwrap().iter().find(|row| row["what"] == "round trips at 200 a second");
    let rate = values(row.unwrap(), "nudge").unwrap()[0];
    assert!((100.0..=205.0).contains(&rate), "{rate}");

    let sign_in = ["sign-in", "--accounts", "20", "--contacts", "2", "--concurrency", "3", "--rate", "100"];
    let result = result_of(&sign_in).unwrap();
    let row = result["rows"].as_array().unwrap().iter().find(|row| row["unit"] == "/s").unwrap().clone();
    let rate = values(&row, "nudge").unwrap()[0];
    assert!((20.0..=105.0).contains(&rate), "{rate}");
}

#[test]
fn clients_can_be_spread_over_processes() {
    let result =
        result_of(&["idle", "--connections", "10", "--contacts", "2", "--processes", "3", "--rest", "50"])
            .unwrap();
    let held =
        result["rows"].as_array().unwrap().iter().find(|row| row["what"] == "connections held").unwrap();
    assert_eq!(values(held, "nudge"), Some(vec![10.0]));
}

#[test]
fn messages_go_through_the_gateway_and_a_modern_dialect_too() {
    for way in [["--transport", "gateway"], ["--transport", "tls"], ["--dialect", "msnp18"]] {
        let sizes = ["pipelined", "--conversations", "2", "--messages", "300"];
        let table = nudge_load(&[&sizes[..], &way].concat()).unwrap();
        assert!(table.contains("| pipelined | messages "), "{way:?}: {table}");
        let table =
            nudge_load(&[&["fan-out", "--watchers", "3", "--changes", "5"][..], &way].concat()).unwrap();
        assert!(table.contains("| fan-out "), "{way:?}: {table}");
    }
}

#[test]
fn a_server_that_is_not_there_fails_the_run() {
    let server = ["--server", "127.0.0.1:1", "--accounts-pattern", "u{}@x.example", "--secret", "s"];
    let complaint =
        nudge_load(&[&["sign-in", "--accounts", "2"][..], &server].concat()).unwrap_err().to_string();
    assert!(complaint.contains("signing") && complaint.contains("cannot connect"), "{complaint}");
}
