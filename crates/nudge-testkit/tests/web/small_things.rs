//! What needs an answer so that a client shows no error (reference 14 §8).

use nudge_testkit::TestServer;

use super::http::{exchange, get, post};

#[tokio::test]
async fn what_must_not_fail_is_there() {
    let server = TestServer::with([]).await.unwrap();
    for (path, host, kind, body) in [
        (
            "/ADSAdClient31.dll?GetAd=&PG=IMSGRA",
            "rad.msn.com",
            "text/html; charset=utf-8",
            "<html><head><title></title></head><body></body></html>",
        ),
        (
            "/AppDirectory/GetAppdirVersion.aspx",
            "appdirectory.messenger.msn.com",
            "text/plain; charset=utf-8",
            "1",
        ),
        (
            "/ppcrlcheck.srf",
            "login.live.com",
            "text/html; charset=utf-8",
            "<html><head><title></title></head><body></body></html>",
        ),
    ] {
        let answer = exchange(server.web(), &get(path, host, "")).await;
        assert_eq!(
            (answer.status(), answer.header("Content-Type")),
            ("HTTP/1.1 200 OK", Some(kind)),
            "{path}"
        );
        assert_eq!(answer.body, body);
    }
    let answer = exchange(server.web(), &get("/svcs/mms/tabs.asp?CP=1", "svcs.microsoft.com", "")).await;
    assert_eq!(answer.header("Content-Type"), Some("text/xml; charset=utf-8"));
    let page = "<contenturl>http://svcs.microsoft.com/svcs/mms/portal.asp</contenturl>";
    assert!(answer.body.contains("<msntabdata><tab><type>page</type>") && answer.body.contains(page));
    for path in ["/svcs/mms/portal.asp", "/AppDirectory/Directory.aspx?L=en-us"] {
        let answer = exchange(server.web(), &get(path, "svcs.microsoft.com", "")).await;
        assert_eq!(answer.status(), "HTTP/1.1 200 OK", "{path}");
        assert!(answer.body.contains("<html") && answer.body.ends_with("</html>"), "{path}");
    }
    let list = post("/AppDirectory/AppDirectory.asmx", "appdirectory.messenger.msn.com", "", "<a/>");
    let answer = exchange(server.web(), &list).await;
    assert_eq!(answer.status(), "HTTP/1.1 500 Internal Server Error");
    assert!(answer.body.contains("<soap:Fault>"), "{}", answer.body);
    let report = post("/sqm/messenger/sqmserver.dll", "sqm.microsoft.com", "", "anything");
    let answer = exchange(server.web(), &report).await;
    assert_eq!((answer.status(), answer.body.as_str()), ("HTTP/1.1 200 OK", ""));
}

#[tokio::test]
async fn the_redirector_leads_to_the_tabs_or_home() {
    let server = TestServer::with([]).await.unwrap();
    for (path, to) in
        [("/5meen_us/60", "http://g.msn.com/svcs/mms/tabs.asp"), ("/7meen_us/106", "http://g.msn.com/")]
    {
        let answer = exchange(server.web(), &get(path, "g.msn.com", "")).await;
        assert_eq!((answer.status(), answer.header("Location")), ("HTTP/1.1 302 Found", Some(to)), "{path}");
    }
}

#[tokio::test]
async fn what_nobody_serves_is_told_at_once_with_a_length() {
    let server = TestServer::with([]).await.unwrap();
    for request in [
        get("/PPCRLconfig.srf", "login.live.com", ""),
        get("/anything", "login.live.com", ""),
        post("/anything", "im.example.net", "", "<a/>"),
        get("/RST.srf", "login.live.com", ""),
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
    ] {
        let answer = exchange(server.web(), &request).await;
        assert!(answer.status().starts_with("HTTP/1.1 40"), "{}", answer.head);
        assert_eq!(answer.header("Content-Length"), Some("0"));
    }
}
