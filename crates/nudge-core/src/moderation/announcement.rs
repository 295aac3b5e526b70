//! What the service says to its members.

use std::sync::{Arc, Mutex, PoisonError};

use super::Actor;
use super::audit::Action;
use crate::notice::Alert;
use crate::{Core, Error, Handle, Refusal};

/// The longest text, in characters: what a client can show.
const MAX_CHARS: usize = 400;

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
    /// A text that is empty, longer than 400 characters or has control characters is [`Refusal::InvalidText`].
    pub async fn announce(&self, by: &Actor, to: Option<&Handle>, alert: Alert) -> Result<usize, Error> {
        check(&alert.text)?;
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
    let is_plain = !text.chars().any(|c| c.is_control() && c != '\n');
    let fits = text.chars().count() <= MAX_CHARS && !text.trim().is_empty();
    if fits && is_plain { Ok(()) } else { Err(Refusal::InvalidText) }
}
