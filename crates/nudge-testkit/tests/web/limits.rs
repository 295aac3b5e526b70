//! Whoever takes too much, or too long.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::routing::get as on_get;
use nudge_testkit::{TestServer, cast};
use nudge_web::{Config, Transport, Web};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::http::{closes, exchange, exchange_on, get, post};
use super::login::authorization;

fn hasty(server: nudge_testkit::Builder) -> nudge_testkit::Builder {
    server.web_config(|config| {
        config.limits.head_timeout = Duration::from_millis(200);
        config.limits.request_timeout = Duration::from_millis(200);
    })
}

#[tokio::test]
async fn a_head_that_does_not_end_ends_the_connection() {
    let server = hasty(TestServer::builder()).start().await.unwrap();
    for beginning in ["", "GET /rdr/pprdr.asp HTTP/1.1\r\nHost: a\r\n"] {
        let mut stream = TcpStream::connect(server.web()).await.unwrap();
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
        ended.expect("it ends").unwrap();
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = hasty(TestServer::builder()).start().await.unwrap();
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    let half = "POST /RST.srf HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n<a>";
    let answer = exchange_on(&mut stream, half).await;
    assert_eq!(answer.status(), "HTTP/1.1 408 Request Timeout");
    assert!(closes(&mut stream).await);
}

#[tokio::test]
async fn a_body_or_head_that_is_too_long_is_refused() {
    let server = TestServer::with([]).await.unwrap();
    let long = "x".repeat(64 * 1024 + 1);
    let answer = exchange(server.web(), &post("/RST.srf", "a", "", &long)).await;
    assert_eq!(answer.status(), "HTTP/1.1 413 Payload Too Large");
    let headers = format!("X-Long: {}\r\n", "x".repeat(64 * 1024));
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    // The server may close while it is still being written to.
    let _ = stream.write_all(get("/rdr/pprdr.asp", "a", &headers).as_bytes()).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn what_is_no_http_is_no_crash() {
    let server = TestServer::with([]).await.unwrap();
    for nonsense in
        ["VER 1 MSNP8 CVR0\r\n", "\x16\x03\x01\0\0", "GET \r\n\r\n", "\r\n\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"]
    {
        let mut stream = TcpStream::connect(server.web()).await.unwrap();
        stream.write_all(nonsense.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
    }
    assert_eq!(exchange(server.web(), &post("/", "a", "", "")).await.status(), "HTTP/1.1 200 OK");
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed() {
    let builder = TestServer::builder().web_config(|config| config.limits.connections_per_address = 2);
    let server = builder.start().await.unwrap();
    let mut kept = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.web()).await.unwrap();
        exchange_on(&mut stream, &post("/", "a", "", "")).await;
        kept.push(stream);
    }
    let mut third = TcpStream::connect(server.web()).await.unwrap();
    assert!(closes(&mut third).await);
    drop(kept.pop());
    let started = Instant::now();
    loop {
        let mut stream = TcpStream::connect(server.web()).await.unwrap();
        let _ = stream.write_all(post("/", "a", "", "").as_bytes()).await;
        if stream.read_u8().await.is_ok() {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(5), "the place becomes free");
    }
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_the_end() {
    let server = TestServer::with([]).await.unwrap();
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    exchange_on(&mut stream, &post("/", "a", "", "")).await;
    let started = Instant::now();
    server.stop().await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(3));
    assert!(closes(&mut stream).await);
}

/// One request on a connection of this kind, which is none of TCP.
async fn over(web: &Web, transport: Transport, request: &str) -> String {
    let (mut ours, its) = tokio::io::duplex(1 << 16);
    let serving = web.serve_connection(its, transport);
    let asking = async {
        ours.write_all(request.as_bytes()).await.unwrap();
        ours.shutdown().await.unwrap();
        let mut answer = String::new();
        ours.read_to_string(&mut answer).await.unwrap();
        answer
    };
    tokio::join!(serving, asking).1
}

#[tokio::test]
async fn an_encrypted_connection_is_served_alike_and_the_legacy_face_has_no_pages() {
    let server = cast::server().start().await.unwrap();
    let chunks = || async { Body::from_stream(futures_of(&["a ", "page"])) };
    let pages = Router::new().route("/Page", on_get(chunks));
    let config = Config { own_hosts: vec!["im.example.net".to_owned()], ..Config::default() };
    let web = Web::new(std::sync::Arc::clone(server.core()), config, pages, None).await;
    let end = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 443);
    let modern = Transport { encrypted: true, legacy: false, peer: end, local: end };
    let legacy = Transport { legacy: true, ..modern };
    let close = "Connection: close\r\n";
    for transport in [modern, legacy] {
        let nexus = over(&web, transport, &get("/nexus-mock", "im.example.net", close)).await;
        assert!(nexus.contains("\r\nPassportURLs: DALogin=https://im.example.net/login2.srf\r\n"), "{nexus}");
        let headers = authorization(cast::ALICE, cast::SECRET) + close;
        let login = over(&web, transport, &get("/login2.srf", "login.live.com", &headers)).await;
        assert!(login.contains("\r\nAuthentication-Info: Passport1.4 da-status=success,"), "{login}");
    }
    // A page that is made piece by piece still has a length.
    let page = over(&web, modern, &get("/Page", "im.example.net", close)).await;
    assert!(page.contains("\r\nContent-Length: 6\r\n") && page.ends_with("\r\n\r\na page"), "{page}");
    let page = over(&web, legacy, &get("/Page", "im.example.net", close)).await;
    assert!(page.starts_with("HTTP/1.1 404 "), "{page}");
    let page = over(&web, modern, &get("/page", "im.example.net", close)).await;
    assert!(page.starts_with("HTTP/1.1 404 "), "pages have their own case: {page}");
}

/// A body in pieces, of which nobody knows the length.
fn futures_of(
    pieces: &'static [&'static str],
) -> impl futures_core::Stream<Item = Result<&'static str, std::io::Error>> {
    struct Pieces(std::slice::Iter<'static, &'static str>);
    impl futures_core::Stream for Pieces {
        type Item = Result<&'static str, std::io::Error>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.next().map(|piece| Ok(*piece)))
        }
    }
    Pieces(pieces.iter())
}

