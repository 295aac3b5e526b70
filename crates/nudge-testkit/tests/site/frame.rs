//! What every answer of the site has on it, over plain HTTP and over TLS.

use std::sync::Arc;

use axum::Router;
use nudge_testkit::TestServer;
use nudge_testkit::http::{Answer, exchange_on, get, request};
use nudge_web::site::{self, Members, SiteKey};
use nudge_web::{Config, Transport, Web};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

#[tokio::test]
async fn pages_let_browsers_load_and_send_nothing_elsewhere() {
    let server = TestServer::builder().style_guide().start().await.unwrap();
    for path in ["/", "/nothing", "/style"] {
        let page = get(server.web(), "im.example.net", path, &[]).await.unwrap();
        for (name, value) in [
            ("Content-Security-Policy", POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cache-Control", "private, max-age=0"),
        ] {
            assert_eq!(page.header(name), Some(value), "{path}: {}", page.head);
        }
        assert!(page.head.contains("Permissions-Policy: camera=()"), "{}", page.head);
        let text = page.text();
        for forbidden in [" style=\"", "<style", "onclick", "javascript:", "http://", "https://"] {
            assert!(!text.contains(forbidden), "{path}: {forbidden}");
        }
        assert!(!text.contains("<script>"), "only files: {path}");
        for without in ["Strict-Transport-Security", "Cross-Origin-Opener-Policy"] {
            assert!(!page.head.contains(without), "over plain HTTP: {}", page.head);
        }
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn files_are_kept_for_ever_under_the_hash_of_their_content() {
    let server = TestServer::builder().style_guide().start().await.unwrap();
    let page = get(server.web(), "im.example.net", "/style", &[]).await.unwrap().text();
    let files: Vec<_> = page
        .split('"')
        .filter(|text| text.starts_with("/assets/"))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(files.len(), 3, "style, script and picture: {files:?}");
    for path in files {
        let file = get(server.web(), "im.example.net", path, &[]).await.unwrap();
        assert_eq!(file.header("Cache-Control"), Some("public, max-age=31536000, immutable"), "{path}");
        assert_eq!(file.header("Set-Cookie"), None);
        let other = path.replace('-', "-x");
        let answer = get(server.web(), "im.example.net", &other, &[]).await.unwrap();
        assert_eq!((answer.status(), answer.header("Cache-Control")), (Some(404), None), "{other}");
    }
    server.stop().await.unwrap();
}

/// A page as it comes over TLS of today, with a certificate that browsers trust for one name.
async fn over_tls(server: &TestServer, host: &str) -> Answer {
    let settings = site::Settings {
        key: SiteKey::new([1; SiteKey::BYTES]),
        strict_hosts: vec!["im.example.net".to_owned()],
        mail: None,
        style_guide: false,
    };
    let pages = site::router(
        Arc::clone(server.core()),
        Arc::new(Members(Arc::clone(server.core()))),
        settings,
        Router::new(),
    );
    let web = Web::new(Arc::clone(server.core()), Config::default(), pages, None).await;
    let local = "127.0.0.1:443".parse().unwrap();
    let transport = Transport { encrypted: true, legacy: false, peer: local, local };
    let (ours, its) = tokio::io::duplex(1 << 20);
    let served = tokio::spawn(async move { web.serve_connection(its, transport).await });
    let answer = exchange_on(ours, &request("GET", host, "/", &[], b"")).await.unwrap();
    served.await.unwrap();
    answer
}

#[tokio::test]
async fn over_tls_cookies_are_of_this_host_alone() {
    let server = TestServer::with([]).await.unwrap();
    let page = over_tls(&server, "10.0.0.1").await;
    let cookie = page.header("Set-Cookie").unwrap();
    assert!(cookie.starts_with("__Host-nudge-form="), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/"), "{cookie}");
    assert_eq!(page.header("Cross-Origin-Opener-Policy"), Some("same-origin"));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn browsers_are_kept_to_tls_only_where_they_trust_it_and_find_it() {
    let server = TestServer::with([]).await.unwrap();
    for (host, strict) in [
        ("im.example.net", true),
        ("IM.example.net:443", true),
        ("im.example.net:8443", false),
        ("other.example.net", false),
        ("10.0.0.1", false),
    ] {
        let page = over_tls(&server, host).await;
        assert_eq!(page.status(), Some(200));
        assert_eq!(page.header("Strict-Transport-Security").is_some(), strict, "{host}: {}", page.head);
    }
    server.stop().await.unwrap();
}
