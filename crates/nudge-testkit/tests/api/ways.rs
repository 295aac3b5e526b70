//! The ways to the API: which names, which paths, which methods, and what must not come in clear text.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use nudge_api::Settings;
use nudge_core::member::Scope;
use nudge_testkit::http;
use nudge_web::Transport;
use tower::ServiceExt as _;

use crate::program::{HOST, Program, key, robot, start};

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let server = start().await;
    let robot = robot(&server).await;
    for path in ["/api", "/api/", "/api/v1", "/api/v2/accounts", "/api/v1/history", "/api/v1/accounts/"] {
        let reply = robot.ask("GET", path, None).await.expect(404);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{path}");
        assert_eq!(reply.json["status"], 404);
    }
    let reply = robot.ask("PUT", "/api/v1/accounts", None).await.expect(405);
    let mut allowed: Vec<_> = reply.header("allow").unwrap().split(',').map(str::trim).collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
    // No page of another origin is told that it may.
    let asks = [("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "GET")];
    let reply = robot.send("OPTIONS", "/api/v1/accounts", &asks, None).await.expect(405);
    assert!(!reply.head.to_ascii_lowercase().contains("access-control"), "{}", reply.head);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_description_is_for_everybody() {
    let server = start().await;
    let reply = Program::new(&server, None).ask("GET", "/api/openapi.json", None).await.expect(200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(reply.json["openapi"].as_str().unwrap().starts_with("3.1."));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn under_the_names_of_the_era_there_is_no_api() {
    let server = start().await;
    for (host, status) in [(HOST, 200), ("login.live.com", 404), ("messenger.hotmail.com", 404)] {
        let answer = http::get(server.web(), host, "/api/openapi.json", &[]).await.unwrap();
        assert_eq!(answer.status(), Some(status), "{host}");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_key_is_taken_in_clear_text_only_from_this_machine_unless_the_operator_says_so() {
    let server = start().await;
    let secret = key(&server, "robot", Scope::ALL).await;
    let plain = |peer: &str| Transport {
        encrypted: false,
        legacy: false,
        peer: peer.parse().unwrap(),
        local: "192.0.2.1:80".parse().unwrap(),
    };
    let elsewhere = plain("192.0.2.7:4711");
    for (transport, plain_http, status) in [
        (plain("127.0.0.1:4711"), false, 503),
        (plain("[::ffff:127.0.0.1]:4711"), false, 503),
        (elsewhere, false, 403),
        (elsewhere, true, 503),
        (Transport { encrypted: true, ..elsewhere }, false, 503),
    ] {
        // A server that is only starting: whoever gets so far was let in.
        let serving = Arc::new(OnceLock::new());
        let router = nudge_api::router(Arc::clone(server.core()), serving, Settings { plain_http });
        let request = Request::get("/api/v1/accounts")
            .extension(transport)
            .header("Authorization", format!("Bearer {secret}"))
            .body(Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::from_u16(status).unwrap(), "{transport:?} {plain_http}");
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        if status == 403 {
            assert!(problem["detail"].as_str().unwrap().contains("HTTPS"), "{problem}");
            assert!(problem.get("scope").is_none(), "{problem}");
        }
    }
    server.stop().await.unwrap();
}
