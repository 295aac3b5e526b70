//! What goes around the commands, byte for byte.

use nudge_testkit::cast;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Client, HOST, request, told};
use crate::http::{exchange, exchange_on, post};

const OPEN: &str = "Action=open&Server=NS&IP=messenger.hotmail.com";

#[tokio::test]
async fn the_head_of_an_answer_is_spelled_letter_by_letter() {
    let server = cast::server().start().await.unwrap();
    let answer = exchange(server.web(), &request(OPEN, "VER 1 MSNP7\r\n")).await;
    let (name, _) = told(&answer);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nContent-Type: application/x-msn-messenger\r\n\
         X-MSN-Messenger: SessionID={name}; GW-IP={HOST}\r\nConnection: Keep-Alive\r\nCache-Control: no-store\r\n",
        answer.body.len()
    );
    assert!(answer.head.starts_with(&head), "{}", answer.head);
    // Nothing more than when it was said.
    assert_eq!(answer.head.lines().count(), head.lines().count() + 2, "{}", answer.head);
    assert!(answer.header("Date").is_some());
}

#[tokio::test]
async fn the_next_request_goes_where_this_one_came() {
    let server = cast::server().start().await.unwrap();
    let path = format!("/gateway/gateway.dll?{OPEN}");
    for (host, gateway) in [
        ("gateway.messenger.hotmail.com", "gateway.messenger.hotmail.com"),
        ("192.0.2.1:8080", "192.0.2.1:8080"),
        // What could break out of the header is nobody's host.
        ("a; Session=close", &server.web().to_string()),
    ] {
        let answer = exchange(server.web(), &post(&path, host, "", "")).await;
        let told = answer.header("X-MSN-Messenger").unwrap();
        assert!(told.ends_with(&format!("; GW-IP={gateway}")), "{told}");
    }
}

#[tokio::test]
async fn a_path_is_the_same_in_every_case_and_form() {
    let server = cast::server().start().await.unwrap();
    for path in [
        "/gateway/gateway.dll",
        "/Gateway/Gateway.DLL",
        "//gateway/gateway.dll",
        "http://gateway.messenger.hotmail.com/gateway/gateway.dll",
    ] {
        let open = post(&format!("{path}?{OPEN}"), HOST, "", "VER 1 MSNP7\r\n");
        let answer = exchange(server.web(), &open).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{path}");
        assert!(told(&answer).1, "{path}");
    }
}

#[tokio::test]
async fn only_post_is_served() {
    let server = cast::server().start().await.unwrap();
    for method in ["GET", "HEAD", "PUT"] {
        let asked = format!(
            "{method} /gateway/gateway.dll?{OPEN} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
        );
        let mut stream = TcpStream::connect(server.web()).await.unwrap();
        stream.write_all(asked.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{method}: {answer}");
    }
}

#[tokio::test]
async fn a_client_that_asks_first_is_let_go_on() {
    let server = cast::server().start().await.unwrap();
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    let body = "VER 1 MSNP7\r\n";
    let head = post(&format!("/gateway/gateway.dll?{OPEN}"), HOST, "Expect: 100-continue\r\n", body);
    let head = head.strip_suffix(body).unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut go_on = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    let answer = exchange_on(&mut stream, body).await;
    assert_eq!(answer.status(), "HTTP/1.1 200 OK");
}

#[tokio::test]
async fn http_of_the_first_generation_is_served() {
    let server = cast::server().start().await.unwrap();
    for (keep, connection) in [("", "close"), ("Connection: Keep-Alive\r\n", "Keep-Alive")] {
        let open = format!(
            "POST /gateway/gateway.dll?{OPEN} HTTP/1.0\r\n{keep}Host: {HOST}\r\nContent-Length: 13\r\n\r\nVER 1 MSNP7\r\n"
        );
        let answer = exchange(server.web(), &open).await;
        assert_eq!(answer.status(), "HTTP/1.0 200 OK");
        assert_eq!(answer.header("Connection"), Some(connection), "{}", answer.head);
    }
    // Without a host, we are where we were reached.
    let bare = format!("POST /gateway/gateway.dll?{OPEN} HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
    let answer = exchange(server.web(), &bare).await;
    let gateway = format!("; GW-IP={}", server.web());
    assert!(answer.header("X-MSN-Messenger").unwrap().ends_with(&gateway), "{}", answer.head);
}

#[tokio::test]
async fn a_body_may_have_64_kib_and_no_more() {
    let server = cast::server().start().await.unwrap();
    let (mut client, _) = Client::open(&server, "NS", "").await;
    let heard = client.says(&"PNG\r\n".repeat(64 * 1024 / 5), "QNG").await;
    assert!(heard.starts_with("QNG\r\n"));
    let answer = client.ask("", &"PNG\r\n".repeat(64 * 1024 / 5 + 1)).await;
    assert_eq!(answer.status(), "HTTP/1.1 413 Payload Too Large");
}

#[tokio::test]
async fn a_page_from_elsewhere_may_ask() {
    let server = cast::server().start().await.unwrap();
    let asked = format!(
        "OPTIONS /gateway/gateway.dll HTTP/1.1\r\nHost: {HOST}\r\nOrigin: http://messenger.example\r\n\
         Access-Control-Request-Method: POST\r\n\r\n"
    );
    let answer = exchange(server.web(), &asked).await;
    assert_eq!(answer.status(), "HTTP/1.1 200 OK");
    for (name, value) in [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "POST"),
        ("Access-Control-Allow-Headers", "Content-Type"),
        ("Access-Control-Expose-Headers", "X-MSN-Messenger"),
        ("Access-Control-Max-Age", "86400"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{}", answer.head);
    }
    let path = format!("/gateway/gateway.dll?{OPEN}");
    let answer = exchange(server.web(), &post(&path, HOST, "Origin: null\r\n", "")).await;
    assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("*"));
    assert_eq!(answer.header("Access-Control-Expose-Headers"), Some("X-MSN-Messenger"));
}

#[tokio::test]
async fn a_connection_that_the_gateway_needs_outlives_others() {
    let server = cast::server().web_config(|config| {
        config.limits.connection_lifetime = std::time::Duration::from_millis(300);
    });
    let server = server.start().await.unwrap();
    let (mut client, _) = Client::open(&server, "NS", "").await;
    for _ in 0..8 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        client.poll().await;
    }
}
