//! Chromium without a screen, driven over `WebDriver`.
//!
//! [`run`] starts one for a test and ends it, whatever becomes of the test; [`Browser::inspect`] looks at a page as everybody
//! might come to see it. `bin/prepare tests` installs what is needed.

mod axe;
mod command;
mod driver;
mod inspect;
mod view;

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};
use thirtyfour::{By, Capabilities, WebDriver, WebElement};
use tokio::time::timeout;

pub use view::View;

use command::Console;
use driver::Driver;

/// How long a whole test with a browser may take, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_mins(4);

/// How often it is looked whether a page is there. [`PATIENCE`] bounds it.
const LOOK: Duration = Duration::from_millis(20);

/// A browser that looks at one server.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    /// What every address begins with: `http://127.0.0.1:1234`.
    origin: String,
}

/// Lets a test use a browser on that server, whose address is `origin`. The browser is gone afterwards.
pub async fn run(origin: &str, test: impl AsyncFnOnce(&Browser) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let process = Driver::start().await?;
    let session = WebDriver::new(process.address(), capabilities()?).await;
    let session = session.context("no browser: bin/prepare tests installs Chromium")?;
    let browser = Browser { driver: session, origin: origin.to_owned() };
    let outcome = timeout(PATIENCE, test(&browser)).await.context("the browser takes too long");
    // Whatever the test says, nothing of the browser stays behind.
    let closed = browser.driver.quit().await;
    process.stop().await?;
    outcome??;
    Ok(closed?)
}

impl Browser {
    /// Goes to a page of the server.
    pub async fn goto(&self, path: &str) -> anyhow::Result<()> {
        Ok(self.driver.goto(format!("{}{path}", self.origin)).await?)
    }

    /// Presses what the selector finds, which stays on the page.
    pub async fn press(&self, selector: &str) -> anyhow::Result<()> {
        Ok(self.find(selector).await?.click().await?)
    }

    /// Presses what the selector finds, which leads to another page, and waits for that page.
    pub async fn follow(&self, selector: &str) -> anyhow::Result<()> {
        self.evaluate("window.isLeft = true").await?;
        self.press(selector).await?;
        let arrived = "return !window.isLeft && document.readyState === 'complete'";
        // Between two pages there is none to ask.
        while !self.evaluate(arrived).await.is_ok_and(|arrived| arrived == true) {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Types into the field with that name.
    pub async fn fill(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let field = self.find(&format!("[name='{name}']")).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// The text of what the selector finds, as it is seen.
    pub async fn text(&self, selector: &str) -> anyhow::Result<String> {
        Ok(self.find(selector).await?.text().await?)
    }

    /// An attribute of what the selector finds.
    pub async fn attribute(&self, selector: &str, name: &str) -> anyhow::Result<Option<String>> {
        Ok(self.find(selector).await?.attr(name).await?)
    }

    /// The path that the browser is at.
    pub async fn path(&self) -> anyhow::Result<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// What a script gives back.
    pub async fn evaluate(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Keeps pages from loading scripts. That they have none within themselves is what their policy holds them to; to
    /// switch scripts off altogether would also keep the driver from finding anything.
    pub async fn without_scripts(&self) -> anyhow::Result<()> {
        self.protocol("Network.enable", json!({})).await?;
        self.protocol("Network.setBlockedURLs", json!({ "urls": ["*.js"] })).await?;
        Ok(())
    }

    /// Shows pages as that reader sees them.
    pub async fn view(&self, view: View) -> anyhow::Result<()> {
        let (width, height) = view.size();
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.protocol("Emulation.setDeviceMetricsOverride", metrics).await?;
        let scheme = json!({ "name": "prefers-color-scheme", "value": view.scheme() });
        // Pictures are taken of what stands still.
        let motion = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.protocol("Emulation.setEmulatedMedia", json!({ "features": [scheme, motion] })).await?;
        Ok(())
    }

    /// What the selector finds.
    async fn find(&self, selector: &str) -> anyhow::Result<WebElement> {
        self.driver.find(By::Css(selector)).await.with_context(|| selector.to_owned())
    }

    /// The lines of the browser's console since it was asked for last.
    async fn console(&self) -> anyhow::Result<Vec<Value>> {
        let log: Value = self.driver.handle().cmd(Console).await?.value()?;
        log.as_array().cloned().context("the console is a list")
    }

    /// Asks for what `WebDriver` has no word for (the `DevTools` protocol of Chrome).
    async fn protocol(&self, method: &'static str, parameters: Value) -> anyhow::Result<Value> {
        self.driver.cdp().send_raw(method, parameters).await.context(method)
    }
}

fn capabilities() -> anyhow::Result<Capabilities> {
    let mut arguments = vec![
        "--headless=new",
        "--hide-scrollbars",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--lang=en",
        "--force-color-profile=srgb",
        // A page that asks for anything elsewhere does not get it.
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ];
    if rustix::process::geteuid().is_root() {
        arguments.push("--no-sandbox");
    }
    let options =
        json!({ "goog:chromeOptions": { "args": arguments }, "goog:loggingPrefs": { "browser": "ALL" } });
    Ok(serde_json::from_value(options)?)
}
