//! What programs do is done: clients beside see it, and the audit log names who did it.

use std::time::{Duration, Instant};

use msnp::Dialect;
use msnp_client::{Client, Event};
use nudge_core::circle::CircleName;
use nudge_core::circle::edit::CircleEdit;
use nudge_testkit::TestServer;
use serde_json::json;

use crate::program::{ADMIN, Program, handle, robot, start};

const BOB: &str = "bob@example.com";

/// Bob, made by the program, with a client that is signed in.
async fn bob(server: &TestServer, robot: &Program) -> (Client, String) {
    let account = json!({ "email": BOB, "name": "Bob", "password": "a password of Bob's" });
    let made = robot.ask("POST", "/api/v1/accounts", Some(&account)).await.expect(201);
    assert_eq!(made.header("location"), Some("/api/v1/accounts/bob@example.com"));
    let tokens = format!("/api/v1/accounts/{BOB}/tokens");
    let token = robot.ask("POST", &tokens, Some(&json!({ "name": "Windows 98" }))).await.expect(201);
    assert_eq!(token.header("location"), Some("/api/v1/accounts/bob@example.com/tokens/Windows%2098"));
    let token = token.json["token"].as_str().unwrap().to_owned();
    let client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await.unwrap();
    (client, token)
}

/// Waits until the server has ended the client's session.
async fn ended(mut client: Client) {
    let signed_out = |event| matches!(event, Event::SignedOut(_)).then_some(());
    let began = Instant::now();
    match client.wait_for(signed_out).await {
        Ok(()) | Err(msnp_client::Error::Closed) => {}
        Err(error) => panic!("{error}"),
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[tokio::test]
async fn whoever_is_switched_off_disconnected_or_revoked_is_dropped_at_once() {
    let server = start().await;
    let robot = robot(&server).await;
    let (client, token) = bob(&server, &robot).await;
    let online = robot.ask("GET", "/api/v1/online", None).await.expect(200).json;
    assert_eq!(
        (&online["items"][0]["email"], &online["items"][0]["protocol"]),
        (&json!(BOB), &json!("MSNP7"))
    );
    // A sign-in is taken down beside, in its own time.
    let deadline = Instant::now() + Duration::from_secs(5);
    let path = format!("/api/v1/accounts/{BOB}/sign-ins");
    while robot.ask("GET", &path, None).await.expect(200).json["items"][0]["token"] != "Windows 98" {
        assert!(Instant::now() < deadline, "the sign-in is not taken down");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    robot.ask("DELETE", &format!("/api/v1/online/{BOB}"), None).await.expect(204);
    ended(client).await;
    while robot.ask("GET", "/api/v1/online", None).await.expect(200).json["items"] != json!([]) {
        assert!(Instant::now() < deadline, "the session has not let go");
    }
    robot.ask("DELETE", &format!("/api/v1/online/{BOB}"), None).await.expect(404);

    let again = async || Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await;
    let client = again().await.unwrap();
    let path = format!("/api/v1/accounts/{BOB}");
    let account = robot.ask("PATCH", &path, Some(&json!({ "enabled": false }))).await.expect(200);
    assert_eq!(account.json["enabled"], false);
    ended(client).await;
    assert!(again().await.is_err());
    robot.ask("PATCH", &path, Some(&json!({ "enabled": true }))).await.expect(200);

    let client = again().await.unwrap();
    robot.ask("POST", &format!("{path}/sign-out"), None).await.expect(204);
    ended(client).await;

    let client = again().await.unwrap();
    robot.ask("DELETE", &format!("{path}/tokens/Windows%2098"), None).await.expect(204);
    ended(client).await;
    robot.ask("DELETE", &path, None).await.expect(204);
    robot.ask("GET", &path, None).await.expect(404);

    let audit = robot.ask("GET", "/api/v1/audit", None).await.expect(200).json;
    let lines: Vec<_> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["actor"] == format!("{ADMIN} (robot)"))
        .map(|line| format!("{} {}", line["action"].as_str().unwrap(), line["subject"].as_str().unwrap()))
        .collect();
    let did = [
        "account.deleted",
        "token.revoked",
        "account.signed_out",
        "account.enabled",
        "account.disabled",
        "account.session_ended",
        "token.added",
        "account.added",
    ];
    assert_eq!(lines, did.map(|action| format!("{action} {BOB}")));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_announcement_is_seen_and_the_message_of_the_day_is_kept() {
    let server = start().await;
    let robot = robot(&server).await;
    let (mut client, _) = bob(&server, &robot).await;
    let announcement = json!({ "text": "The server restarts at <noon>." });
    let count = robot.ask("POST", "/api/v1/announcements", Some(&announcement)).await.expect(200);
    assert_eq!(count.json, json!({ "count": 1 }));
    let alert = |event| if let Event::Alert(xml) = event { Some(xml) } else { None };
    let alert = String::from_utf8(client.wait_for(alert).await.unwrap()).unwrap();
    assert!(alert.contains("The server restarts at &lt;noon&gt;."), "{alert}");
    let nobody = json!({ "text": "Hello.", "to": ADMIN });
    robot.ask("POST", "/api/v1/announcements", Some(&nobody)).await.expect(404);
    let trick = json!({ "text": "Hello.", "url": "javascript:alert(1)" });
    robot.ask("POST", "/api/v1/announcements", Some(&trick)).await.expect(422);

    let motd = "/api/v1/motd";
    assert_eq!(robot.ask("GET", motd, None).await.expect(200).json, json!({ "text": null }));
    robot.ask("PUT", motd, Some(&json!({ "text": "Welcome." }))).await.expect(200);
    assert_eq!(robot.ask("GET", motd, None).await.expect(200).json, json!({ "text": "Welcome." }));
    robot.ask("DELETE", motd, None).await.expect(204);
    assert_eq!(robot.ask("GET", motd, None).await.expect(200).json, json!({ "text": null }));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn one_change_is_made_or_none() {
    let server = start().await;
    let robot = robot(&server).await;
    let (client, _) = bob(&server, &robot).await;
    let path = format!("/api/v1/accounts/{BOB}");
    let two = json!({ "verified": false, "role": "administrator" });
    robot.ask("PATCH", &path, Some(&two)).await.expect(422);
    let account = robot.ask("GET", &path, None).await.expect(200).json;
    assert_eq!((&account["verified"], &account["role"]), (&json!(true), &json!("member")));
    robot.ask("PATCH", &path, Some(&json!({ "email": ADMIN }))).await.expect(409);
    robot.ask("PATCH", &path, Some(&json!({ "email": "robert@example.com" }))).await.expect(200);
    ended(client).await;
    robot.ask("GET", &path, None).await.expect(404);
    let taken = json!({ "email": "robert@example.com" });
    robot.ask("POST", "/api/v1/accounts", Some(&taken)).await.expect(409);
    let weak = json!({ "email": "eve@example.com", "password": "short" });
    robot.ask("POST", "/api/v1/accounts", Some(&weak)).await.expect(422);
    robot.ask("GET", "/api/v1/accounts/eve@example.com", None).await.expect(404);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn circles_are_counted_and_not_named() {
    let server = start().await;
    let robot = robot(&server).await;
    let _bob = bob(&server, &robot).await;
    let core = server.core();
    let circles = async || robot.ask("GET", "/api/v1/status", None).await.expect(200).json["circles"].clone();
    let none = json!({ "count": 0, "members": 0, "invitations": 0, "gathered": 0 });
    assert_eq!(circles().await, none);
    let account = async |email| core.store().account_by_handle(&handle(email)).await.unwrap().id;
    let (owner, other) = (account(ADMIN).await, account(BOB).await);
    let made = core.make_circle(owner, CircleName::new("Secret").unwrap()).await.unwrap();
    core.make_circle(other, CircleName::new("Books").unwrap()).await.unwrap();
    let invite = CircleEdit::Invite { whom: handle(BOB), message: String::new() };
    core.edit_circle(owner, made.id, invite).await.unwrap();
    assert_eq!(circles().await, json!({ "count": 2, "members": 2, "invitations": 1, "gathered": 0 }));
    core.edit_circle(other, made.id, CircleEdit::Accept).await.unwrap();
    assert_eq!(circles().await, json!({ "count": 2, "members": 3, "invitations": 0, "gathered": 0 }));
    let account = robot.ask("GET", &format!("/api/v1/accounts/{BOB}"), None).await.expect(200).json;
    assert!(!account.to_string().contains("Secret"));
}
