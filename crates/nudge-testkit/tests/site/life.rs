//! A member's life on the site, in Chromium, with a client signed in beside it.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp_client::Client;
use nudge_core::Actor;
use nudge_core::member::Registration;
use nudge_testkit::{TestServer, browser};
use tokio::time::timeout;

use crate::steps::{self, BOB, PASSWORD, dropped, send, sign_in};

async fn start() -> (TestServer, String) {
    steps::start(|policy| policy.registration = Registration::Invitation).await
}

#[tokio::test]
async fn a_friend_registers_by_invitation_and_signs_in_with_a_token_that_can_be_revoked() {
    let (server, origin) = start().await;
    let link = server.core().add_link(&Actor::Console, "Bob", 1, None).await.unwrap();
    let join = format!("/join/{}", link.link.code);
    let lived = browser::run(&origin, async |browser| {
        browser.inspect("/register", "register-by-invitation").await?;
        browser.inspect("/join/guessed", "register-void").await?;
        browser.inspect(&join, "register").await?;
        browser.goto(&join).await?;
        send(browser, &[("handle", BOB), ("name", "Bob"), ("password", PASSWORD), ("again", "no")]).await?;
        ensure!(browser.text(".error").await? == "The two passwords differ.");
        ensure!(browser.attribute("[name='handle']", "value").await?.as_deref() == Some(BOB), "it is kept");
        send(browser, &[("password", PASSWORD), ("again", PASSWORD)]).await?;
        ensure!(browser.path().await? == "/tokens", "{}", browser.path().await?);
        browser.inspect("/tokens", "tokens-empty").await?;

        browser.goto("/tokens").await?;
        send(browser, &[("name", "Windows 98")]).await?;
        let token = browser.text(".secret code").await?;
        ensure!(token.len() == 16, "{token}");
        ensure!(browser.text("main").await?.contains("Your whole address as user or screen name"));
        browser.inspect_here("token-made").await?;
        let client = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await?;
        browser.inspect("/tokens", "tokens").await?;
        browser.inspect("/places", "places").await?;
        ensure!(browser.text("main").await?.contains("MSNP7"), "the client is named");
        browser.goto("/places").await?;
        for said in [
            "From now on, signing in with Messenger signs out every other one.",
            "You can be signed in with Messenger at several places.",
        ] {
            browser.press("[name='several']").await?;
            browser.follow("form[action='/places/several'] button").await?;
            ensure!(browser.text(".notice").await? == said);
        }

        browser.goto("/tokens").await?;
        browser.follow("table form button").await?;
        browser.inspect_here("token-revoke").await?;
        let gone = tokio::spawn(dropped(client));
        browser.follow(".confirm button").await?;
        // The page that says so is there: from now on, a second.
        timeout(Duration::from_secs(1), gone).await.context("not within a second")???;
        ensure!(browser.text(".notice").await? == "Windows 98 is revoked.");
        let again = Client::sign_in(server.client(BOB, &token, Dialect::Msnp7)).await;
        ensure!(again.is_err(), "a revoked token opens nothing");
        ensure!(browser.text("main").await?.contains("No tokens yet"));

        browser.goto(&join).await?;
        ensure!(
            browser.text("h2").await.is_ok_and(|text| text.contains("not good any more"))
                || browser.text("main").await?.contains("not good any more"),
            "it is used up"
        );
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn signing_in_and_out_and_out_everywhere() {
    let (server, origin) = start().await;
    let handle = nudge_core::Handle::new(BOB).unwrap();
    let password = nudge_core::Secret::new(PASSWORD.to_owned());
    server.core().add_account(&Actor::Console, handle, None, Some(password)).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        browser.inspect("/sign-in", "sign-in").await?;
        browser.goto("/places?a=b").await?;
        ensure!(browser.path().await? == "/sign-in", "a stranger is led to where one signs in");
        send(browser, &[("handle", BOB), ("password", "wrong")]).await?;
        ensure!(browser.text(".notice").await? == "The e-mail address or the password is wrong.");
        browser.inspect_here("sign-in-wrong").await?;
        send(browser, &[("handle", BOB), ("password", PASSWORD)]).await?;
        ensure!(browser.path().await? == "/places", "and back from there: {}", browser.path().await?);
        ensure!(browser.text("main").await?.contains("This browser"));

        browser.follow(".visitor button").await?;
        ensure!(browser.text(".notice").await? == "You are signed out.");
        browser.goto("/tokens").await?;
        ensure!(browser.path().await? == "/sign-in");

        sign_in(browser).await?;
        ensure!(browser.path().await? == "/tokens");
        browser.goto("/places").await?;
        browser.follow("main form .danger").await?;
        ensure!(browser.text(".notice").await? == "You are signed out everywhere.");
        browser.goto("/tokens").await?;
        ensure!(browser.path().await? == "/sign-in");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_factor_is_asked_for_on_a_page_of_its_own() {
    let (server, origin) = start().await;
    let core = server.core();
    let handle = nudge_core::Handle::new(BOB).unwrap();
    let password = nudge_core::Secret::new(PASSWORD.to_owned());
    let account = core.add_account(&Actor::Console, handle, None, Some(password)).await.unwrap();
    let enrolment = core.draw_second_factor(&account, "nudge");
    // Without an authenticator at hand: one of the million codes is right.
    let mut recovery = None;
    for number in 0..1_000_000 {
        let set = core.set_second_factor(account.id, &enrolment.secret, &format!("{number:06}")).await;
        if let Ok(codes) = set {
            recovery = codes.into_iter().next();
            break;
        }
    }
    let recovery = recovery.context("a code").unwrap();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        ensure!(browser.path().await? == "/sign-in/code");
        browser.inspect_here("sign-in-code").await?;
        browser.goto("/tokens").await?;
        ensure!(browser.path().await? == "/sign-in", "half signed in is not signed in");
        browser.goto("/sign-in/code").await?;
        send(browser, &[("code", "000")]).await?;
        ensure!(browser.text(".error").await? == "That code is wrong, or was used already.");
        send(browser, &[("code", recovery.expose())]).await?;
        ensure!(browser.path().await? == "/tokens");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}
