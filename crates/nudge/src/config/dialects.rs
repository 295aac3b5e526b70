//! Protocol versions as settings name them.

use std::collections::BTreeSet;

use msnp::{Cap, Dialect};
use toml::de::DeValue;

use super::value::Value;

/// A set of protocol versions: an array of names in TOML, names separated by commas elsewhere.
#[derive(Clone, Debug, Eq, PartialEq, PartialOrd)]
pub(crate) struct Dialects(BTreeSet<Dialect>);

impl Dialects {
    /// Every version the server speaks.
    pub(crate) fn all() -> Self {
        Self(Dialect::ALL.into())
    }

    /// None of them.
    pub(crate) fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// Those in it, oldest first.
    pub(crate) fn to_vec(&self) -> Vec<Dialect> {
        self.0.iter().copied().collect()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of those in `self` for which `keep` does not hold, with commas between them.
    fn names_unless(&self, keep: impl Fn(Dialect) -> bool) -> Option<String> {
        let names: Vec<_> = self.0.iter().filter(|d| !keep(**d)).map(|d| d.name()).collect();
        if names.is_empty() { None } else { Some(names.join(", ")) }
    }

    /// The names of those in `self` that `other` lacks; `None` where it lacks none.
    pub(crate) fn missing_in(&self, other: &Self) -> Option<String> {
        self.names_unless(|dialect| other.0.contains(&dialect))
    }

    /// The names of those in `self` whose grammar has no challenge (`CHL`).
    pub(crate) fn without_challenge(&self) -> Option<String> {
        self.names_unless(|dialect| dialect.has(Cap::Challenges))
    }
}

/// The dialect of this name, if the server speaks it.
fn served(name: &str) -> Option<Dialect> {
    name.parse().ok()
}

impl Value for Dialects {
    const EXPECTED: &'static str = r#"a list of dialects, MSNP2 to MSNP18, such as ["MSNP6", "MSNP7"]"#;

    fn from_text(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::none());
        }
        text.split(',').map(|name| served(name.trim())).collect::<Option<_>>().map(Self)
    }

    fn from_toml(value: &DeValue<'_>) -> Option<Self> {
        let names = value.as_array()?;
        names.iter().map(|name| served(name.get_ref().as_str()?)).collect::<Option<_>>().map(Self)
    }

    fn to_json(&self) -> serde_json::Value {
        self.0.iter().map(|dialect| dialect.name()).collect()
    }
}
