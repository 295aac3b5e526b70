//! The whole of it: a host starts Nudge and invites a friend, who comes with a browser and an old Messenger, and has to go.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp_client::{Client, Config, Error, Event};
use nudge_testkit::browser::{self, Browser};

use crate::server::Server;

const HOST: &str = "host@example.com";
const FRIEND: &str = "friend@example.com";
const PASSWORD: &str = "a good password";

/// Fills fields in and presses the button.
async fn send(browser: &Browser, fields: &[(&str, &str)], button: &str) -> anyhow::Result<()> {
    for (name, text) in fields {
        browser.fill(name, text).await?;
    }
    browser.follow(button).await
}

/// Waits until the server has ended the client's session, and says when that was.
async fn dropped(mut client: Client) -> anyhow::Result<Instant> {
    let ended = |event| matches!(event, Event::SignedOut(_)).then_some(());
    match client.wait_for(ended).await {
        Ok(()) | Err(Error::Closed) => Ok(Instant::now()),
        Err(error) => Err(error.into()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_invites_a_friend_who_comes_and_has_to_go() {
    let server = Server::start(&["--set", "registration.who=invitation"]);
    server.nudge_with(&["account", "add", HOST, "--name", "Host", "--password-stdin"], PASSWORD).done();
    server.nudge(&["account", "role", HOST, "administrator"]).done();
    let link = server.nudge(&["invite", "add", "--for", "A friend", "--json"]).json();
    let join = format!("/join/{}", link["code"].as_str().unwrap());
    let origin = format!("http://{}", server.http);
    let lived = browser::run(&origin, async |browser| {
        browser.goto(&join).await?;
        let typed = [("handle", FRIEND), ("name", "Friend"), ("password", PASSWORD), ("again", PASSWORD)];
        send(browser, &typed, "main form .button").await?;
        ensure!(browser.path().await? == "/tokens", "{}", browser.path().await?);
        send(browser, &[("name", "Windows 98")], "main form .button").await?;
        let token = browser.text(".secret code").await?;

        let mut config = Config::new(&server.address.to_string(), FRIEND, &token, Dialect::Msnp7);
        config.patience = Duration::from_mins(1);
        let client = Client::sign_in(config.clone()).await?;

        browser.follow(".visitor button").await?;
        browser.goto("/sign-in?next=/administration/online").await?;
        send(browser, &[("handle", HOST), ("password", PASSWORD)], "main form .button").await?;
        ensure!(browser.path().await? == "/administration/online", "{}", browser.path().await?);
        let online = browser.text("main tbody").await?;
        ensure!(online.contains(FRIEND) && online.contains("MSNP7"), "{online}");
        browser.follow("tbody a").await?;
        ensure!(browser.text("main").await?.contains(FRIEND));

        let gone = tokio::spawn(dropped(client));
        browser.follow("button[value='disable']").await?;
        // The page that says so is there: from now on, a second.
        let said = Instant::now();
        let ended =
            tokio::time::timeout(Duration::from_secs(30), gone).await.context("never dropped")???;
        ensure!(ended < said + Duration::from_secs(1), "dropped {:?} after the page", ended - said);
        ensure!(Client::sign_in(config).await.is_err(), "whoever is switched off does not come back");
        browser.goto("/administration/online").await?;
        ensure!(!browser.text("main").await?.contains(FRIEND));
        Ok(())
    });
    lived.await.unwrap();
    let noted = server.nudge(&["audit", "--json"]).json();
    let noted: Vec<_> = noted.as_array().unwrap().iter().map(|row| &row["action"]).collect();
    assert_eq!(noted[0], "account.disabled", "{noted:?}");
    server.stop();
}
