//! What the service says to its members.

use std::sync::{Arc, Mutex, PoisonError};

use super::Actor;
use super::audit::Action;
use crate::notice::Alert;
use crate::{Core, Error, Handle, Refusal};

/// The longest text, in characters: what a client can show.
const MAX_CHARS: usize = 400;

/// The longest address of a page, in bytes.
const MAX_URL: usize = 500;

/// The message of the day, in memory: everybody who signs in is shown it.
#[derive(Debug, Default)]
pub(crate) struct Motd(Mutex<Option<Arc<String>>>);

impl Motd {
    pub(crate) fn load(&self) -> Option<Arc<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn store(&self, text: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = text.map(Arc::new);
    }
}

impl Core {
    /// Shows something to one who is signed in, or to all of them, in whatever way their client can. Says to how many.
    ///
    /// A text that is empty, longer than 400 characters or has control characters is [`Refusal::InvalidText`], and so is an
    /// address that is neither empty nor one of the web.
    pub async fn announce(&self, by: &Actor, to: Option<&Handle>, alert: Alert) -> Result<usize, Error> {
        check(&alert.text)?;
        check_url(&alert.url)?;
        let whom = to.map_or("everybody", Handle::as_str);
        if let Some(note) = by.notes(Action::Announced, whom, &alert.text, self.clock().now()) {
            self.store().note(note).await?;
        }
        Ok(self.alert(to, alert))
    }

    /// Sets what everybody is shown who signs in, or takes it away.
    pub async fn set_motd(&self, by: &Actor, text: Option<String>) -> Result<(), Error> {
        if let Some(text) = &text {
            check(text)?;
        }
        let said = text.as_deref().unwrap_or_default();
        let note = by.notes(Action::MotdChanged, "", said, self.clock().now());
        self.store().set_motd(text.clone(), note).await?;
        self.motd_now().store(text);
        Ok(())
    }
}

impl Core {
    /// Reads what is asked of the database once and kept in memory: bans, and the message of the day. Whoever puts the domain
    /// together calls it before anybody is let in.
    pub async fn read_rules(&self) -> Result<(), Error> {
        self.read_bans().await?;
        let motd = self.store().motd().await?;
        self.motd_now().store(motd);
        Ok(())
    }
}

fn check(text: &str) -> Result<(), Refusal> {
    let fits = (1..=MAX_CHARS).contains(&text.chars().count()) && !text.trim().is_empty();
    let is_plain = !text.chars().any(|c| c.is_control() && c != '\n');
    if fits && is_plain { Ok(()) } else { Err(Refusal::InvalidText) }
}

/// What a click opens: nothing of its own, or a page of the web.
fn check_url(url: &str) -> Result<(), Refusal> {
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let is_plain = url.len() <= MAX_URL && url.bytes().all(|byte| byte.is_ascii_graphic());
    if url.is_empty() || (is_web && is_plain) { Ok(()) } else { Err(Refusal::InvalidText) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_be_shown_and_an_address_opened() {
        for text in ["The server restarts at noon.", "Two\nlines", &"x".repeat(400)] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in ["", " \n ", "a\0", "\u{1b}[2J", &"x".repeat(401)] {
            assert_eq!(check(text), Err(Refusal::InvalidText), "{text:?}");
        }
        for url in ["", "http://im.example.net/news", "https://im.example.net/?a=b"] {
            assert_eq!(check_url(url), Ok(()), "{url}");
        }
        let long = format!("http://im.example.net/{}", "x".repeat(MAX_URL));
        for url in ["javascript:alert(1)", "http://a b", "//im.example.net", "http://a\r\nb", &long] {
            assert_eq!(check_url(url), Err(Refusal::InvalidText), "{url:?}");
        }
    }
}
