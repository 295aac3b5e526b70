//! The site in Chromium.

use anyhow::{Context as _, ensure};
use nudge_testkit::{TestServer, browser};

/// A text, for the pages only offer it.
const CERTIFICATE: &[u8] = b"0 DER";

async fn start() -> (TestServer, String) {
    let server = TestServer::builder().certificate(CERTIFICATE).style_guide().start().await.unwrap();
    let origin = format!("http://{}", server.web());
    (server, origin)
}

#[tokio::test]
async fn every_page_is_light_quiet_and_readable_for_everybody() {
    let (server, origin) = start().await;
    let looked = browser::run(&origin, async |browser| {
        for (path, name) in [
            ("/", "home"),
            ("/nothing-here", "error-404"),
            ("/connect", "connect"),
            ("/connect/7.0", "connect-client"),
            ("/style", "style"),
            ("/style?administrator", "style-administrator"),
        ] {
            browser.inspect(path, name).await?;
        }
        browser.follow("button[value='es']").await?;
        browser.inspect("/", "home-es").await
    });
    looked.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn language_and_look_are_chosen_without_scripts() {
    let (server, origin) = start().await;
    let chosen = browser::run(&origin, async |browser| {
        browser.without_scripts().await?;
        browser.goto("/?a=b").await?;
        ensure!(browser.attribute("html", "lang").await?.as_deref() == Some("en"));
        browser.follow("button[value='es']").await?;
        ensure!(browser.attribute("html", "lang").await?.as_deref() == Some("es"));
        ensure!(browser.text("h1").await? == "Tu viejo Messenger funciona aquí");
        browser.follow("button[value='dark']").await?;
        ensure!(browser.attribute("html", "data-theme").await?.as_deref() == Some("dark"));
        let ground = browser
            .evaluate("return getComputedStyle(document.querySelector('main')).backgroundColor")
            .await?;
        ensure!(ground == "rgb(26, 37, 48)", "{ground}");
        ensure!(browser.path().await? == "/");
        browser.goto("/nothing-here").await?;
        ensure!(browser.text("h1").await? == "Esa página no existe");
        Ok(())
    });
    chosen.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_code_is_copied_where_scripts_run_and_can_be_read_where_they_do_not() {
    let (server, origin) = start().await;
    let copied = browser::run(&origin, async |browser| {
        browser.goto("/style").await?;
        browser.press("[data-copy]").await?;
        let script =
            "return document.querySelector('.secret [role=status]').textContent || String(getSelection())";
        for _ in 0..50 {
            if browser.evaluate(script).await? != "" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let said = browser.evaluate(script).await?;
        ensure!(said == "Copied" || said == "k7q2 m4x9 0hzt w5ge", "{said}");
        browser.without_scripts().await?;
        browser.goto("/style").await?;
        ensure!(
            browser.text(".secret").await?.trim() == "k7q2 m4x9 0hzt w5ge",
            "no button that does nothing"
        );
        Ok(())
    });
    copied.await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn the_keyboard_reaches_the_content_first() {
    let (server, origin) = start().await;
    let skipped = browser::run(&origin, async |browser| {
        browser.goto("/").await?;
        let first = browser
            .evaluate("return document.querySelector('a[href], button, input').getAttribute('href')")
            .await?;
        ensure!(first == "#content", "{first}");
        browser.evaluate("document.querySelector('.skip').focus()").await?;
        let top =
            browser.evaluate("return document.querySelector('.skip').getBoundingClientRect().top").await?;
        ensure!(top.as_f64().context("a place")? >= 0.0, "it is seen while it has the focus: {top}");
        browser.press(".skip").await?;
        let active = browser.evaluate("return document.activeElement.id").await?;
        ensure!(active == "content", "{active}");
        Ok(())
    });
    skipped.await.unwrap();
    server.stop().await.unwrap();
}
