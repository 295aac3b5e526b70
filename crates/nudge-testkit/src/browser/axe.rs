//! axe-core, which knows what keeps people from reading a page.

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::Value;

use super::Browser;

/// Where `bin/prepare tests` has put it, from the root of the workspace.
const SCRIPT: &str = "target/tools/axe-core-4.14.1/axe.min.js";

/// WCAG 2.2 as far as AA, and what axe's authors advise.
const RULES: &str = "return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', \
                     'best-practice'], resultTypes: ['violations'] }).then(found => found.violations)";

impl Browser {
    /// What is wrong with the page that is shown: a line for each rule and place.
    pub(super) async fn violations(&self) -> anyhow::Result<Vec<String>> {
        let path = root().join(SCRIPT);
        let script = std::fs::read_to_string(&path)
            .with_context(|| format!("{} is missing: bin/prepare tests fetches it", path.display()))?;
        self.evaluate(&script).await?;
        let found = self.evaluate(RULES).await?;
        let violations = found.as_array().context("axe gives a list")?;
        Ok(violations.iter().flat_map(lines).collect())
    }
}

/// The root of the workspace.
pub(super) fn root() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", ".."].iter().collect()
}

/// `color-contrast (serious) at .button: …`
fn lines(violation: &Value) -> Vec<String> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
    let (rule, impact) = (text(violation, "id"), text(violation, "impact"));
    let nodes = violation.get("nodes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let line = |node: &Value| {
        let target = node.get("target").map(Value::to_string).unwrap_or_default();
        let summary = text(node, "failureSummary").replace('\n', " ");
        format!("axe: {rule} ({impact}) at {target}: {summary}")
    };
    nodes.iter().map(line).collect()
}
