//! Looking after the service, in Chromium, with a client signed in beside it.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp::value::Status;
use msnp_client::{Client, Event};
use nudge_core::circle::CircleName;
use nudge_core::moderation::Sample;
use nudge_core::{Actor, Handle, Role, TokenName};
use nudge_testkit::browser::Browser;
use nudge_testkit::{TestServer, browser};

use super::{BOB, ROOT, make, noted, send, sign_in};

/// A server with an administrator and Bob, and a token of Bob's.
async fn start() -> (TestServer, String, String) {
    let server = TestServer::builder()
        .policy(|policy| policy.registration = nudge_core::member::Registration::Invitation)
        .start()
        .await
        .unwrap();
    make(&server, ROOT, Role::Administrator).await;
    make(&server, BOB, Role::Member).await;
    let (bob, name) = (Handle::new(BOB).unwrap(), TokenName::new("Windows 98").unwrap());
    let (_, token) = server.core().add_token(&Actor::Console, &bob, name).await.unwrap();
    let origin = format!("http://{}", server.web());
    (server, origin, token.expose().to_owned())
}

/// What the client is shown next by the service.
async fn alerted(client: &mut Client) -> anyhow::Result<String> {
    let alert = |event| if let Event::Alert(xml) = event { Some(xml) } else { None };
    let xml = tokio::time::timeout(Duration::from_secs(10), client.wait_for(alert)).await??;
    Ok(String::from_utf8(xml)?)
}

async fn says(browser: &Browser, words: &str) -> anyhow::Result<()> {
    let said = browser.text(".notice").await?;
    ensure!(said == words, "{said}");
    Ok(())
}

