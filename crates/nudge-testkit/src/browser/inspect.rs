//! Whether a page can be seen, by everybody, without waste and without anybody else hearing of it.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use data_encoding::BASE64;
use serde_json::{Value, json};

use super::axe::root;
use super::{Browser, View};

/// The most that a page may weigh, with all that it loads.
const HEAVIEST: u64 = 100_000;

/// What the browser says of a form that is shown again, with what is wrong in it.
const REFUSED_FORM: &str = "the server responded with a status of 422";

/// Where pictures are put, from the root of the workspace; below `target` if nobody asks for them.
const SCREENSHOTS: &str = "NUDGE_SCREENSHOTS";

impl Browser {
    /// Looks at a page in every [`View`]: axe has nothing against it, nothing sticks out at the side, it is light, it loads
    /// nothing from elsewhere, and the console stays empty. Takes pictures, called after `name`. Gives back all that is
    /// wrong at once.
    pub async fn inspect(&self, path: &str, name: &str) -> anyhow::Result<()> {
        self.look(Some(path), name).await
    }

    /// The same for the page that is there, which could not be asked for again: the answer to a form.
    pub async fn inspect_here(&self, name: &str) -> anyhow::Result<()> {
        self.look(None, name).await
    }

    async fn look(&self, path: Option<&str>, name: &str) -> anyhow::Result<()> {
        let here = self.path().await?;
        let mut wrong = Vec::new();
        for view in View::ALL {
            self.view(view).await?;
            if let Some(path) = path {
                self.goto(path).await?;
            }
            let path = path.unwrap_or(&here);
            let mut found = self.violations().await?;
            found.extend(self.too_wide().await?);
            found.extend(self.loaded().await?);
            found.extend(self.complaints(path).await?);
            wrong.extend(found.into_iter().map(|what| format!("{path} ({}): {what}", view.name())));
            if view != View::Narrowest {
                self.picture(name, view).await?;
            }
        }
        if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("\n")) }
    }

    /// What makes the page wider than its window.
    async fn too_wide(&self) -> anyhow::Result<Option<String>> {
        let script = "const page = document.documentElement, wide = [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > page.clientWidth + 1 && !e.closest('svg'))
            .map(e => e.tagName + '.' + e.className);
            return page.scrollWidth > page.clientWidth ? wide.slice(0, 5).join(', ') || 'something' : null";
        let found = self.evaluate(script).await?;
        Ok(found.as_str().map(|what| format!("wider than its window: {what}")))
    }

    /// What the page and its files weigh, and where they are from.
    async fn loaded(&self) -> anyhow::Result<Vec<String>> {
        let script = "return ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
            .map(e => [e.name, Math.max(e.transferSize, e.encodedBodySize)])";
        let entries: Vec<(String, u64)> = serde_json::from_value(self.evaluate(script).await?)?;
        let weight: u64 = entries.iter().map(|(_, bytes)| bytes).sum();
        let strange = entries.iter().filter(|(address, _)| !address.starts_with(&self.origin));
        let mut wrong: Vec<_> = strange.map(|(address, _)| format!("loads {address}")).collect();
        if weight == 0 || weight > HEAVIEST {
            wrong.push(format!("weighs {weight} bytes, with {} files", entries.len()));
        }
        Ok(wrong)
    }

    /// What the browser complains about; but that an error page is one is meant, and that a form was refused.
    async fn complaints(&self, path: &str) -> anyhow::Result<Vec<String>> {
        let itself = format!("{}{path} - ", self.origin);
        let text = |line: &Value| line.get("message").map(Value::to_string).unwrap_or_default();
        let lines = self.console().await?;
        let lines = lines.iter().map(text).map(|line| line.trim_matches('"').to_owned());
        let is_meant = |line: &String| line.starts_with(&itself) || line.contains(REFUSED_FORM);
        Ok(lines.filter(|line| !is_meant(line)).map(|line| format!("console: {line}")).collect())
    }

    /// A picture of the whole page.
    async fn picture(&self, name: &str, view: View) -> anyhow::Result<()> {
        let folder: PathBuf = std::env::var_os(SCREENSHOTS).unwrap_or("target/screenshots".into()).into();
        let folder = root().join(folder);
        std::fs::create_dir_all(&folder)?;
        let height = self.evaluate("return document.documentElement.scrollHeight").await?;
        let (width, least) = view.size();
        let height = height.as_u64().context("a page has a height")?.max(least.into());
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let asked = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let taken = self.protocol("Page.captureScreenshot", asked).await?;
        let data = taken.get("data").and_then(Value::as_str).context("a picture has data")?;
        Ok(std::fs::write(
            folder.join(format!("{name}-{}.png", view.name())),
            BASE64.decode(data.as_bytes())?,
        )?)
    }
}
