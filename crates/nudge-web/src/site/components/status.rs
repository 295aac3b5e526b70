//! Who is there.

use askama::Template;

use crate::site::texts::Locale;

/// A dot, and the word for it: nobody has to tell colours apart.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "site/components/status.html")]
pub struct Status {
    t: Locale,
    presence: Presence,
    /// A word that says it more exactly.
    word: Option<&'static str>,
}

/// What Messenger shows of somebody, as a page does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// There.
    Online,
    /// Busy, or on the phone.
    Busy,
    /// Away, idle, back soon, out to lunch.
    Away,
    /// Not there, or not to be seen.
    Offline,
}

impl From<nudge_core::Status> for Presence {
    /// What others see of it.
    fn from(status: nudge_core::Status) -> Self {
        use nudge_core::Status as Doing;
        match status {
            Doing::Online => Self::Online,
            Doing::Busy | Doing::OnThePhone => Self::Busy,
            Doing::Idle | Doing::BeRightBack | Doing::Away | Doing::OutToLunch => Self::Away,
            Doing::Hidden => Self::Offline,
        }
    }
}

impl Status {
    /// In the words of that language.
    pub const fn new(t: Locale, presence: Presence) -> Self {
        Self { t, presence, word: None }
    }

    /// With the text of that name as its word.
    #[must_use]
    pub const fn word(mut self, text: &'static str) -> Self {
        self.word = Some(text);
        self
    }

    const fn class(self) -> &'static str {
        match self.presence {
            Presence::Online => "online",
            Presence::Busy => "busy",
            Presence::Away => "away",
            Presence::Offline => "offline",
        }
    }

    fn text(self) -> &'static str {
        if let Some(word) = self.word {
            return word;
        }
        match self.presence {
            Presence::Online => "status-online",
            Presence::Busy => "status-busy",
            Presence::Away => "status-away",
            Presence::Offline => "status-offline",
        }
    }
}
