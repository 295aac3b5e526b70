//! What the site says: Project Fluent, one file for each language, built in.
//!
//! A [`Locale`] is what handlers and templates are given: `t.say("home-title")`. A test holds that both files have the same
//! texts with the same arguments, that every text which is asked for exists, and that none stands there for nothing.

mod numbers;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use nudge_core::Timestamp;
use time::OffsetDateTime;
use unic_langid::langid;

use super::language::Language;

/// The texts of one language.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Locale(Language);

/// A text, not yet written: arguments may be added, and whoever displays it writes it. A template escapes it, as any value.
#[must_use]
pub struct Said<'a> {
    language: Language,
    key: &'a str,
    arguments: FluentArgs<'a>,
}

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> =
    LazyLock::new(|| load(Language::English, include_str!("../../../texts/en.ftl")));
static SPANISH: LazyLock<Bundle> =
    LazyLock::new(|| load(Language::Spanish, include_str!("../../../texts/es.ftl")));

impl Locale {
    /// The texts of that language.
    pub const fn new(language: Language) -> Self {
        Self(language)
    }

    /// Which language it is.
    pub const fn language(self) -> Language {
        self.0
    }

    /// The text with that name; `name.attribute` is a text that belongs to another one, as a hint does to a label.
    pub fn say(self, key: &str) -> Said<'_> {
        Said { language: self.0, key, arguments: FluentArgs::new() }
    }

    /// A whole number, with its thousands set apart as the language does.
    pub fn number(self, number: u64) -> String {
        match self.0 {
            Language::English => numbers::grouped(number, numbers::ENGLISH),
            Language::Spanish => numbers::grouped(number, numbers::SPANISH),
        }
    }

    /// A day, in UTC. Empty if it is outside the years that there are names for (-9999 to 9999).
    pub fn date(self, moment: Timestamp) -> String {
        moment_of(moment).map(|moment| self.date_of(moment)).unwrap_or_default()
    }

    /// A day and the time of day, in UTC, and it says so.
    pub fn moment(self, moment: Timestamp) -> String {
        let Some(moment) = moment_of(moment) else { return String::new() };
        let time = format!("{:02}:{:02}", moment.hour(), moment.minute());
        self.say("moment").with("date", self.date_of(moment)).with("time", time).to_string()
    }

    fn date_of(self, moment: OffsetDateTime) -> String {
        let month = u8::from(moment.month());
        // As texts, or the year 2003 would have its thousands set apart.
        self.say("date")
            .with("day", moment.day().to_string())
            .with("month", self.say(&format!("month-{month}")).to_string())
            .with("year", moment.year().to_string())
            .to_string()
    }
}

impl<'a> Said<'a> {
    /// Fills in an argument: a text, or a number, which decides between singular and plural.
    pub fn with(mut self, name: &'a str, value: impl Into<FluentValue<'a>>) -> Self {
        self.arguments.set(name, value);
        self
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bundle = bundle(self.language);
        let (id, attribute) =
            self.key.split_once('.').map_or((self.key, None), |(id, name)| (id, Some(name)));
        let pattern = bundle.get_message(id).and_then(|message| match attribute {
            Some(name) => Some(message.get_attribute(name)?.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            tracing::error!(text = self.key, "the site has no such text");
            return f.write_str(self.key);
        };
        let mut errors: Vec<FluentError> = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&self.arguments), &mut errors);
        if !errors.is_empty() {
            tracing::error!(text = self.key, ?errors, "a text of the site could not be filled in");
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").field("key", &self.key).finish_non_exhaustive()
    }
}

impl From<Said<'_>> for String {
    fn from(said: Said<'_>) -> Self {
        said.to_string()
    }
}

fn bundle(language: Language) -> &'static Bundle {
    match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
    }
}

fn load(language: Language, text: &str) -> Bundle {
    // What is broken in one of our files is found by a test; at run time the rest of it is better than nothing.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(?errors, "the site's texts are damaged");
        resource
    });
    // It decides about plurals.
    let mut bundle = Bundle::new_concurrent(vec![match language {
        Language::English => langid!("en"),
        Language::Spanish => langid!("es"),
    }]);
    // The marks around arguments are for text of both directions, and old browsers show them as boxes.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => numbers::english,
        Language::Spanish => numbers::spanish,
    }));
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?errors, "the site's texts contradict each other");
    }
    bundle
}

fn moment_of(moment: Timestamp) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(moment.seconds()).ok()
}
