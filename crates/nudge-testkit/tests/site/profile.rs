//! What others see of somebody: changed with a browser, seen with a client and in another browser.

use anyhow::ensure;
use image::{GenericImageView as _, ImageFormat, RgbImage};
use msnp::Dialect;
use nudge_core::Handle;
use nudge_testkit::http::{Answer, get, post};
use nudge_testkit::{Raw, TestServer, browser, wording};

use crate::download::{form_token, session};
use crate::steps::{self, BOB, member, send_form, sign_in, token};

const ALICE: &str = "alice@example.com";

async fn online(server: &TestServer, who: &str, dialect: Dialect) -> anyhow::Result<Raw> {
    let account = server.core().store().account_by_handle(&Handle::new(who)?).await?;
    let secret = token(server, &account).await;
    let mut raw = Raw::signed_in(server, who, &secret, dialect).await?;
    let chg = wording::chg(5, "NLN", dialect);
    raw.asks(&chg, &chg).await?;
    raw.settle().await?;
    Ok(raw)
}

#[tokio::test]
async fn name_and_message_are_seen_at_once_and_kept() {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    let alice = member(&server, ALICE, "Alice").await;
    server.core().add_contact(alice.id, &bob.handle, None).await.unwrap();
    let lived = browser::run(&origin, async |browser| {
        let mut alice = online(&server, ALICE, Dialect::Msnp11).await?;
        let bobs = online(&server, BOB, Dialect::Msnp7).await?;
        let line = alice.line().await?;
        ensure!(line.starts_with("NLN NLN bob@example.com Bob"), "{line}");
        alice.settle().await?;
        sign_in(browser).await?;
        browser.inspect("/profile", "profile").await?;
        browser.goto("/profile").await?;
        send_form(browser, "form[action='/profile/name']", &[("name", "Bob & co")]).await?;
        ensure!(browser.text(".visitor-name").await? == "Signed in as Bob & co");
        let line = alice.line().await?;
        ensure!(line.starts_with("NLN NLN bob@example.com Bob%20&%20co"), "{line}");
        send_form(browser, "form[action='/profile/message']", &[("message", "gone <fishing> & back")])
            .await?;
        ensure!(browser.text(".notice").await? == "Your personal message is saved.");
        let shown = "<PSM>gone &lt;fishing&gt; &amp; back</PSM>";
        let line = alice.line().await?;
        let length = line.strip_prefix("UBX bob@example.com ").and_then(|length| length.parse().ok());
        let payload = String::from_utf8(alice.payload(length.unwrap_or(0)).await?)?;
        ensure!(payload.contains(shown), "{line} {payload}");
        browser.goto("/profile").await?;
        ensure!(browser.attribute("#message", "value").await?.as_deref() == Some("gone <fishing> & back"));
        ensure!(browser.evaluate("return !document.querySelector('.notice')").await? == true, "it is shown");

        // It is there again with the next client.
        drop(bobs);
        ensure!(alice.line().await? == format!("FLN {BOB}"));
        let mut bobs = online(&server, BOB, Dialect::Msnp11).await?;
        let _nln = alice.line().await?;
        let line = alice.line().await?;
        let length = line.strip_prefix("UBX bob@example.com ").and_then(|length| length.parse().ok());
        let payload = String::from_utf8(alice.payload(length.unwrap_or(0)).await?)?;
        ensure!(payload.contains(shown), "{line} {payload}");
        bobs.send_payload("UUX 9", b"<Data><PSM>busy</PSM><CurrentMedia></CurrentMedia></Data>").await?;
        bobs.settle().await?;
        // What is said last holds, wherever it is said.
        browser.goto("/profile").await?;
        ensure!(browser.attribute("#message", "value").await?.as_deref() == Some("busy"));
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_said_about_oneself_is_checked_and_saved() {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    let lived = browser::run(&origin, async |browser| {
        sign_in(browser).await?;
        browser.goto("/profile").await?;
        let form = "form[action='/profile/about']";
        send_form(browser, form, &[("country", "X1"), ("birth_year", "12"), ("city", "Zürich")]).await?;
        ensure!(browser.text("#country-error").await? == "A country has two letters, such as ES.");
        ensure!(browser.text("#birth_year-error").await?.starts_with("A year has four digits"));
        ensure!(browser.attribute("#city", "value").await?.as_deref() == Some("Zürich"), "it is kept");
        browser.inspect_here("profile-wrong").await?;
        browser.press("#listed").await?;
        send_form(browser, form, &[("country", "ch"), ("birth_year", "1979")]).await?;
        let profile = server.core().store().account(bob.id).await?.profile;
        ensure!((profile.country.as_str(), profile.birth_year) == ("CH", Some(1979)), "{profile:?}");
        ensure!(profile.listed && profile.city == "Zürich", "{profile:?}");

        server.core().set_verified(&nudge_core::Actor::Console, &bob.handle, false).await?;
        browser.goto("/profile").await?;
        send_form(browser, "form[action='/profile/name']", &[("name", "Bill")]).await?;
        ensure!(browser.text("#name-error").await?.starts_with("You can change your name once"));
        ensure!(server.core().store().account(bob.id).await?.name.as_str() == "Bob");
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, image::Rgb([20, 90, 200]))
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

/// A form with a file, as browsers send it.
fn form(token: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--b\r\nContent-Disposition: form-data; \
         name=\"picture\"; filename=\"me.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n--b--\r\n"].concat()
}

async fn sent(server: &TestServer, cookie: &str, body: &[u8]) -> Answer {
    let headers = [("Content-Type", "multipart/form-data; boundary=b"), ("Cookie", cookie)];
    post(server.web(), "im.example.net", "/profile/picture", &headers, body).await.unwrap()
}

#[tokio::test]
async fn a_picture_is_made_small_and_seen_by_whom_its_owner_lets() {
    let (server, origin) = steps::start(|_| {}).await;
    let bob = member(&server, BOB, "Bob").await;
    let alice = member(&server, ALICE, "Alice").await;
    let carol = member(&server, "carol@example.com", "Carol").await;
    let core = server.core();
    for watcher in [&alice, &carol] {
        core.add_contact(watcher.id, &bob.handle, None).await.unwrap();
    }
    let eve = member(&server, "eve@example.com", "Eve").await;
    core.block_address(bob.id, &carol.handle).await.unwrap();
    let cookie = session(&server, &bob).await;
    let token = form_token(&server, "/profile", &cookie).await;
    for (body, status) in [
        (form(&token, b"no picture"), 422),
        (form(&token, b""), 422),
        (form("guessed", &picture(9, 9)), 403),
        (form(&token, &vec![0; 600_000]), 413),
        (b"--b\r\nnonsense".to_vec(), 400),
        (form(&token, &picture(400, 300)), 303),
    ] {
        let answer = sent(&server, &cookie, &body).await;
        assert_eq!(answer.status(), Some(status), "{}", answer.head);
    }
    assert_eq!(sent(&server, "a=b", &form(&token, b"")).await.status(), Some(403), "strangers send none");

    let path = format!("/picture/{}", bob.guid);
    for (watcher, status) in [(&bob, 200), (&alice, 200), (&carol, 404), (&eve, 404)] {
        let cookie = session(&server, watcher).await;
        let seen = get(server.web(), "im.example.net", &path, &[("Cookie", &cookie)]).await.unwrap();
        assert_eq!(seen.status(), Some(status), "{}", watcher.handle);
        if status == 200 {
            assert_eq!(seen.header("Content-Type"), Some("image/png"));
            let image = image::load_from_memory_with_format(&seen.body, ImageFormat::Png).unwrap();
            assert_eq!(image.dimensions(), (96, 96));
        }
    }
    let stranger = get(server.web(), "im.example.net", &path, &[]).await.unwrap();
    assert_eq!(stranger.status(), Some(303));

    let lived = browser::run(&origin, async |browser| {
        steps::sign_in_as(browser, ALICE, steps::PASSWORD).await?;
        browser.inspect("/contacts", "contacts-picture").await?;
        browser.goto("/contacts").await?;
        let width = browser.evaluate("return document.querySelector('.people img').naturalWidth").await?;
        ensure!(width == 96, "{width}");
        browser.follow(".visitor button").await?;
        sign_in(browser).await?;
        browser.inspect("/profile", "profile-picture").await?;
        browser.goto("/profile").await?;
        browser.follow("form[action='/profile/picture/remove'] button").await?;
        ensure!(server.core().store().display_picture(bob.id).await?.is_none());
        Ok(())
    });
    lived.await.unwrap();
    server.stop().await.unwrap();
}
