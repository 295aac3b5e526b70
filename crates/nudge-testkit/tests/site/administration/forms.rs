//! What is wrong with what was typed, or with an address, in words.

use nudge_core::moderation::{Banned, NewBan};
use nudge_core::{Actor, Handle, Role};
use nudge_testkit::TestServer;

use super::{BOB, ROOT, enter, make};

#[tokio::test]
async fn addresses_that_no_page_of_ours_has_lead_nowhere_or_to_the_beginning() {
    let server = TestServer::with([]).await.unwrap();
    make(&server, ROOT, Role::Administrator).await;
    let root = enter(&server, ROOT).await;
    let far = "99999999999999999999";
    for (path, status) in [
        ("/administration?span=year", 200),
        ("/administration?span=%22%3E%3Cscript%3E", 200),
        ("/administration/accounts?text=%22%3E%3Cscript%3E&which=nobody", 200),
        ("/administration/accounts?after=x", 400),
        ("/administration/accounts?after=a@b.example", 200),
        ("/administration/accounts/0", 404),
        ("/administration/accounts/-1", 404),
        ("/administration/accounts/x", 404),
        (&format!("/administration/accounts/{far}"), 404),
        ("/administration/accounts/17/password", 404),
        ("/administration/online?page=0", 200),
        ("/administration/online?page=18446744073709551615", 200),
        ("/administration/online?page=-1", 400),
        ("/administration/online?protocol=%3Cscript%3E", 200),
        ("/administration/invitations?before=x", 400),
        ("/administration/invitations?before=-1", 200),
        ("/administration/reports?before=9223372036854775807", 200),
        (&format!("/administration/reports?before={far}"), 400),
        ("/administration/reports/1", 404),
        ("/administration/reports/x", 404),
        ("/administration/bans?page=x", 400),
        ("/administration/bans?page=99", 200),
        ("/administration/bans?kind=%3Cscript%3E&whom=%22%3E%3Cscript%3E", 200),
        ("/administration/audit?before=", 400),
        ("/administration/audit?before=-9223372036854775808", 200),
    ] {
        let page = root.get(&server, path).await;
        assert_eq!(page.status(), Some(status), "{path}");
        assert!(page.text().contains("<nav class=\"tabs\""), "{path}: an error is a page, too");
        assert!(!page.text().contains("<script>"), "{path}");
        assert_eq!(page.header("Cache-Control"), Some("no-store"), "{path}");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field() {
    let server = TestServer::with([]).await.unwrap();
    let account = make(&server, ROOT, Role::Administrator).await;
    make(&server, BOB, Role::Member).await;
    let root = enter(&server, ROOT).await;
    let own = format!("/administration/accounts/{}", account.id);
    let long = "x".repeat(501);
    for (path, fields, words) in [
        ("/administration/accounts/new", "handle=x", "That is not an e-mail address."),
        ("/administration/accounts/new", "handle=BOB@example.com", "Somebody has that address already."),
        (
            "/administration/accounts/new",
            "handle=c@example.com&password=1",
            "A password has 6 to 128 characters.",
        ),
        (
            "/administration/accounts/new",
            &format!("handle=c@example.com&name={long}"),
            "That name is too long.",
        ),
        (&format!("{own}/password"), "password=12345", "A password has 6 to 128 characters."),
        (&format!("{own}/address"), "handle=bob@example.com", "Somebody has that address already."),
        (&format!("{own}/address"), "handle=%22%3E%3Cscript%3E", "That is not an e-mail address."),
        (&format!("{own}/tokens"), "name=", "A name has 1 to 64 characters."),
        (&format!("{own}/delete"), "handle=bob@example.com", "That is not the address of this account."),
        (&format!("{own}/delete"), "handle=root@example.com", "This is the last administrator."),
        ("/administration/invitations", "uses=0&end=7", "Type a number from 1 to 10,000."),
        ("/administration/invitations", "uses=10001&end=7", "Type a number from 1 to 10,000."),
        ("/administration/invitations", "uses=1&end=8", "Choose one of these."),
        ("/administration/invitations", &format!("uses=1&end=7&label={long}"), "That text is too long."),
        ("/administration/bans", "kind=network&whom=x&end=never", "That is not what you chose above"),
        ("/administration/bans", "kind=email&whom=*@*&end=never", "That is not what you chose above"),
        ("/administration/bans", "kind=x&whom=a@b.example&end=never", "That is not what you chose above"),
        ("/administration/bans", "kind=account&whom=a@b.example", "Choose one of these."),
        (
            "/administration/bans",
            "kind=account&whom=ROOT@example.com&end=1",
            "That would lock you out yourself.",
        ),
        ("/administration/bans", "kind=email&whom=*@example.com&end=1", "That would lock you out yourself."),
        ("/administration/bans", "kind=network&whom=127.0.0.0/8&end=1", "That would lock you out yourself."),
        (
            "/administration/bans",
            &format!("kind=account&whom=a@b.example&end=1&reason={long}"),
            "That text is too long.",
        ),
        ("/administration/announcements", "text=+", "It takes 1 to 400 characters"),
        ("/administration/announcements", "text=a%07b", "It takes 1 to 400 characters"),
        ("/administration/announcements", &format!("text={long}"), "It takes 1 to 400 characters"),
        ("/administration/announcements", "text=a&url=javascript:a", "That is not the address of a page."),
        ("/administration/announcements", "text=a&to=nobody@example.com", "Nobody here has that address."),
        ("/administration/announcements", "text=a&to=nobody", "That is not an e-mail address."),
        ("/administration/announcements/of-the-day", "motd=", "It takes 1 to 400 characters"),
        ("/administration/keys", "name=a", "Choose at least one."),
        ("/administration/keys", "scope=accounts:read", "A name has 1 to 64 characters."),
    ] {
        let page = root.post(&server, path, fields).await;
        assert_eq!(page.status(), Some(422), "{path} {fields}: {}", page.text());
        assert!(page.text().contains("class=\"error\""), "{path} {fields}");
        assert!(page.text().contains(words), "{path} {fields}: {}", page.text());
        assert!(!page.text().contains("<script>"), "{path} {fields}");
    }
    assert!(super::noted(&server).await.is_empty(), "nothing was done");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_no_form_of_ours_sends_is_refused() {
    let server = TestServer::with([]).await.unwrap();
    let account = make(&server, ROOT, Role::Administrator).await;
    let root = enter(&server, ROOT).await;
    let own = format!("/administration/accounts/{}", account.id);
    for (path, fields, status) in [
        (&format!("{own}/change"), "what=explode", 400),
        (&format!("{own}/change"), "", 400),
        (&format!("{own}/tokens/revoke"), "name=", 400),
        (&"/administration/accounts/17/change".to_owned(), "what=disable", 404),
        (&"/administration/online/end".to_owned(), "account=x", 400),
        (&"/administration/online/end".to_owned(), "account=17", 404),
        (&"/administration/keys".to_owned(), "name=a&scope=everything", 400),
        (&"/administration/reports/3".to_owned(), "note=a", 404),
    ] {
        let page = root.post(&server, path, fields).await;
        assert_eq!(page.status(), Some(status), "{path} {fields}");
        assert!(page.text().contains("<nav class=\"tabs\""), "{path} {fields}: with words");
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_somebody_else_has_done_meanwhile_is_said_on_the_next_page() {
    let server = TestServer::with([]).await.unwrap();
    let account = make(&server, ROOT, Role::Administrator).await;
    let core = server.core();
    let report = core.report(&account, Handle::new(BOB).unwrap(), "Spam.").await.unwrap();
    core.settle_report(&Actor::Console, report, "").await.unwrap();
    let report = format!("/administration/reports/{}", report.0);
    let root = enter(&server, ROOT).await;
    let own = format!("/administration/accounts/{}", account.id);
    let gone = "That is not there any more";
    for (path, fields, words) in [
        ("/administration/bans/lift", "id=3", gone),
        ("/administration/invitations/withdraw", "id=3", gone),
        ("/administration/keys/revoke", "id=3", gone),
        (&format!("{own}/tokens/revoke"), "name=a", gone),
        (&report, "note=a", gone),
        (&format!("{own}/change"), "what=disable", "This is the last administrator"),
        (&format!("{own}/change"), "what=member", "This is the last administrator"),
    ] {
        let sent = root.post(&server, path, fields).await;
        assert_eq!(sent.status(), Some(303), "{path}");
        let flash = sent.header("Set-Cookie").expect("a notice").split(';').next().unwrap();
        let cookies = format!("{}; {flash}", root.cookie);
        let to = sent.header("Location").unwrap();
        let page =
            nudge_testkit::http::get(server.web(), super::HOST, to, &[("Cookie", &cookies)]).await.unwrap();
        assert!(
            page.text().contains("notice error") && page.text().contains(words),
            "{path}: {}",
            page.text()
        );
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn long_lists_are_read_a_page_at_a_time() {
    let server = TestServer::with([]).await.unwrap();
    make(&server, ROOT, Role::Administrator).await;
    let core = server.core();
    for number in 0..60 {
        let whom = Banned::from_parts("account", &format!("spam{number:02}@example.com")).unwrap();
        core.add_ban(&Actor::Console, NewBan { whom, reason: String::new(), expires: None }).await.unwrap();
        core.add_link(&Actor::Console, &format!("Friend {number:02}"), 1, None).await.unwrap();
        let handle = Handle::new(&format!("user{number:02}@example.com")).unwrap();
        core.add_account(&Actor::Console, handle, None, None).await.unwrap();
    }
    let root = enter(&server, ROOT).await;
    for (path, first, last) in [
        ("/administration/bans", "spam59", "spam00"),
        ("/administration/invitations", "Friend 59", "Friend 00"),
        ("/administration/audit", "user59@example.com", "spam00"),
        ("/administration/accounts", "root@example.com", "user59"),
    ] {
        let mut page = root.get(&server, path).await.text();
        assert!(page.contains(first) && !page.contains(last), "{path}: the newest, or the first by name");
        let mut pages = 1;
        while let Some(link) = page.split("rel=\"next\" href=\"").nth(1) {
            let next = link.split('"').next().unwrap().replace("&#38;", "&");
            page = root.get(&server, &next).await.text();
            pages += 1;
            assert!(pages < 10, "{path} goes on for ever");
        }
        assert!(page.contains(last) && pages > 1, "{path}: {pages}");
    }
    server.stop().await.unwrap();
}
