//! The pages that point a client at this server.

use nudge_reach::GENERATIONS;
use nudge_testkit::TestServer;

use crate::http::{Answer, exchange, get};

/// A text, for the reader of these tests reads texts.
const CERTIFICATE: &[u8] = b"0 DER";
const HTML: &str = "text/html; charset=utf-8";

async fn start() -> TestServer {
    TestServer::builder().certificate(CERTIFICATE).start().await.unwrap()
}

async fn fetch(server: &TestServer, path: &str) -> Answer {
    exchange(server.web(), &get(path, "im.example.net", "")).await
}

fn is_page(answer: &Answer, status: &str) -> bool {
    answer.status() == status && answer.header("Content-Type") == Some(HTML)
}

const OK: &str = "HTTP/1.1 200 OK";
const MISSING: &str = "HTTP/1.1 404 Not Found";

/// Every address that a page links to, but for places within it.
fn links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    for rest in page.split(" href=\"").skip(1) {
        links.push(rest.split('"').next().unwrap().to_owned());
    }
    links.retain(|link| !link.starts_with('#'));
    links
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    let server = start().await;
    let mut seen = std::collections::BTreeSet::new();
    let mut ahead = vec!["/".to_owned(), "/connect".to_owned(), "/connect/".to_owned()];
    while let Some(path) = ahead.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = fetch(&server, &path).await;
        if path == "/tokens" {
            // Whoever has not signed in does so first.
            assert_eq!(answer.header("Location"), Some("/sign-in?next=%2Ftokens"));
            continue;
        }
        assert_eq!(answer.status(), OK, "{path}");
        if answer.header("Content-Type") == Some(HTML) {
            assert!(!answer.body.contains("<script"), "{path}");
            assert!(answer.body.contains("charset=utf-8\">") && answer.body.contains("<html lang=\"en\">"));
            assert_eq!(answer.body.matches("<h1>").count(), 1, "{path}");
            ahead.extend(links(&answer.body));
        }
    }
    for needs in GENERATIONS {
        assert!(seen.contains(&format!("/connect/{}", needs.generation)), "{}", needs.name);
    }
    assert!(seen.contains("/connect/root.cer") && seen.contains("/connect/hosts.txt"));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn every_page_of_a_client_says_what_to_do_in_three_sentences() {
    let server = start().await;
    for needs in GENERATIONS {
        let page = fetch(&server, &format!("/connect/{}", needs.generation)).await.body;
        // As browsers read it: the templates escape what could be markup.
        let page = page.replace("&#39;", "'").replace("&#34;", "\"");
        assert_eq!(
            page.matches("<li>").count() - page.split("<ul").nth(1).unwrap().matches("<li>").count(),
            3
        );
        for step in needs.steps {
            assert!(page.contains(&format!("<li>{step}</li>")), "{step}");
        }
        assert_eq!(page.contains("/nudge.reg\""), needs.registry.is_some(), "{}", needs.name);
        assert_eq!(page.contains("<pre># Nudge: begin\r\n"), needs.hosts, "{}", needs.name);
        assert_eq!(page.contains("/connect/root.cer\""), needs.certificate, "{}", needs.name);
        assert!(!page.contains("This cannot work yet"), "{}", needs.name);
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_files_name_this_very_server() {
    let server = start().await;
    let port = server.main().port();
    let registry = fetch(&server, "/connect/nudge.reg").await;
    assert!(
        registry.body.contains(&format!("\"Server\"=\"im.example.net:{port}\"\r\n")),
        "{}",
        registry.body
    );
    assert_eq!(registry.header("Content-Disposition"), Some("attachment; filename=nudge.reg"));
    assert_eq!(fetch(&server, "/connect/1-4/nudge.reg").await.body, registry.body);
    assert!(
        fetch(&server, "/connect/7.0/nudge.reg").await.body.contains("\\MSNMessenger]\r\n\"Server\"=-\r\n")
    );
    assert!(fetch(&server, "/connect/1-4/undo.reg").await.body.contains("=\"messenger.hotmail.com\"\r\n"));

    let hosts = fetch(&server, "/connect/hosts.txt").await;
    assert_eq!(hosts.header("Content-Type"), Some("text/plain; charset=us-ascii"));
    assert!(hosts.body.contains("\r\n127.0.0.1 messenger.hotmail.com\r\n"), "{}", hosts.body);
    assert!(fetch(&server, "/connect/7.5/hosts.txt").await.body.len() < hosts.body.len());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_certificate_is_of_the_type_that_browsers_open_as_one() {
    let server = start().await;
    let answer = fetch(&server, "/connect/root.cer").await;
    assert_eq!(answer.header("Content-Type"), Some("application/x-x509-ca-cert"));
    assert_eq!(answer.body.as_bytes(), CERTIFICATE);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn without_a_certificate_the_pages_say_so() {
    let server = TestServer::with([]).await.unwrap();
    let missing = fetch(&server, "/connect/root.cer").await;
    assert!(is_page(&missing, MISSING) && missing.body.contains("no root certificate"), "{}", missing.body);
    let page = fetch(&server, "/connect/7.0").await;
    assert!(is_page(&page, OK) && page.body.contains("This cannot work yet"), "{}", page.body);
    assert!(!page.body.contains("root.cer"), "{}", page.body);
    let oldest = fetch(&server, "/connect/1-4").await;
    assert!(!oldest.body.contains("This cannot work yet"), "it needs none");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_a_page_with_the_ways_on() {
    let server = start().await;
    for path in
        ["/connect/2012", "/connect/2012/nudge.reg", "/connect/2012/undo.reg", "/connect/2012/hosts.txt"]
    {
        let answer = fetch(&server, path).await;
        assert!(is_page(&answer, MISSING) && answer.body.contains("That client is not known here"), "{path}");
    }
    for path in ["/nothing", "/connect/mac/nudge.reg", "/connect/7.0/undo.reg", "/connect/7.0/x"] {
        let answer = fetch(&server, path).await;
        assert!(is_page(&answer, MISSING), "{path}");
        assert!(links(&answer.body).contains(&"/connect/7.0".to_owned()), "{path}");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn nothing_that_a_browser_sends_becomes_markup() {
    let server = start().await;
    for host in ["<script>", "a\"onload=\"b", "im.example.net\\\"\\r\\n"] {
        let page = exchange(server.web(), &get("/connect/1-4", host, "")).await;
        assert!(!page.body.contains(host), "{}", page.body);
        let registry = exchange(server.web(), &get("/connect/nudge.reg", host, "")).await;
        assert!(registry.body.contains("\"Server\"=\"127.0.0.1:"), "{}", registry.body);
    }
    let path = fetch(&server, "/connect/%3Cscript%3E").await;
    assert!(is_page(&path, MISSING) && !path.body.contains("<script"), "{}", path.body);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn who_comes_by_a_name_of_the_era_is_not_told_it() {
    let server = start().await;
    let registry = exchange(server.web(), &get("/connect/nudge.reg", "messenger.hotmail.com", "")).await;
    assert!(registry.body.contains("\"Server\"=\"127.0.0.1:"), "{}", registry.body);
    server.stop().await.unwrap();
}
