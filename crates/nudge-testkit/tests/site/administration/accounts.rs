//! Accounts, in Chromium, with a client signed in beside it.

use std::time::Duration;

use anyhow::ensure;
use msnp::Dialect;
use msnp_client::{Client, Event};
use nudge_core::circle::CircleName;
use nudge_core::{Actor, Handle, Role, TokenName};
use nudge_testkit::browser::Browser;
use nudge_testkit::{TestServer, browser};

use super::{BOB, PASSWORD, ROOT, make, noted, send, sign_in};

/// Waits until the server has ended the client's session, which it does at once.
async fn dropped(mut client: Client) -> anyhow::Result<()> {
    let ended = |event| matches!(event, Event::SignedOut(_)).then_some(());
    let waited = tokio::time::timeout(Duration::from_secs(10), client.wait_for(ended)).await?;
    match waited {
        Ok(()) | Err(msnp_client::Error::Closed) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn says(browser: &Browser, words: &str) -> anyhow::Result<()> {
    let said = browser.text(".notice").await?;
    ensure!(said == words, "{said}");
    Ok(())
}

#[tokio::test]
async fn an_account_is_found_looked_at_switched_off_and_given_a_new_password() {
    let server = TestServer::with([]).await.unwrap();
    make(&server, ROOT, Role::Administrator).await;
    let bob = make(&server, BOB, Role::Member).await;
    let path = format!("/administration/accounts/{}", bob.id);
    let origin = format!("http://{}", server.web());
    let handle = Handle::new(BOB).unwrap();
    let (_, token) = server
        .core()
        .add_token(&Actor::Console, &handle, TokenName::new("Windows 98").unwrap())
        .await
        .unwrap();
    let token = token.expose().to_owned();
    server.core().make_circle(bob.id, CircleName::new("Nobody else's business").unwrap()).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        ensure!(browser.path().await? == "/administration");
        browser.inspect("/administration/accounts?text=nobody", "administration-accounts-none").await?;
        browser.goto("/administration/accounts").await?;
        send(browser, &[("text", "BOB@")], "main form .button").await?;
        browser.inspect_here("administration-accounts").await?;
        browser.follow("tbody a").await?;
        ensure!(browser.path().await? == path, "{}", browser.path().await?);

        let client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await?;
        browser.inspect(&path, "administration-account").await?;
        let shown = browser.text("main").await?;
        for part in ["MSNP7", "Windows 98", "A password.", "the token Windows 98", "127.0.0.1"] {
            ensure!(shown.contains(part), "{part}: {shown}");
        }
        ensure!(shown.contains("in 1, invited to 0") && !shown.contains("business"), "{shown}");
        browser.goto(&path).await?;
        let gone = tokio::spawn(dropped(client));
        browser.follow("button[value='disable']").await?;
        gone.await??;
        says(browser, "bob@example.com is switched off, and signed out.").await?;
        let again = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await;
        ensure!(again.is_err(), "whoever is switched off does not get in");
        browser.inspect(&path, "administration-account-off").await?;
        browser.goto(&path).await?;
        browser.follow("button[value='enable']").await?;
        says(browser, "bob@example.com is switched on.").await?;

        browser.inspect(&format!("{path}/password"), "administration-password").await?;
        browser.goto(&format!("{path}/password")).await?;
        send(browser, &[("password", "12345")], "main form.form .button").await?;
        ensure!(browser.text(".error").await? == "A password has 6 to 128 characters.");
        browser.inspect_here("administration-password-wrong").await?;
        browser.follow("main form .button").await?;
        let drawn = browser.text(".secret code").await?;
        browser.inspect_here("administration-password-drawn").await?;
        let proof = server.core().verify_real_password(&handle, super::HERE, &super::secret(&drawn)).await;
        ensure!(proof.is_ok(), "it is the password now: {drawn}");

        browser.goto(&path).await?;
        let client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp12)).await?;
        let gone = tokio::spawn(dropped(client));
        browser.follow("tbody form button").await?;
        gone.await??;
        says(browser, "Windows 98 is revoked.").await?;
        send(browser, &[("name", "Windows XP")], "form[action$='/tokens'] button").await?;
        let token = browser.text(".secret code").await?;
        browser.inspect_here("administration-token-made").await?;
        let client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp11)).await?;
        browser.goto(&path).await?;
        let gone = tokio::spawn(dropped(client));
        browser.follow("button[value='disconnect']").await?;
        gone.await??;
        says(browser, "The Messenger of bob@example.com is signed out.").await?;
        Ok(())
    });
    lived.await.unwrap();
    let actions: Vec<_> = noted(&server).await.into_iter().map(|(action, _)| action).collect();
    let expected = [
        "account.session_ended",
        "token.added",
        "token.revoked",
        "account.password",
        "account.enabled",
        "account.disabled",
    ];
    assert_eq!(actions, expected);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_account_is_made_renamed_promoted_and_deleted() {
    let server = TestServer::with([]).await.unwrap();
    make(&server, ROOT, Role::Administrator).await;
    let origin = format!("http://{}", server.web());
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/administration/accounts/new", "administration-account-new").await?;
        browser.goto("/administration/accounts/new").await?;
        let typed = [("handle", "carol@example.com"), ("name", "Carol"), ("password", PASSWORD)];
        send(browser, &typed, "main form .button").await?;
        says(browser, "carol@example.com has an account now.").await?;
        let path = browser.path().await?;

        browser.follow("button[value='administrator']").await?;
        says(browser, "carol@example.com is an administrator now.").await?;
        browser.follow("button[value='member']").await?;
        browser.follow("button[value='unverify']").await?;
        says(browser, "The address of carol@example.com does not count as verified any more.").await?;
        browser.follow("button[value='sign-out']").await?;
        says(browser, "carol@example.com is signed out everywhere.").await?;

        browser.inspect(&format!("{path}/address"), "administration-address").await?;
        browser.goto(&format!("{path}/address")).await?;
        send(browser, &[("handle", "root@example.com")], "main form .button").await?;
        ensure!(browser.text(".error").await? == "Somebody has that address already.");
        send(browser, &[("handle", "caroline@example.com")], "main form .button").await?;
        says(browser, "The address is caroline@example.com now.").await?;

        browser.follow("a[href$='/delete']").await?;
        send(browser, &[("handle", "carol@example.com")], "main form .danger").await?;
        ensure!(browser.text(".error").await? == "That is not the address of this account.");
        browser.inspect_here("administration-delete").await?;
        send(browser, &[("handle", "Caroline@Example.com")], "main form .danger").await?;
        says(browser, "caroline@example.com is deleted.").await?;
        ensure!(!browser.text("table").await?.contains("caroline"));
        browser.inspect("/administration/audit", "administration-audit").await?;
        let log = browser.text("table").await?;
        ensure!(log.contains("deleted an account") && log.contains("caroline@example.com"), "{log}");
        browser.goto(&path).await?;
        ensure!(browser.text("h1").await? == "There is no such page");
        Ok(())
    });
    lived.await.unwrap();
    let actions: Vec<_> = noted(&server).await.into_iter().map(|(action, _)| action).collect();
    let expected = [
        "account.deleted",
        "account.renamed",
        "account.signed_out",
        "account.verified",
        "account.role",
        "account.role",
        "account.added",
    ];
    assert_eq!(actions, expected);
    server.stop().await.unwrap();
}
