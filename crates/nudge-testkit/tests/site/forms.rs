//! Forms: only ours, only from here, only for the reader that they were made for.

use nudge_testkit::TestServer;
use nudge_testkit::http::{Answer, get, post};

pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const HOST: &str = "im.example.net";

/// Somebody who has seen a page.
pub(crate) struct Reader {
    /// The cookie that came with it.
    pub(crate) cookie: String,
    /// The token of its forms.
    pub(crate) token: String,
}

pub(crate) async fn visit(server: &TestServer) -> Reader {
    let page = get(server.web(), HOST, "/", &[]).await.unwrap();
    let cookie = page.header("Set-Cookie").expect("a cookie").split(';').next().unwrap().to_owned();
    let text = page.text();
    let token = text.split("name=\"csrf\" value=\"").nth(1).expect("a token").split('"').next().unwrap();
    Reader { cookie, token: token.to_owned() }
}

async fn send(server: &TestServer, headers: &[(&str, &str)], body: &str) -> Answer {
    post(server.web(), HOST, "/theme", headers, body.as_bytes()).await.unwrap()
}

fn is_stale(answer: &Answer) -> bool {
    answer.status() == Some(403) && answer.text().contains("This form is too old")
}

#[tokio::test]
async fn a_choice_is_kept_in_a_cookie_and_leads_back() {
    let server = TestServer::with([]).await.unwrap();
    let reader = visit(&server).await;
    let body = format!("csrf={}&theme=dark&back=%2Fconnect%3Fa%3Db", reader.token);
    let answer = send(&server, &[FORM, ("Cookie", &reader.cookie)], &body).await;
    assert_eq!((answer.status(), answer.header("Location")), (Some(303), Some("/connect?a=b")));
    let cookie = answer.header("Set-Cookie").unwrap();
    assert_eq!(cookie, "nudge-theme=dark; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000");
    let both = format!("{}; nudge-theme=dark", reader.cookie);
    let page = get(server.web(), HOST, "/", &[("Cookie", &both)]).await.unwrap();
    assert!(page.text().contains("data-theme=\"dark\""), "{}", page.text());
    assert_eq!(page.header("Set-Cookie"), None, "the reader has one already");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_form_without_the_readers_own_token_does_nothing() {
    let server = TestServer::with([]).await.unwrap();
    let (reader, other) = (visit(&server).await, visit(&server).await);
    let body = |token: &str| format!("csrf={token}&theme=dark&back=/");
    let cookie = ("Cookie", reader.cookie.as_str());
    for (headers, body) in [
        (vec![FORM, cookie], "theme=dark&back=/".to_owned()),
        (vec![FORM, cookie], body("")),
        (vec![FORM, cookie], body(&other.token)),
        (vec![FORM, ("Cookie", other.cookie.as_str())], body(&reader.token)),
        (vec![FORM], body(&reader.token)),
        (vec![FORM, ("Cookie", "nudge-form=short")], body(&reader.token)),
    ] {
        let answer = send(&server, &headers, &body).await;
        assert!(is_stale(&answer), "{body}: {}", answer.head);
        assert!(!answer.head.contains("nudge-theme"), "{}", answer.head);
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_form_from_elsewhere_does_nothing_even_with_the_token() {
    let server = TestServer::with([]).await.unwrap();
    let reader = visit(&server).await;
    let body = format!("csrf={}&theme=dark&back=/", reader.token);
    for (name, value, status) in [
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Origin", "https://evil.example", 403),
        ("Origin", "null", 403),
        ("Sec-Fetch-Site", "same-origin", 303),
        ("Origin", "http://im.example.net", 303),
    ] {
        let answer = send(&server, &[FORM, ("Cookie", &reader.cookie), (name, value)], &body).await;
        assert_eq!(answer.status(), Some(status), "{name}: {value}");
        assert_eq!(
            status == 403,
            answer.text().contains("This form is not one of ours"),
            "{}",
            answer.text()
        );
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_no_page_of_ours_sends_is_refused() {
    let server = TestServer::with([]).await.unwrap();
    let reader = visit(&server).await;
    let cookie = ("Cookie", reader.cookie.as_str());
    for (kind, rest, status) in [
        (FORM, "theme=dark&back=https://evil.example/", 400),
        (FORM, "theme=dark&back=//evil.example/", 400),
        (FORM, "theme=dark&back=/%0d%0aSet-Cookie:%20a=b", 400),
        (FORM, "theme=pink&back=/", 400),
        (FORM, "back=/", 400),
        (("Content-Type", "text/plain"), "theme=dark&back=/", 415),
        (("Content-Type", "multipart/form-data; boundary=a"), "theme=dark&back=/", 415),
        (("Accept", "*/*"), "theme=dark&back=/", 415),
    ] {
        let answer = send(&server, &[kind, cookie], &format!("csrf={}&{rest}", reader.token)).await;
        assert_eq!(answer.status(), Some(status), "{kind:?} {rest}");
        assert_eq!(answer.header("Location"), None);
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_said_after_a_form_is_shown_once_in_the_language_of_the_reader() {
    let server = TestServer::builder().style_guide().start().await.unwrap();
    let reader = visit(&server).await;
    let body = format!("csrf={}", reader.token);
    let headers = [FORM, ("Cookie", reader.cookie.as_str())];
    let sent = post(server.web(), HOST, "/style", &headers, body.as_bytes()).await.unwrap();
    assert_eq!((sent.status(), sent.header("Location")), (Some(303), Some("/style")));
    let flash = sent.header("Set-Cookie").expect("a cookie").split(';').next().unwrap();
    let cookies = format!("{}; {flash}; nudge-language=es", reader.cookie);
    let page = get(server.web(), HOST, "/", &[("Cookie", &cookies)]).await.unwrap();
    let notice = "role=\"status\"><p>Has iniciado sesión como &#60;Zoë&#62;</p>";
    assert!(page.text().contains(notice), "{}", page.text());
    let taken = page.header("Set-Cookie").expect("it is taken away");
    assert!(taken.starts_with("nudge-flash=;") && taken.contains("Max-Age=0"), "{taken}");
    server.advance(std::time::Duration::from_secs(61));
    let late = get(server.web(), HOST, "/", &[("Cookie", &cookies)]).await.unwrap();
    assert!(!late.text().contains("class=\"notice"), "{}", late.text());
    server.stop().await.unwrap();
}
