//! What goes wrong, said in the site's look.

use nudge_testkit::TestServer;
use nudge_testkit::http::{Answer, exchange, get, post, request};

use crate::forms::{FORM, visit};

fn says(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status(), Some(status), "{}", answer.head);
    assert!(
        answer.text().contains(words) && answer.text().contains("<nav class=\"tabs\""),
        "{}",
        answer.text()
    );
    assert!(answer.head.contains("Content-Security-Policy: "), "{}", answer.head);
}

#[tokio::test]
async fn an_error_is_a_page_in_the_readers_language() {
    let server = TestServer::with([]).await.unwrap();
    let host = "im.example.net";
    says(&get(server.web(), host, "/nothing", &[]).await.unwrap(), 404, "There is no such page");
    let spanish = [("Accept-Language", "es-MX, en;q=0.4")];
    says(&get(server.web(), host, "/nothing", &spanish).await.unwrap(), 404, "Esa página no existe");
    says(&get(server.web(), host, "/language", &[]).await.unwrap(), 405, "That cannot be done here");
    let put = request("PUT", host, "/theme", &[], b"");
    says(&exchange(server.web(), &put).await.unwrap(), 405, "That cannot be done here");
    let reader = visit(&server).await;
    let long = format!("csrf={}&back=/&theme={}", reader.token, "x".repeat(64 * 1024));
    let headers = [FORM, ("Cookie", reader.cookie.as_str())];
    says(
        &post(server.web(), host, "/theme", &headers, long.as_bytes()).await.unwrap(),
        413,
        "That was too much",
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_program_that_posts_to_where_nothing_is_is_told_so_in_the_fewest_bytes() {
    let server = TestServer::with([]).await.unwrap();
    let reader = visit(&server).await;
    let body = format!("csrf={}", reader.token);
    let headers = [FORM, ("Cookie", reader.cookie.as_str())];
    let answer = post(server.web(), "im.example.net", "/nothing", &headers, body.as_bytes()).await.unwrap();
    assert_eq!((answer.status(), answer.text().as_str()), (Some(404), ""));
    server.stop().await.unwrap();
}

#[tokio::test]
async fn nothing_that_a_browser_sends_becomes_markup() {
    let server = TestServer::builder().style_guide().start().await.unwrap();
    let evil = "%22%3E%3Cscript%3E";
    for path in
        [format!("/{evil}"), format!("/?{evil}"), format!("/style?{evil}"), "/?\"><script>".to_owned()]
    {
        let cookies =
            [("Cookie", "nudge-theme=\"><script>; nudge-language=<script>; nudge-flash=<script>.1.x")];
        let page = get(server.web(), "im.example.net", &path, &cookies).await.unwrap();
        let text = page.text();
        assert!(!text.contains("<script>"), "{path}: {text}");
        // Hyper refuses what is no address at all.
        assert!(matches!(page.status(), Some(200 | 400 | 404)), "{path}: {}", page.head);
    }
    server.stop().await.unwrap();
}
