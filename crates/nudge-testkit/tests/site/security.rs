//! Password, second factor, taking everything away, and leaving.

use anyhow::{Context as _, ensure};
use msnp::Dialect;
use msnp_client::Client;
use nudge_core::{Handle, Timestamp};
use nudge_testkit::browser;
use sha1_smol::Sha1;

use crate::steps::{self, BOB, PASSWORD, dropped, member, send, send_form, sign_in, sign_in_as, token};

const NEW: &str = "another password";

/// What an authenticator shows that has this secret (RFC 6238).
fn shown(secret: &str, now: Timestamp) -> anyhow::Result<String> {
    let key = data_encoding::BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes())?;
    let padded =
        |mask: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ mask).collect() };
    let hash = |parts: &[&[u8]]| Sha1::from(parts.concat()).digest().bytes();
    let step = (now.seconds() / 30).to_be_bytes();
    let digest = hash(&[&padded(0x5c), &hash(&[&padded(0x36), &step])]);
    let offset = usize::from(digest[19] & 15);
    let four: [u8; 4] = digest.get(offset..offset + 4).context("four bytes")?.try_into()?;
    Ok(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

#[tokio::test]
async fn a_new_password_ends_other_browsers_and_keeps_this_one() {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    let secret = token(&server, &bob).await;
    let core = server.core();
    let elsewhere = nudge_core::member::Origin::new([192, 0, 2, 7].into(), "Elsewhere");
    let password = nudge_core::Secret::new(PASSWORD.to_owned());
    let who = core.verify_real_password(&bob.handle, elsewhere.address, &password).await.unwrap();
    let other = core.open_place(&who, elsewhere.clone()).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        drop(Client::sign_in(server.client(BOB, &secret, Dialect::Msnp7)).await?);
        browser.inspect("/security", "security").await?;
        browser.goto("/security").await?;
        send(browser, &[("present", "wrong"), ("new", NEW), ("again", NEW)]).await?;
        ensure!(browser.text(".error").await? == "That is not your password.");
        browser.inspect_here("security-wrong").await?;
        send(browser, &[("present", PASSWORD), ("new", NEW), ("again", "no")]).await?;
        ensure!(browser.text(".error").await? == "The two passwords differ.");
        send(browser, &[("present", PASSWORD), ("new", "short"), ("again", "short")]).await?;
        ensure!(browser.text(".error").await?.starts_with("A password has 6"));
        ensure!(core.visitor(&other, &elsewhere).await?.is_some(), "nothing has happened yet");

        send(browser, &[("present", PASSWORD), ("new", NEW), ("again", NEW)]).await?;
        ensure!(browser.text(".notice").await? == "The password is changed.");
        ensure!(core.visitor(&other, &elsewhere).await?.is_none(), "the other browser is out");
        browser.goto("/places").await?;
        ensure!(!browser.text("main").await?.contains("Elsewhere"), "and is not shown any more");
        ensure!(browser.text("main").await?.contains("This browser"));
        browser.follow(".visitor button").await?;
        sign_in(browser).await?;
        ensure!(browser.path().await? == "/sign-in", "the old password is worth nothing");
        sign_in_as(browser, BOB, NEW).await?;
        ensure!(browser.path().await? == "/tokens");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_password_is_made_readable_for_old_programs_and_forgotten_again() {
    let (server, origin) = steps::start(|_| {}).await;
    member(&server, BOB, "Bob").await;
    let old = async || Client::sign_in(server.client(BOB, "short enough", Dialect::Msnp2)).await;
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/security/readable-password", "readable-password").await?;
        browser.goto("/security/readable-password").await?;
        send(browser, &[("password", PASSWORD)]).await?;
        ensure!(browser.text(".error").await?.starts_with("In old programs, a password has 6 to 16"));
        browser.goto("/security").await?;
        let new = "short enough";
        send(browser, &[("present", PASSWORD), ("new", new), ("again", new)]).await?;
        ensure!(old().await.is_err(), "not yet");
        browser.goto("/security/readable-password").await?;
        send(browser, &[("password", "wrong")]).await?;
        ensure!(browser.text(".error").await? == "That is not your password.");
        send(browser, &[("password", new)]).await?;
        ensure!(browser.text(".notice").await? == "Old programs can sign in with your password now.");
        drop(old().await?);
        browser.inspect("/security/readable-password", "readable-password-on").await?;
        browser.goto("/security").await?;
        send(browser, &[("present", new), ("new", "longer than sixteen"), ("again", "longer than sixteen")])
            .await?;
        ensure!(browser.text(".error").await?.starts_with("In old programs"), "it would fit none of them");
        browser.goto("/security/readable-password").await?;
        send(browser, &[]).await?;
        ensure!(browser.text(".notice").await? == "The server cannot read your password any more.");
        ensure!(old().await.is_err(), "not any more");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_factor_is_set_up_used_and_taken_away() {
    let (server, origin) = steps::start(|_| {}).await;
    member(&server, BOB, "Bob").await;
    let now = || server.core().clock().now();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/security/second-factor", "second-factor-enrol").await?;
        browser.goto("/security/second-factor").await?;
        let secret = browser.text("#secret").await?;
        browser.goto("/security/second-factor").await?;
        ensure!(browser.text("#secret").await? == secret, "it is the same until it is used");
        ensure!(browser.attribute(".qr", "role").await?.as_deref() == Some("img"));
        send(browser, &[("password", PASSWORD), ("code", "000")]).await?;
        ensure!(browser.text(".error").await?.starts_with("That is not what the authenticator"));
        browser.inspect_here("second-factor-wrong").await?;
        send(browser, &[("password", "wrong"), ("code", &shown(&secret, now())?)]).await?;
        ensure!(browser.text(".error").await? == "That is not your password.");
        send(browser, &[("password", PASSWORD), ("code", &shown(&secret, now())?)]).await?;
        let codes = browser.text("#codes").await?;
        ensure!(codes.lines().count() == 10, "{codes}");
        browser.inspect_here("second-factor-codes").await?;
        browser.inspect("/security/second-factor", "second-factor").await?;

        browser.goto("/security").await?;
        browser.follow(".visitor button").await?;
        sign_in(browser).await?;
        ensure!(browser.path().await? == "/sign-in/code");
        server.advance(std::time::Duration::from_mins(1));
        send(browser, &[("code", &shown(&secret, now())?)]).await?;
        browser.goto("/security/second-factor").await?;
        send(browser, &[("password", PASSWORD), ("code", "123")]).await?;
        ensure!(browser.text(".error").await? == "That code is wrong, or was used already.");
        let written = codes.lines().next().context("a code")?;
        send(browser, &[("password", PASSWORD), ("code", written)]).await?;
        ensure!(browser.text(".notice").await? == "The second factor is off.");
        browser.follow(".visitor button").await?;
        sign_in(browser).await?;
        ensure!(browser.path().await? == "/tokens", "the password is enough again");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn whoever_leaves_is_gone_with_everything_and_at_once() {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    let secret = token(&server, &bob).await;
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.inspect("/security/download", "download").await?;
        browser.inspect("/security/delete", "delete").await?;
        browser.goto("/security/delete").await?;
        send(browser, &[("password", "wrong")]).await?;
        ensure!(browser.text(".error").await? == "That is not your password.");
        let client = Client::sign_in(server.client(BOB, &secret, Dialect::Msnp7)).await?;
        let gone = tokio::spawn(dropped(client));
        send(browser, &[("password", PASSWORD)]).await?;
        ensure!(browser.text(".notice").await? == "Your account is deleted, with everything in it.");
        ensure!(browser.path().await? == "/");
        gone.await??;
        let account = server.core().store().account_by_handle(&Handle::new(BOB)?).await;
        ensure!(account.is_err(), "there is no such account");
        sign_in(browser).await?;
        ensure!(browser.text(".notice").await?.contains("is wrong"));
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_last_administrator_cannot_leave() {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    let console = nudge_core::Actor::Console;
    server.core().set_role(&console, &bob.handle, nudge_core::Role::Administrator).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.goto("/security/delete").await?;
        send_form(browser, ".confirm", &[("password", PASSWORD)]).await?;
        ensure!(browser.text(".notice").await?.starts_with("You are the last administrator."));
        browser.inspect_here("delete-refused").await?;
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}
