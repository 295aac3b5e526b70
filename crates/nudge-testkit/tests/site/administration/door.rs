//! Who comes in.

use nudge_core::{Role, Sealed};
use nudge_testkit::TestServer;
use nudge_testkit::http::{get, post};

use super::{BOB, HOST, ROOT, enter, make};
use crate::forms::FORM;

/// The routes, as the program has them.
const ROUTES: &str = include_str!("../../../../nudge-web/src/site/administration/mod.rs");

/// Every path, with a number where one is asked for.
fn paths() -> Vec<String> {
    let parts = ROUTES.split('"').skip(1).step_by(2).filter(|text| text.starts_with("/administration"));
    parts.map(|path| path.replace("{number}", "1")).collect()
}

#[tokio::test]
async fn whoever_is_no_administrator_is_told_that_nothing_is_there() {
    let server = TestServer::with([]).await.unwrap();
    make(&server, ROOT, Role::Administrator).await;
    make(&server, BOB, Role::Member).await;
    let (root, bob) = (enter(&server, ROOT).await, enter(&server, BOB).await);
    let paths = paths();
    assert!(paths.len() > 20 && paths.iter().any(|path| path.ends_with("/1/delete")), "{paths:?}");
    let nothing = bob.get(&server, "/administration/nothing").await;
    for path in &paths {
        let seen = bob.get(&server, path).await;
        assert_eq!(seen.status(), Some(404), "{path}");
        assert_eq!(seen.text(), nothing.text().replace("/administration/nothing", path), "{path}");
        for fields in ["", "what=disable&handle=root@example.com"] {
            let sent = bob.post(&server, path, fields).await;
            assert_eq!((sent.status(), sent.text().as_str()), (Some(404), ""), "{path}");
        }
        let stale =
            post(server.web(), HOST, path, &[FORM, ("Cookie", &bob.cookie)], b"csrf=x").await.unwrap();
        assert_eq!(stale.status(), Some(404), "{path}");
        let stranger = get(server.web(), HOST, path, &[]).await.unwrap();
        assert!(stranger.header("Location").is_some_and(|to| to.starts_with("/sign-in?next=")), "{path}");
    }
    assert!(!bob.get(&server, "/").await.text().contains("/administration"), "no tab leads there");
    assert!(root.get(&server, "/").await.text().contains("href=\"/administration\""));
    for path in paths.iter().filter(|path| !path.contains("reports/1")) {
        let status = root.get(&server, path).await.status();
        assert!(matches!(status, Some(200 | 405)), "{path}: {status:?}");
    }
    assert!(super::noted(&server).await.is_empty(), "nobody did anything");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_form_without_the_administrators_token_does_nothing() {
    let server = TestServer::with([]).await.unwrap();
    make(&server, ROOT, Role::Administrator).await;
    let bob = make(&server, BOB, Role::Member).await;
    let root = enter(&server, ROOT).await;
    let path = format!("/administration/accounts/{}/change", bob.id);
    for body in ["what=disable", "csrf=x&what=disable"] {
        let headers = [FORM, ("Cookie", root.cookie.as_str())];
        let answer = post(server.web(), HOST, &path, &headers, body.as_bytes()).await.unwrap();
        assert_eq!(answer.status(), Some(403), "{body}");
    }
    assert!(server.core().store().account(bob.id).await.unwrap().state.enabled);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn where_a_second_factor_is_needed_whoever_has_none_is_led_to_it() {
    let server = TestServer::builder().policy(|policy| policy.administrators_need_second_factor = true);
    let server = server.start().await.unwrap();
    let account = make(&server, ROOT, Role::Administrator).await;
    make(&server, BOB, Role::Member).await;
    let (root, bob) = (enter(&server, ROOT).await, enter(&server, BOB).await);
    for path in paths() {
        let led = root.get(&server, &path).await;
        assert_eq!(
            (led.status(), led.header("Location")),
            (Some(303), Some("/security/second-factor")),
            "{path}"
        );
        let sent = root.post(&server, &path, "what=disable").await;
        assert_eq!(sent.header("Location"), Some("/security/second-factor"), "{path}");
        assert_eq!(bob.get(&server, &path).await.status(), Some(404), "{path}");
    }
    let led = root.get(&server, "/administration").await;
    let flash = led.header("Set-Cookie").expect("a notice").split(';').next().unwrap();
    let cookies = format!("{}; {flash}", root.cookie);
    let next = get(server.web(), HOST, "/", &[("Cookie", &cookies)]).await.unwrap();
    assert!(next.text().contains("an administrator needs a second factor"), "{}", next.text());

    let sealed = Sealed::from_bytes(vec![0; 40]);
    server.core().store().set_second_factor(account.id, sealed, 0, Vec::new()).await.unwrap();
    assert_eq!(root.get(&server, "/administration").await.status(), Some(200));
    server.stop().await.unwrap();
}