/// Those who have asked for nothing make room, the one that has been there longest first; those who have do not.
#[tokio::test]
async fn who_has_asked_for_nothing_makes_room() {
    let server =
        TestServer::builder().web_config(|config| config.limits.connections = 3).start().await.unwrap();
    let mut asked = TcpStream::connect(server.web()).await.unwrap();
    exchange_on(&mut asked, &post("/", "a", "", "")).await;
    let mut silent = TcpStream::connect(server.web()).await.unwrap();
    let mut half_way = TcpStream::connect(server.web()).await.unwrap();
    half_way.write_all(b"GET / HT").await.unwrap();
    let mut others = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(server.web()).await.unwrap();
        assert_eq!(exchange_on(&mut stream, &post("/", "a", "", "")).await.status(), "HTTP/1.1 200 OK");
        others.push(stream);
    }
    assert!(closes(&mut silent).await && closes(&mut half_way).await);
    let mut fourth = TcpStream::connect(server.web()).await.unwrap();
    assert!(closes(&mut fourth).await, "there is nobody left to make room");
    assert_eq!(exchange_on(&mut asked, &post("/", "a", "", "")).await.status(), "HTTP/1.1 200 OK");
}

/// A connection has its time: whoever takes an answer byte by byte has it no longer than others.
#[tokio::test]
async fn a_reader_of_next_to_nothing_is_cut_in_the_end() {
    let server = TestServer::builder().web_config(|config| {
        config.limits.connection_lifetime = Duration::from_millis(300);
        config.limits.request_timeout = Duration::from_millis(300);
    });
    let server = server.start().await.unwrap();
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    let questions = get("/nexus-mock", "a", "").repeat(1000);
    let began = Instant::now();
    let (mut reading, mut writing) = stream.split();
    // What was on its way can be read after the end too; that nobody listens any more is told to who writes.
    let asking = async { while writing.write_all(questions.as_bytes()).await.is_ok() {} };
    let reading = async {
        while let Ok(1..) = reading.read(&mut [0; 1]).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let cut = async {
        tokio::select! { () = asking => {}, () = reading => {} }
    };
    assert!(tokio::time::timeout(Duration::from_secs(10), cut).await.is_ok(), "it is not cut");
    assert!(began.elapsed() >= Duration::from_millis(300), "and not before its time");
}
