//! Links that a client opens signed in: they lead to our own pages, and nowhere else.

use nudge_testkit::TestServer;

use super::http::{exchange, get, post};

async fn onwards(server: &TestServer, path: &str, host: &str, form: &str) -> String {
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    let answer = exchange(server.web(), &post(path, host, headers, form)).await;
    assert_eq!(answer.status(), "HTTP/1.1 302 Found", "{form}");
    answer.header("Location").expect("spelled exactly so").to_owned()
}

async fn server() -> TestServer {
    let builder =
        TestServer::builder().web_config(|config| config.own_hosts = vec!["im.example.net:8080".to_owned()]);
    builder.start().await.unwrap()
}

#[tokio::test]
async fn a_link_to_a_page_of_ours_arrives() {
    let server = server().await;
    let md5 = "/ppsecure/md5auth.srf?lc=1033";
    for (path, host, form, to) in [
        (
            md5,
            "im.example.net",
            "mode=ttl&login=alice&ru=http%3A%2F%2Fim.example.net%2Finbox%3Fa%3D1&auth=x",
            "http://im.example.net/inbox?a=1",
        ),
        (
            md5,
            "loginnet.passport.com",
            "rru=%2Fcgi-bin%2FHoTMaiL&svc=mail",
            "http://loginnet.passport.com/cgi-bin/HoTMaiL",
        ),
        (md5, "loginnet.passport.com", "ru=https%3A%2F%2Fim.example.net%2F", "https://im.example.net/"),
        (md5, "loginnet.passport.com", "ru=http%3A%2F%2Fwww.hotmail.com%2F", "http://www.hotmail.com/"),
        (
            "/ppsecure/SHA1auth.srf",
            "login.live.com",
            "token=ct%3D1%26bver%3D4%26ru%3Dhttp%253A%252F%252Fim.example.net%252Ftoday%26js%3Dyes",
            "http://im.example.net/today",
        ),
    ] {
        assert_eq!(onwards(&server, path, host, form).await, to, "{form}");
    }
}

#[tokio::test]
async fn a_link_to_anywhere_else_leads_home() {
    let server = server().await;
    let evil = [
        "http%3A%2F%2Fevil.example%2F",
        "%2F%2Fevil.example%2F",
        "%2F%5Cevil.example",
        "http%3A%2F%2Fim.example.net%40evil.example%2F",
        "http%3A%2F%2Fim.example.net.evil.example%2F",
        "http%3A%5C%5Cevil.example",
        "javascript%3Aalert(1)",
        "ftp%3A%2F%2Fim.example.net%2F",
        "%2Fa%0D%0ASet-Cookie%3A%20x",
        // Whoever reaches us by a name of our own does not have those of the era lead to us.
        "http%3A%2F%2Fwww.hotmail.com%2F",
        "",
        "%ff",
    ];
    for to in evil {
        for form in
            [format!("ru={to}"), format!("rru={to}"), format!("token=ru%3D{}", to.replace('%', "%25"))]
        {
            for path in ["/ppsecure/md5auth.srf", "/ppsecure/sha1auth.srf"] {
                assert_eq!(
                    onwards(&server, path, "im.example.net", &form).await,
                    "http://im.example.net/",
                    "{form}"
                );
            }
        }
    }
}

#[tokio::test]
async fn pages_for_people_are_ours_or_the_first_one() {
    let server = server().await;
    for (path, ours) in [
        ("/login.srf?lc=1033", "/sign-in"),
        ("/uilogin.srf", "/sign-in"),
        ("/logout.srf", "/places"),
        ("/UIlogout.srf", "/places"),
        ("/reg.srf", "/register"),
        ("/uiresetpw.srf", "/forgotten"),
    ] {
        for (host, page) in [("im.example.net:8080", ours), ("login.live.com", "/")] {
            let answer = exchange(server.web(), &get(path, host, "")).await;
            assert_eq!(answer.status(), "HTTP/1.1 302 Found", "{path}");
            assert_eq!(answer.header("Location"), Some(format!("http://{host}{page}").as_str()));
        }
    }
    // A program that signs in by Passport 1.4 finds the login there.
    let answer =
        exchange(server.web(), &get("/login.srf", "login.live.com", "Authorization: Passport1.4 x\r\n"))
            .await;
    assert_eq!(answer.status(), "HTTP/1.1 401 Unauthorized");
}

#[tokio::test]
async fn a_computer_gets_a_number_and_always_the_same() {
    let server = server().await;
    let ask = async |name: &str| {
        let body = format!(
            "<DeviceAddRequest><ClientInfo name=\"IDCRL\" version=\"1.0\"/><Authentication>\
             <Membername>{name}</Membername><Password>secret</Password></Authentication></DeviceAddRequest>"
        );
        let request = post("/ppsecure/DeviceAddCredential.srf", "login.live.com", "", &body);
        exchange(server.web(), &request).await
    };
    let (one, again, other) = (ask("11abc").await, ask("11ABC").await, ask("11abd").await);
    assert!(
        one.body.starts_with("<DeviceAddResponse Success=\"true\"><success>true</success><puid>"),
        "{}",
        one.body
    );
    assert_eq!(one.body, again.body);
    assert_ne!(one.body, other.body);
    assert_eq!(ask("").await.status(), "HTTP/1.1 400 Bad Request");
}
