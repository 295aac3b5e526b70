//! Where clients are told to sign in.

use nudge_testkit::TestServer;
use tokio::net::TcpStream;

use super::http::{closes, exchange, exchange_on, get, post};

#[tokio::test]
async fn an_untouched_client_is_sent_to_a_host_of_its_own_time() {
    let server = TestServer::with([]).await.unwrap();
    let answer = exchange(server.web(), &get("/rdr/pprdr.asp", "nexus.passport.com", "")).await;
    assert_eq!(answer.status(), "HTTP/1.1 200 OK");
    let urls = answer.header("PassportURLs").expect("spelled exactly so");
    // Without a scheme, which some clients put before it (reference 50, sign-in 8).
    assert!(
        urls.starts_with("DARealm=Passport.Net,DALogin=loginnet.passport.com/login2.srf,DAReg="),
        "{urls}"
    );
    assert!(urls.ends_with(",ConfigVersion=16") && !urls.contains(' '), "{urls}");
    assert_eq!(answer.header("Content-Length"), Some("0"));
    assert_eq!(answer.header("Content-Type"), Some("text/html"));
}

#[tokio::test]
async fn a_patched_client_is_sent_to_the_host_that_it_asked() {
    let server = TestServer::with([]).await.unwrap();
    let address = server.web();
    let ask = async |path, host| exchange(address, &get(path, host, "")).await;
    let login = |urls: &str| {
        let login = urls.split(',').nth(1).unwrap();
        login.strip_prefix("DALogin=").unwrap().to_owned()
    };
    for (path, host, expected) in [
        ("/rdr/pprdr.asp", "im.example.net:8080", "im.example.net:8080/login2.srf"),
        ("/RDR/PPRDR.ASP", "im.example.net", "im.example.net/login2.srf"),
        ("//rdr/pprdr.asp?x=1", "10.0.0.1", "10.0.0.1/login2.srf"),
        ("http://im.example.net/rdr/pprdr.asp", "proxy.example", "im.example.net/login2.srf"),
    ] {
        let answer = ask(path, host).await;
        assert_eq!(login(answer.header("PassportURLs").unwrap()), expected, "{path}");
    }
    // msnp11-sdk takes out `DALogin=`, and asks for all that is left.
    let answer = ask("/nexus-mock", "127.0.0.1:8080").await;
    assert_eq!(answer.header("PassportURLs"), Some("DALogin=http://127.0.0.1:8080/login2.srf"));
    // What could add to the header is nobody's host.
    let answer = ask("/rdr/pprdr.asp", "a,DALogin=evil.example").await;
    assert_eq!(login(answer.header("PassportURLs").unwrap()), format!("{}/login2.srf", server.web()));
}

#[tokio::test]
async fn the_operator_may_name_the_login_host() {
    let builder = TestServer::builder()
        .web_config(|config| config.login_host = Some("login.example.org:8443".to_owned()));
    let server = builder.start().await.unwrap();
    let answer = exchange(server.web(), &get("/rdr/pprdr.asp", "nexus.passport.com", "")).await;
    assert!(answer.header("PassportURLs").unwrap().contains("DALogin=login.example.org:8443/login2.srf,"));
}

#[tokio::test]
async fn connections_are_kept_for_http_1_1_and_closed_for_1_0() {
    let server = TestServer::with([]).await.unwrap();
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    for _ in 0..3 {
        let answer = exchange_on(&mut stream, &get("/rdr/pprdr.asp", "a.example", "")).await;
        assert_eq!(answer.header("Connection"), None);
    }
    let close = get("/rdr/pprdr.asp", "a.example", "Connection: close\r\n");
    let answer = exchange_on(&mut stream, &close).await;
    assert_eq!(answer.header("Connection"), Some("close"));
    assert!(closes(&mut stream).await);

    // BitlBee reads until the end (reference 50, sign-in 5).
    let mut stream = TcpStream::connect(server.web()).await.unwrap();
    let answer = exchange_on(&mut stream, "GET /rdr/pprdr.asp HTTP/1.0\r\n\r\n").await;
    let login = format!("DALogin={}/login2.srf", server.web());
    assert!(answer.header("PassportURLs").unwrap().contains(&login), "{}", answer.head);
    assert!(closes(&mut stream).await);
}

#[tokio::test]
async fn a_path_that_nobody_has_is_told_at_once() {
    let server = TestServer::with([]).await.unwrap();
    let answer = exchange(server.web(), &get("/rr/whatever", "g.msn.com", "")).await;
    assert_eq!(answer.status(), "HTTP/1.1 404 Not Found");
}

#[tokio::test]
async fn the_login_host_is_seen_to_be_there() {
    let server = TestServer::with([]).await.unwrap();
    let answer = exchange(server.web(), &post("/", "login.live.com", "", "")).await;
    assert_eq!((answer.status(), answer.body.as_str()), ("HTTP/1.1 200 OK", ""));
}
