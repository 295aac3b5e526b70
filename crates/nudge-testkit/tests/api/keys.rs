//! What a key is worth, and when it is worth nothing.

use std::time::Duration;

use nudge_core::member::{KeyId, Scope};
use nudge_core::moderation::{Banned, NewBan};
use nudge_core::{Actor, Rate, Role};
use nudge_testkit::TestServer;
use serde_json::json;

use crate::program::{ADMIN, Program, add, handle, key, robot, start};

const LIST: &str = "/api/v1/accounts";

#[tokio::test]
async fn a_key_is_shown_in_one_way() {
    let server = start().await;
    let secret = key(&server, "robot", Scope::ALL).await;
    let stranger = Program::new(&server, None);
    let bearer = format!("Bearer {secret}");
    stranger.send("GET", LIST, &[("Authorization", &bearer)], None).await.expect(200);
    for headers in [
        &[][..],
        &[("Authorization", secret.as_str())],
        &[("Authorization", &format!("Basic {secret}"))],
        &[("Cookie", &format!("key={secret}"))],
        &[("X-Api-Key", &secret)],
        &[("Authorization", &bearer), ("Authorization", &bearer)],
    ] {
        stranger.send("GET", LIST, headers, None).await.expect(401);
    }
    let reply = stranger.ask("GET", &format!("{LIST}?key={secret}"), None).await.expect(401);
    assert!(!reply.json.to_string().contains(&secret));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_key_is_worth_nothing_once_it_or_its_owner_is_none() {
    let server = start().await;
    let (core, console) = (server.core(), &Actor::Console);
    add(&server, "other@example.com").await;
    core.set_role(console, &handle("other@example.com"), Role::Administrator).await.unwrap();
    let robot = robot(&server).await;
    let status = async || robot.ask("GET", LIST, None).await.status;
    assert_eq!(status().await, 200);
    core.set_enabled(console, &handle(ADMIN), false).await.unwrap();
    let reply = robot.ask("GET", LIST, None).await.expect(401);
    assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"nudge\", error=\"invalid_token\""));
    core.set_enabled(console, &handle(ADMIN), true).await.unwrap();
    assert_eq!(status().await, 200);
    core.set_role(console, &handle(ADMIN), Role::Member).await.unwrap();
    assert_eq!(status().await, 401);
    core.set_role(console, &handle(ADMIN), Role::Administrator).await.unwrap();
    let whom = Banned::from_parts("network", "127.0.0.0/8").unwrap();
    let ban = core.add_ban(console, NewBan { whom, reason: String::new(), expires: None }).await.unwrap();
    assert_eq!(status().await, 401);
    core.lift_ban(console, ban.id).await.unwrap();
    assert_eq!(status().await, 200);
    // A second factor is asked of people, not of programs.
    core.revoke_key(console, KeyId(1)).await.unwrap();
    assert_eq!(status().await, 401);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn guessing_is_slowed_down_and_right_keys_from_there_wait_as_well() {
    const FAILURES: u32 = 5;
    let rate = Rate { count: FAILURES, within_millis: 60_000 };
    let builder = TestServer::builder().policy(|policy| policy.failures_per_address = rate);
    let server = builder.start().await.unwrap();
    add(&server, ADMIN).await;
    server.core().set_role(&Actor::Console, &handle(ADMIN), Role::Administrator).await.unwrap();
    let robot = robot(&server).await;
    let guesser = Program::new(&server, Some("guessed"));
    for _ in 0..FAILURES {
        guesser.ask("GET", LIST, None).await.expect(401);
        // Whoever shows none does not guess.
        Program::new(&server, None).ask("GET", LIST, None).await.expect(401);
    }
    for program in [&guesser, &robot] {
        let reply = program.ask("GET", LIST, None).await.expect(429);
        assert!(reply.header("retry-after").is_some());
    }
    // Passwords and keys are counted together.
    let password = nudge_core::Secret::new("a password of theirs".to_owned());
    let from = "127.0.0.1".parse().unwrap();
    assert!(server.core().verify_password(&handle(ADMIN), from, &password).await.is_err());
    server.advance(Duration::from_secs(61));
    robot.ask("GET", LIST, None).await.expect(200);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_program_cannot_lock_its_owner_out() {
    let server = start().await;
    let robot = robot(&server).await;
    let me = format!("{LIST}/{ADMIN}");
    for change in [json!({ "enabled": false }), json!({ "role": "member" })] {
        let reply = robot.ask("PATCH", &me, Some(&change)).await.expect(409);
        assert_eq!(reply.json["detail"], "that is the last administrator");
    }
    let ban = json!({ "kind": "email", "whom": "*@example.com" });
    robot.ask("POST", "/api/v1/bans", Some(&ban)).await.expect(409);
    server.stop().await.unwrap();
}