#[tokio::test]
async fn an_overview_shows_how_the_server_is_and_was() {
    let (server, origin, token) = start().await;
    let core = server.core();
    let now = core.clock().now();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/administration", "administration-empty").await?;
        ensure!(browser.text("main").await?.contains("Nothing has been counted in that time"));
        for number in 0..60 {
            let handle =
                Handle::new(&format!("somebody.with.a.long.address{number}@a-long-domain.example.com"))?;
            core.add_account(&Actor::Console, handle, None, None).await?;
        }
        browser.inspect("/administration/accounts", "administration-accounts-many").await?;
        browser.inspect("/administration/audit", "administration-audit-many").await?;
        for hour in 0..24_u64 {
            let at = now.plus_millis(-3_600_000 * i64::try_from(hour)?);
            let (online, sign_ins, failures) = (20 + hour * 7 % 31, 100 + hour * 37 % 90, hour * 11 % 23);
            let (messages, registrations) = (1_000 + hour * 331 % 900, hour % 4);
            core.store()
                .add_sample(Sample { at, online, sign_ins, failures, messages, registrations })
                .await?;
        }
        let _client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await?;
        let bob = core.store().account_by_handle(&Handle::new(BOB)?).await?;
        core.make_circle(bob.id, CircleName::new("Books")?).await?;
        core.report(&bob, Handle::new("spam@example.com")?, "Sends nothing but advertisements.").await?;
        browser.inspect("/administration", "administration").await?;
        let tiles = browser.text(".tiles").await?;
        for tile in ["accounts\n62", "online now\n1", "open reports\n1", "circles\n1"] {
            ensure!(tiles.contains(tile) || tiles.contains(&swapped(tile)), "{tile}: {tiles}");
        }
        for span in ["week", "month"] {
            browser.goto("/administration").await?;
            browser.follow(&format!("a[href$='span={span}']")).await?;
            let charts = browser.evaluate("return document.querySelectorAll('.chart svg').length").await?;
            ensure!(charts == 4, "{charts}");
            browser
                .inspect(&format!("/administration?span={span}"), &format!("administration-{span}"))
                .await?;
        }
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

/// A tile is read from below where its figure is seen above.
fn swapped(tile: &str) -> String {
    tile.split('\n').rev().collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn who_is_online_is_seen_spoken_to_and_banned() {
    let (server, origin, token) = start().await;
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/administration/online", "administration-online-empty").await?;
        browser.inspect("/administration/announcements", "administration-announcements-alone").await?;

        let mut client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await?;
        browser.goto("/administration/online").await?;
        ensure!(browser.text("tbody").await?.contains("bob@example.com"));
        ensure!(browser.text(".sub-tabs:nth-of-type(2)").await?.contains("MSNP7 (1)"), "they are counted");
        browser.inspect("/administration/online?protocol=MSNP7", "administration-online").await?;
        browser.inspect("/administration/online?protocol=MSNP2", "administration-online-none").await?;

        browser.goto("/administration/announcements").await?;
        send(browser, &[("text", "Back at <noon>"), ("url", "news")], "main form .button").await?;
        ensure!(browser.text(".error").await? == "That is not the address of a page.");
        browser.inspect_here("administration-announcement-wrong").await?;
        send(browser, &[("url", "http://im.example.net/news")], "main form .button").await?;
        says(browser, "Sent; people who are online: 1.").await?;
        let shown = alerted(&mut client).await?;
        ensure!(shown.contains("Back at &lt;noon&gt;") && shown.contains("im.example.net/news"), "{shown}");
        send(browser, &[("text", "Only you"), ("to", ROOT)], "main form .button").await?;
        says(browser, "It was shown to nobody: they are not online.").await?;

        send(browser, &[("motd", "Welcome back")], "form[action$='of-the-day'] .button").await?;
        says(browser, "The message of the day is set.").await?;
        browser.inspect("/administration/announcements", "administration-announcements").await?;
        browser.goto("/administration/online").await?;
        browser.follow("tbody button").await?;
        says(browser, "The Messenger of bob@example.com is signed out.").await?;
        let mut client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await?;
        client.set_status(Status::Online).await?;
        ensure!(alerted(&mut client).await?.contains("Welcome back"));
        browser.goto("/administration/announcements").await?;
        browser.follow("button[name='remove']").await?;
        says(browser, "There is no message of the day any more.").await?;

        browser.inspect("/administration/bans", "administration-bans-empty").await?;
        browser.goto("/administration/bans?kind=account&whom=bob%40example%2Ecom").await?;
        send(browser, &[("reason", "Advertisements")], "main form .danger").await?;
        says(browser, "bob@example.com is banned.").await?;
        ensure!(client.wait_for(|event| matches!(event, Event::SignedOut(_)).then_some(())).await.is_ok());
        let again = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await;
        ensure!(again.is_err(), "whoever is banned does not get in");
        browser.inspect("/administration/bans", "administration-bans").await?;
        browser.goto("/administration/bans").await?;
        send(browser, &[("whom", "root@example.com")], "main form .danger").await?;
        ensure!(browser.text(".error").await? == "That would lock you out yourself.");
        browser.inspect_here("administration-ban-wrong").await?;
        browser.follow("tbody button").await?;
        says(browser, "The ban is lifted.").await?;
        Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await.context("lifted")?;
        Ok(())
    });
    lived.await.unwrap();
    let actions: Vec<_> = noted(&server).await.into_iter().map(|(action, _)| action).collect();
    let expected = [
        "ban.lifted",
        "ban.added",
        "announcement.of_the_day",
        "account.session_ended",
        "announcement.of_the_day",
        "announcement.shown",
        "announcement.shown",
    ];
    assert_eq!(actions, expected);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_report_is_read_acted_on_and_settled() {
    let (server, origin, token) = start().await;
    let core = server.core();
    let bob = core.store().account_by_handle(&Handle::new(BOB).unwrap()).await.unwrap();
    let root = core.store().account_by_handle(&Handle::new(ROOT).unwrap()).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/administration/reports", "administration-reports-none").await?;
        let told = "He sends me the same <advertisement> every day.\nI have asked him to stop.";
        let report = core.report(&root, bob.handle.clone(), told).await?;
        core.report(&bob, Handle::new("gone@example.com")?, &"Spam. ".repeat(100)).await?;
        browser.inspect("/administration/reports", "administration-reports").await?;
        browser.goto(&format!("/administration/reports/{}", report.0)).await?;
        ensure!(browser.text(".said").await? == told, "{}", browser.text(".said").await?);
        browser.inspect_here("administration-report").await?;

        let mut client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await?;
        browser.follow("button[value='disable']").await?;
        ensure!(client.wait_for(|event| matches!(event, Event::SignedOut(_)).then_some(())).await.is_ok());
        ensure!(browser.path().await? == format!("/administration/accounts/{}", bob.id));
        ensure!(browser.text("main").await?.contains("Report 1"), "it is named with the account");
        browser.goto(&format!("/administration/reports/{}", report.0)).await?;
        browser.follow("a[href*='bans?kind=account']").await?;
        let whom = browser.evaluate("return document.querySelector('[name=whom]').value").await?;
        ensure!(whom == BOB, "the form knows whom: {whom}");

        browser.goto(&format!("/administration/reports/{}", report.0)).await?;
        send(browser, &[("note", "Switched off.")], "form.form .button").await?;
        says(browser, "Report 1 is settled.").await?;
        ensure!(!browser.text("table").await?.contains("He sends"), "settled ones are not open");
        browser.goto("/administration/reports?which=all").await?;
        ensure!(browser.text("table").await?.contains("He sends"));
        browser
            .inspect(&format!("/administration/reports/{}", report.0), "administration-report-settled")
            .await?;
        ensure!(browser.text("main").await?.contains("Switched off."));
        Ok(())
    });
    lived.await.unwrap();
    let actions: Vec<_> = noted(&server).await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(actions, ["report.settled", "account.disabled"]);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn links_and_keys_are_made_shown_once_and_taken_back() {
    let (server, origin, _token) = start().await;
    let core = server.core();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/administration/invitations", "administration-invitations-empty").await?;
        browser.goto("/administration/invitations").await?;
        send(browser, &[("label", "The club"), ("uses", "many")], "main form .button").await?;
        ensure!(browser.text(".error").await? == "Type a number from 1 to 10,000.");
        browser.inspect_here("administration-invitation-wrong").await?;
        send(browser, &[("uses", "2")], "main form .button").await?;
        let url = browser.text(".secret code").await?;
        browser.inspect_here("administration-invitation-made").await?;
        let path = url.strip_prefix(&origin).context("under the name that the browser asked for")?;
        ensure!(path.starts_with("/join/"), "{url}");
        browser.inspect("/administration/invitations", "administration-invitations").await?;
        ensure!(!browser.text("main").await?.contains(path), "it is shown once");
        let code = path.trim_start_matches("/join/").to_owned();
        ensure!(core.may_register(Some(&code)).await?);
        browser.goto("/administration/invitations").await?;
        browser.follow("tbody button").await?;
        says(browser, "The link is withdrawn.").await?;
        ensure!(!core.may_register(Some(&code)).await?);

        browser.inspect("/administration/keys", "administration-keys-empty").await?;
        browser.goto("/administration/keys").await?;
        send(browser, &[("name", "Statistics")], "main form .button").await?;
        ensure!(browser.text(".error").await? == "Choose at least one.");
        browser.inspect_here("administration-key-wrong").await?;
        browser.press("input[value='statistics:read']").await?;
        browser.follow("main form .button").await?;
        let key = browser.text(".secret code").await?;
        browser.inspect_here("administration-key-made").await?;
        let holder = core.key_holder(&super::secret(&key), super::HERE).await?.context("the key is good")?;
        ensure!(holder.account.handle.as_str() == ROOT);
        ensure!(holder.key.scopes == [nudge_core::member::Scope::StatisticsRead], "{:?}", holder.key.scopes);
        browser.inspect("/administration/keys", "administration-keys").await?;
        browser.goto("/administration/keys").await?;
        browser.follow("tbody button").await?;
        says(browser, "The key is revoked.").await?;
        ensure!(core.key_holder(&super::secret(&key), super::HERE).await?.is_none());

        browser.follow("button[value='es']").await?;
        browser.inspect("/administration/audit", "administration-audit-es").await?;
        let log = browser.text("main").await?;
        ensure!(log.contains("retiró una llave") && log.contains("root@example.com"), "{log}");
        Ok(())
    });
    lived.await.unwrap();
    let actions: Vec<_> = noted(&server).await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(actions, ["key.revoked", "key.added", "invitation.withdrawn", "invitation.added"]);
    server.stop().await.unwrap();
}
