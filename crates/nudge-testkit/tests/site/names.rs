//! Under which names there is a site.

use nudge_testkit::TestServer;
use nudge_testkit::http::get;

#[tokio::test]
async fn under_a_name_of_the_era_there_are_the_connect_pages_and_no_site() {
    let server = TestServer::with([]).await.unwrap();
    for host in ["messenger.hotmail.com", "LOGIN.live.com:80", "nexus.passport.com."] {
        let page = get(server.web(), host, "/", &[]).await.unwrap();
        assert!(page.text().contains("HTML 4.01"), "{host}: {}", page.text());
        assert_eq!(page.header("Set-Cookie"), None, "{host}");
        for path in ["/language", "/style", "/sign-in"] {
            let answer = get(server.web(), host, path, &[]).await.unwrap();
            assert_eq!((answer.status(), answer.text().as_str()), (Some(404), ""), "{host}{path}");
        }
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn under_any_other_name_there_is_the_site_and_the_connect_pages_beside_it() {
    let server = TestServer::with([]).await.unwrap();
    for host in ["im.example.net", "10.0.0.1:8080", "[::1]"] {
        let page = get(server.web(), host, "/", &[]).await.unwrap();
        assert_eq!(page.status(), Some(200));
        assert!(page.text().starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{}", page.text());
        for path in ["/connect", "/connect/", "/connect/7.0", "/mail/inbox"] {
            let page = get(server.web(), host, path, &[]).await.unwrap();
            assert!(page.text().contains("HTML 4.01"), "{host}{path}: {}", page.text());
        }
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_style_guide_is_not_for_the_public() {
    let server = TestServer::with([]).await.unwrap();
    assert_eq!(get(server.web(), "im.example.net", "/style", &[]).await.unwrap().status(), Some(404));
    server.stop().await.unwrap();
}
