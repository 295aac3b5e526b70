//! Somebody who has signed in, and what is only for them.

use async_trait::async_trait;
use nudge_core::member::{Origin, PlaceId};
use nudge_core::{AccountId, Error, Fault, Handle, Secret};
use nudge_testkit::TestServer;
use nudge_testkit::http::{Answer, get, post};
use nudge_web::site::{Visitor, Visitors};

use crate::forms::FORM;

/// Knows two sessions, and one that cannot be looked up.
#[derive(Debug)]
struct Two;

#[async_trait]
impl Visitors for Two {
    async fn visitor(&self, session: &Secret, _from: &Origin) -> Result<Option<Visitor>, Error> {
        let (account, name) = match session.expose() {
            "alice" => (1, "Alice <3"),
            "root" => (2, "Root"),
            "broken" => return Err(Fault::Unsealable.into()),
            _ => return Ok(None),
        };
        let handle = Handle::new(&format!("{}@example.com", session.expose()))?;
        let csrf = Secret::new(format!("secret of {name}"));
        let is_administrator = session.expose() == "root";
        Ok(Some(Visitor {
            account: AccountId::new(account),
            place: PlaceId(account),
            name: name.to_owned(),
            handle,
            is_administrator,
            csrf,
        }))
    }
}

async fn start() -> TestServer {
    TestServer::builder().style_guide().visitors(Two).start().await.unwrap()
}

async fn seen(server: &TestServer, path: &str, session: &str) -> Answer {
    let cookie = format!("nudge-session={session}");
    get(server.web(), "im.example.net", path, &[("Cookie", &cookie)]).await.unwrap()
}

#[tokio::test]
async fn who_has_signed_in_is_named_and_the_page_is_kept_nowhere() {
    let server = start().await;
    let page = seen(&server, "/", "alice").await;
    assert!(page.text().contains("Signed in as Alice &#60;3"), "{}", page.text());
    assert!(page.text().contains("action=\"/sign-out\""), "{}", page.text());
    assert_eq!((page.header("Cache-Control"), page.header("Set-Cookie")), (Some("no-store"), None));
    let stranger = seen(&server, "/", "gone").await;
    assert!(!stranger.text().contains("Signed in as"), "{}", stranger.text());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_not_for_everybody_is_not_shown_to_everybody() {
    let server = start().await;
    for (session, signed_in, administrator) in [("gone", 303, 303), ("alice", 200, 404), ("root", 200, 200)] {
        assert_eq!(seen(&server, "/style/signed-in", session).await.status(), Some(signed_in), "{session}");
        assert_eq!(
            seen(&server, "/style/administrator", session).await.status(),
            Some(administrator),
            "{session}"
        );
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn without_sessions_the_site_says_that_it_is_busy() {
    let server = start().await;
    let page = seen(&server, "/", "broken").await;
    assert_eq!(page.status(), Some(503));
    assert!(page.text().contains("The server is busy"), "{}", page.text());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_form_is_good_for_its_session_alone() {
    let server = start().await;
    let text = seen(&server, "/", "alice").await.text();
    let token = text.split("name=\"csrf\" value=\"").nth(1).expect("a token").split('"').next().unwrap();
    let body = format!("csrf={token}&theme=dark&back=/");
    for (cookie, status) in
        [("nudge-session=alice", 303), ("nudge-session=root", 403), ("nudge-session=gone", 403), ("a=b", 403)]
    {
        let headers = [FORM, ("Cookie", cookie)];
        let answer = post(server.web(), "im.example.net", "/theme", &headers, body.as_bytes()).await.unwrap();
        assert_eq!(answer.status(), Some(status), "{cookie}");
    }
    server.stop().await.unwrap();
}
