//! Other servers beside Nudge. Where they are not installed, the tool says how that is done.

use std::path::Path;

use super::tool::{nudge_load, result_of, values};

/// Where Debian has the programs.
const RIVALS: [(&str, &str); 3] = [
    ("inspircd", "/usr/sbin/inspircd"),
    ("ejabberd", "/etc/ejabberd/modules.d"),
    ("prosody", "/usr/bin/prosody"),
];

#[test]
fn every_other_server_passes_the_same_scenarios() {
    for (rival, there) in RIVALS {
        if !Path::new(there).exists() {
            let complaint = nudge_load(&["rivals", "--quick", "--only", rival]).unwrap_err().to_string();
            assert!(complaint.contains(&format!("apt-get install {rival}")), "{complaint}");
            continue;
        }
        let result = result_of(&["rivals", "--quick", "--only", rival]).unwrap();
        let rows = result["rows"].as_array().unwrap();
        for scenario in ["pipelined", "chat", "group-chat", "fan-out", "sign-in", "idle"] {
            let of_it: Vec<_> = rows.iter().filter(|row| row["scenario"] == scenario).collect();
            assert!(of_it.len() >= 2, "{scenario}: {rows:?}");
            // CPU time is told of whoever took enough of it.
            for row in of_it.iter().filter(|row| !row["what"].as_str().unwrap().contains("CPU")) {
                for subject in ["nudge", rival] {
                    assert!(values(row, subject).is_some(), "{subject}: {row}");
                }
            }
        }
    }
}
