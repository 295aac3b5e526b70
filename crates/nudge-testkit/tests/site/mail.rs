//! Letters: an address that is confirmed, and a password that was forgotten.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use msnp::Dialect;
use msnp_client::Client;
use nudge_core::member::Registration;
use nudge_core::{Actor, Handle, Secret};
use nudge_testkit::browser::Browser;
use nudge_testkit::{Builder, TestServer, browser};

const BOB: &str = "bob@example.com";
const PASSWORD: &str = "a password of Bob's";

/// Fills the first form that has the first of these fields in, and sends it.
async fn send(browser: &Browser, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    for (name, text) in fields {
        browser.fill(name, text).await?;
    }
    let first = fields.first().map(|(name, _)| *name).context("no fields")?;
    browser.follow(&format!("main form:has([name='{first}']) button[type='submit']")).await
}

/// The letters in the folder, once there are so many.
async fn letters(folder: &Path, count: usize) -> anyhow::Result<Vec<String>> {
    for _ in 0..200 {
        let mut found = Vec::new();
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            // It may be written at this moment.
            let text = fs::read_to_string(&path)?;
            if path.extension().is_some_and(|ending| ending == "eml") && text.contains("\r\n\r\n") {
                found.push((fs::metadata(&path)?.modified()?, text));
            }
        }
        if found.len() >= count {
            found.sort();
            return Ok(found.into_iter().map(|(_, text)| text).collect());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("there are no {count} letters")
}

/// The code of a letter, which stands alone on a line.
fn code(letter: &str) -> anyhow::Result<&str> {
    let body = letter.split_once("\r\n\r\n").map(|(_, body)| body).context("no body")?;
    let is_code = |line: &&str| line.len() == 10 && line.bytes().all(|byte| byte.is_ascii_alphanumeric());
    body.lines().find(is_code).with_context(|| format!("no code in {body}"))
}

async fn start(builder: Builder, folder: &Path) -> (TestServer, String) {
    let server = builder.letters_into(folder).unwrap().start().await.unwrap();
    let origin = format!("http://{}", server.web());
    (server, origin)
}

#[tokio::test]
async fn an_address_is_confirmed_before_anybody_signs_in_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let builder = TestServer::builder().policy(|policy| {
        (policy.registration, policy.confirm_addresses) = (Registration::Open, true);
    });
    let (server, origin) = start(builder, folder.path()).await;
    let lived = browser::run(&origin, async |browser| {
        browser.goto("/register").await?;
        send(browser, &[("handle", BOB), ("password", PASSWORD), ("again", PASSWORD)]).await?;
        ensure!(browser.path().await? == "/confirm", "{}", browser.path().await?);
        ensure!(browser.text(".notice").await? == format!("A mail with a code was sent to {BOB}."));
        browser.inspect_here("confirm").await?;
        let first = letters(folder.path(), 1).await?.remove(0);
        ensure!(first.contains("To: bob@example.com\r\n") && first.contains("Subject: Your code for Nudge"));

        browser.goto("/sign-in").await?;
        send(browser, &[("handle", BOB), ("password", PASSWORD)]).await?;
        ensure!(browser.text(".notice").await?.contains("has not been confirmed"), "not yet");

        browser.goto("/confirm").await?;
        send(browser, &[("code", "WRONG")]).await?;
        ensure!(browser.text(".error").await? == "That code is wrong, was used already, or is too old.");
        send(browser, &[("handle", BOB)]).await?;
        ensure!(browser.text(".notice").await?.contains("on its way"), "another");
        let second = letters(folder.path(), 2).await?.remove(1);
        send(browser, &[("code", code(&first)?)]).await?;
        ensure!(browser.text(".error").await?.contains("wrong"), "the first is void");
        send(browser, &[("code", &code(&second)?.to_lowercase())]).await?;
        ensure!(browser.path().await? == "/sign-in", "{}", browser.path().await?);
        ensure!(browser.text(".notice").await?.contains("is confirmed"));
        send(browser, &[("handle", BOB), ("password", PASSWORD)]).await?;
        ensure!(browser.path().await? == "/tokens");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_everything_is_signed_out() {
    let folder = tempfile::tempdir().unwrap();
    let (server, origin) = start(TestServer::builder(), folder.path()).await;
    let core = server.core();
    let handle = Handle::new(BOB).unwrap();
    core.add_account(&Actor::Console, handle.clone(), None, Some(Secret::new(PASSWORD.to_owned())))
        .await
        .unwrap();
    let token = nudge_core::TokenName::new("old PC").unwrap();
    let (_, token) = core.add_token(&Actor::Console, &handle, token).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        browser.inspect("/forgotten", "forgotten").await?;
        browser.goto("/forgotten").await?;
        send(browser, &[("handle", "nobody@example.com")]).await?;
        let said = browser.text(".notice").await?;
        ensure!(browser.path().await? == "/reset");
        browser.goto("/forgotten").await?;
        send(browser, &[("handle", BOB)]).await?;
        ensure!(browser.text(".notice").await? == said, "the same, whether there is such an account or not");
        browser.inspect_here("reset").await?;
        let letter = letters(folder.path(), 1).await?.remove(0);
        ensure!(letter.contains("Subject: Your code for a new password"), "{letter}");
        let code = code(&letter)?;

        let client = Client::sign_in(server.client(BOB, token.expose(), Dialect::Msnp7)).await?;
        send(browser, &[("code", code), ("password", "short"), ("again", "short")]).await?;
        ensure!(browser.text(".error").await? == "A password has 6 to 128 characters.");
        send(browser, &[("code", code), ("password", "a new one"), ("again", "another")]).await?;
        ensure!(browser.text(".error").await? == "The two passwords differ.");
        let gone = tokio::spawn(crate::steps::dropped(client));
        send(browser, &[("code", code), ("password", "a new one"), ("again", "a new one")]).await?;
        ensure!(browser.path().await? == "/sign-in", "{}", browser.path().await?);
        gone.await??;
        ensure!(
            letters(folder.path(), 2).await?.iter().any(|letter| letter.contains("password was changed"))
        );
        send(browser, &[("handle", BOB), ("password", PASSWORD)]).await?;
        ensure!(browser.path().await? == "/sign-in", "the old one is good for nothing");
        send(browser, &[("handle", BOB), ("password", "a new one")]).await?;
        ensure!(browser.path().await? == "/tokens");
        browser.goto("/reset").await?;
        send(browser, &[("code", code), ("password", "a third one"), ("again", "a third one")]).await?;
        ensure!(browser.text(".error").await?.contains("used already"), "a code is good once");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn an_account_gets_only_so_many_letters_and_nobody_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let builder = TestServer::builder().policy(|policy| {
        policy.letters.count = 1;
        policy.registrations.count = 3;
    });
    let (server, origin) = start(builder, folder.path()).await;
    let handle = Handle::new(BOB).unwrap();
    let password = Some(Secret::new(PASSWORD.to_owned()));
    server.core().add_account(&Actor::Console, handle, None, password).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        for _ in 0..3 {
            browser.goto("/forgotten").await?;
            send(browser, &[("handle", BOB)]).await?;
            ensure!(browser.path().await? == "/reset");
        }
        browser.goto("/forgotten").await?;
        send(browser, &[("handle", BOB)]).await?;
        ensure!(browser.text("h1").await? == "Not so fast", "four from one address");
        Ok(())
    });
    lived.await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(letters(folder.path(), 1).await.unwrap().len(), 1);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn without_mail_the_operator_is_asked() {
    let server = TestServer::builder().start().await.unwrap();
    let origin = format!("http://{}", server.web());
    let lived = browser::run(&origin, async |browser| {
        browser.inspect("/forgotten", "forgotten-no-mail").await?;
        for path in ["/reset", "/confirm"] {
            browser.goto(path).await?;
            ensure!(browser.text("h1").await? == "There is no such page", "{path}");
        }
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}
