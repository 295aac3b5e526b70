//! The JSON API of the program: as it is set, and as it is described.

use nudge_testkit::http;

use crate::https::{over_legacy, over_modern};
use crate::run::nudge_in;
use crate::server::Server;

const ALICE: &str = "alice@example.com";
const STATUS: &str = "/api/v1/status";

/// A key of Alice's, who becomes an administrator, made on the command line.
fn key(server: &Server) -> String {
    server.nudge(&["account", "add", ALICE]).done();
    server.nudge(&["account", "role", ALICE, "administrator"]).done();
    let scope = ["--scope", "statistics:read", "--scope", "announcements:write"];
    let made = server.nudge(&[&["key", "add", ALICE, "--name", "robot"], &scope[..]].concat()).done();
    format!("Bearer {}", made.lines().last().unwrap())
}

#[tokio::test]
async fn a_key_of_the_command_line_opens_what_the_running_server_serves() {
    let server = Server::start(&[]);
    let key = key(&server);
    let authorization = [("Authorization", key.as_str())];
    let answer = http::get(server.http, "localhost", STATUS, &authorization).await.unwrap();
    assert_eq!(answer.status(), Some(200), "{}", answer.text());
    let status: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let listeners = status["listeners"].as_array().unwrap();
    let main = serde_json::json!({ "role": "listen", "address": server.address.to_string() });
    assert!(listeners.contains(&main) && status["accounts"] == 1, "{status}");

    let headers = [authorization[0], ("Content-Type", "application/json")];
    let body = b"{\"text\":\"Hello.\"}";
    let path = "/api/v1/announcements";
    let answer = http::post(server.http, "localhost", path, &headers, body).await.unwrap();
    assert_eq!(answer.text(), "{\"count\":0}");
    let audit = server.nudge(&["audit"]).done();
    assert!(audit.contains("alice@example.com (robot)"), "{audit}");
    server.stop();
}

#[tokio::test]
async fn what_is_served_is_what_is_printed() {
    let server = Server::start(&[]);
    let answer = http::get(server.http, "localhost", "/api/openapi.json", &[]).await.unwrap();
    let printed = nudge_in(server.folder(), &["api", "openapi"]).done();
    assert_eq!(answer.text(), printed);
    server.stop();
}

#[tokio::test]
async fn switched_off_it_is_not_there() {
    let server = Server::start(&["--set", "api.enabled=false"]);
    let key = key(&server);
    for path in [STATUS, "/api/openapi.json", "/api"] {
        let authorization = [("Authorization", key.as_str())];
        let answer = http::get(server.http, "localhost", path, &authorization).await.unwrap();
        assert_eq!(answer.status(), Some(404), "{path}");
        assert!(!answer.text().contains("problem"), "{path}: it is a page like any other that is not there");
    }
    server.stop();
}

/// What old TLS carries can be read on the way, keys as well.
#[tokio::test]
async fn behind_the_face_for_old_tls_there_is_no_api() {
    const NAME: &str = "im.example.net";
    let own = ["--set", "web.https=127.0.0.1:0", "--set", "public_address=im.example.net"];
    let server = Server::start(&own);
    let key = key(&server);
    let request = http::request("GET", NAME, STATUS, &[("Authorization", &key)], b"");
    assert_eq!(over_modern(&server, NAME, &request).await.status(), Some(200));
    assert_eq!(over_legacy(&server, NAME, &request).await.status(), Some(404));
    let request = http::request("GET", "login.live.com", STATUS, &[("Authorization", &key)], b"");
    assert_eq!(over_modern(&server, "login.live.com", &request).await.status(), Some(404));
    server.stop();
}
