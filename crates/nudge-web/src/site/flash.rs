//! A notice that outlives a redirection: said on one page, shown on the next.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use nudge_core::Timestamp;
use serde::{Deserialize, Serialize};

use super::components::{Notice, Tone};
use super::key::{SiteKey, Use};
use super::texts::Locale;

/// What is to be shown on the next page: the name of a text and its arguments, so that it is said in the language that the
/// reader has by then.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Flash {
    tone: Tone,
    text: String,
    arguments: Vec<(String, String)>,
}

/// How long it waits for its page.
pub(super) const LASTS: Duration = Duration::from_mins(1);

/// What a cookie may be long: browsers keep 4096 bytes, its name among them.
const LONGEST: usize = 2048;

impl Flash {
    /// Something has worked.
    pub fn success(text: &str) -> Self {
        Self::new(Tone::Success, text)
    }

    /// Something is to be known.
    pub fn warning(text: &str) -> Self {
        Self::new(Tone::Warning, text)
    }

    /// Something has not worked.
    pub fn error(text: &str) -> Self {
        Self::new(Tone::Error, text)
    }

    /// Fills in an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    /// As it is shown.
    pub fn notice(&self, t: Locale) -> Notice {
        let said =
            self.arguments.iter().fold(t.say(&self.text), |said, (name, value)| said.with(name, value));
        Notice::new(self.tone, said)
    }

    fn new(tone: Tone, text: &str) -> Self {
        Self { tone, text: text.to_owned(), arguments: Vec::new() }
    }

    /// As a cookie: content, time and signature. `None` where it is too long for one.
    pub(super) fn seal(&self, key: &SiteKey, now: Timestamp) -> Option<String> {
        let content = serde_html_form::to_string(Sealed::of(self)).ok()?;
        let content = format!("{}.{}", BASE64URL_NOPAD.encode(content.as_bytes()), now.millis());
        let signature = key.sign(Use::Flash, content.as_bytes());
        Some(format!("{content}.{signature}")).filter(|cookie| cookie.len() <= LONGEST)
    }

    /// From a cookie, if it is one of ours and has not waited too long.
    pub(super) fn open(cookie: &str, key: &SiteKey, now: Timestamp) -> Option<Self> {
        let (content, signature) = cookie.rsplit_once('.').filter(|_| cookie.len() <= LONGEST)?;
        if !key.is_signed(Use::Flash, content.as_bytes(), signature) {
            return None;
        }
        let (content, since) = content.split_once('.')?;
        let age = now.millis().checked_sub(since.parse().ok()?)?;
        if u128::try_from(age).ok()? > LASTS.as_millis() {
            return None;
        }
        let content = BASE64URL_NOPAD.decode(content.as_bytes()).ok()?;
        serde_html_form::from_bytes::<Sealed>(&content).ok()?.into_flash()
    }
}

/// A form has no pairs within pairs.
#[derive(Deserialize, Serialize)]
struct Sealed {
    tone: Tone,
    text: String,
    #[serde(default)]
    name: Vec<String>,
    #[serde(default)]
    value: Vec<String>,
}

impl Sealed {
    fn of(flash: &Flash) -> Self {
        let (name, value) = flash.arguments.iter().cloned().unzip();
        Self { tone: flash.tone, text: flash.text.clone(), name, value }
    }

    fn into_flash(self) -> Option<Flash> {
        let same = self.name.len() == self.value.len();
        let arguments = self.name.into_iter().zip(self.value).collect();
        same.then_some(Flash { tone: self.tone, text: self.text, arguments })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn key() -> SiteKey {
        SiteKey::new([1; SiteKey::BYTES])
    }

    #[test]
    fn it_comes_back_as_it_was() {
        for flash in [
            Flash::success("a"),
            Flash::error("b").with("name", "Zoë & <co>; a=b").with("other", ""),
            Flash::warning("").with("", "."),
        ] {
            let cookie = flash.seal(&key(), NOW).unwrap();
            assert!(cookie.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)));
            assert_eq!(Flash::open(&cookie, &key(), NOW.plus_millis(60_000)), Some(flash));
        }
    }

    #[test]
    fn what_is_changed_old_or_from_the_future_is_not_shown() {
        let cookie = Flash::success("a").seal(&key(), NOW).unwrap();
        assert_eq!(Flash::open(&cookie, &key(), NOW.plus_millis(60_001)), None);
        assert_eq!(Flash::open(&cookie, &key(), NOW.plus_millis(-1)), None);
        assert_eq!(Flash::open(&cookie, &SiteKey::new([2; SiteKey::BYTES]), NOW), None);
        for position in 0..cookie.len() - 1 {
            let mut bytes = cookie.clone().into_bytes();
            bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(Flash::open(&changed, &key(), NOW), None, "{changed}");
        }
        for nothing in ["", ".", "..", "a.b.c"] {
            assert_eq!(Flash::open(nothing, &key(), NOW), None, "{nothing}");
        }
    }

    #[test]
    fn one_that_no_browser_would_keep_is_not_made() {
        let long = "x".repeat(LONGEST);
        assert_eq!(Flash::success("a").with("name", long).seal(&key(), NOW), None);
    }
}
