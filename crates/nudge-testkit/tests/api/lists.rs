//! Lists, page by page.

use nudge_core::Actor;
use nudge_core::moderation::{Banned, NewBan};

use crate::program::{Program, add, robot, start};

/// All items of a list, in pages of two.
async fn pages(program: &Program, path: &str, cursor: &str, field: &str) -> Vec<String> {
    let (mut found, mut from) = (Vec::new(), String::new());
    loop {
        let page = program.ask("GET", &format!("{path}?limit=2{from}"), None).await.expect(200).json;
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2);
        found.extend(items.iter().map(|item| item[field].to_string()));
        match page["next"].as_str() {
            Some(next) => {
                assert_eq!(items.len(), 2, "a page that is not the last one is full");
                from = format!("&{cursor}={next}");
            }
            None => return found,
        }
    }
}

#[tokio::test]
async fn every_page_leads_to_the_next_until_there_is_none() {
    let server = start().await;
    let robot = robot(&server).await;
    // With the administrator there are as many as fill their last page, and one more below.
    for name in ["Bob", "carol", "alice", "dave", "eve"] {
        add(&server, &format!("{name}@example.com")).await;
    }
    let emails = pages(&robot, "/api/v1/accounts", "after", "email").await;
    let sorted: Vec<_> = ["admin", "alice", "Bob", "carol", "dave", "eve"]
        .map(|name| format!("\"{name}@example.com\""))
        .into_iter()
        .collect();
    assert_eq!(emails, sorted);
    let found = robot.ask("GET", "/api/v1/accounts?text=ALI", None).await.expect(200).json;
    assert_eq!((found["items"].as_array().unwrap().len(), &found["next"]), (1, &serde_json::Value::Null));

    let core = server.core();
    for number in 0..5 {
        core.add_link(&Actor::Console, &number.to_string(), 1, None).await.unwrap();
        let whom = Banned::from_parts("account", &format!("{number}@example.org")).unwrap();
        let ban = NewBan { whom, reason: String::new(), expires: None };
        core.add_ban(&Actor::Console, ban).await.unwrap();
    }
    for path in ["/api/v1/invitations", "/api/v1/bans"] {
        assert_eq!(pages(&robot, path, "before", "id").await, ["5", "4", "3", "2", "1"], "{path}");
    }
    let audit = pages(&robot, "/api/v1/audit", "before", "id").await;
    let numbers: Vec<i64> = audit.iter().map(|id| id.parse().unwrap()).collect();
    assert!(numbers.len() > 15 && numbers.is_sorted_by(|one, other| one > other), "{numbers:?}");
    server.stop().await.unwrap();
}
