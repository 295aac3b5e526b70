//! The numbers that are kept with the code, and what they are held against.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::result::{number, table};

/// Instructions of each path.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Kept(BTreeMap<String, u64>);

/// How far a number may move in either direction before somebody has to say that it is meant, in percent. Runs of the same
/// program differ by less than one; compilers and processors by some.
const TOLERANCE: u64 = 10;

impl Kept {
    pub(super) fn read(file: &Path) -> anyhow::Result<Self> {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        serde_json::from_slice(&bytes).with_context(|| format!("{} is broken", file.display()))
    }

    pub(super) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    pub(super) fn note(&mut self, path: &str, instructions: u64) {
        self.0.insert(path.to_owned(), instructions);
    }

    /// The same, with newer numbers.
    pub(super) fn with(mut self, newer: &Self) -> Self {
        self.0.extend(newer.0.clone());
        self
    }

    /// What is too far from what it was, or was not there.
    pub(super) fn moved(&self, before: &Self) -> Vec<String> {
        let is_near = |now: u64, before: u64| now.abs_diff(before) * 100 <= before * TOLERANCE;
        let moved = self
            .0
            .iter()
            .filter(|(path, now)| before.0.get(*path).is_none_or(|before| !is_near(**now, *before)));
        moved.map(|(path, _)| path.clone()).collect()
    }

    pub(super) fn table(&self, before: &Self) -> String {
        let mut lines = vec![["hot path", "instructions", "kept", "change"].map(str::to_owned).to_vec()];
        for (path, now) in &self.0 {
            let now = *now as f64;
            let before = before.0.get(path).map(|before| *before as f64);
            let change = before.map(|before| format!("{:+.1} %", (now / before - 1.0) * 100.0));
            let before = before.map(number).unwrap_or_default();
            lines.push(vec![path.clone(), number(now), before, change.unwrap_or_default()]);
        }
        table(&lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(numbers: &[(&str, u64)]) -> Kept {
        Kept(numbers.iter().map(|(path, number)| ((*path).to_owned(), *number)).collect())
    }

    #[test]
    fn what_is_near_has_not_moved() {
        let before = kept(&[("a", 1000), ("b", 1000), ("c", 1000)]);
        assert!(kept(&[("a", 1100), ("b", 900), ("c", 1000)]).moved(&before).is_empty());
        assert_eq!(kept(&[("a", 1101), ("b", 899), ("new", 1)]).moved(&before), ["a", "b", "new"]);
    }

    #[test]
    fn newer_numbers_take_the_place_of_older_ones() {
        let both = kept(&[("a", 1), ("b", 2)]).with(&kept(&[("b", 3)]));
        assert_eq!(both, kept(&[("a", 1), ("b", 3)]));
        let shown = both.table(&kept(&[("a", 2)]));
        assert!(shown.contains("1.00") && shown.contains("2.00") && shown.contains("-50.0 %"), "{shown}");
    }
}
