//! What a row of the table of settings is, and the macro that makes rows and structs from one text.

use std::ops::RangeInclusive;

use toml::de::DeValue;

use super::settings::{Config, SECTIONS};
use super::value::Value;

/// Settings that belong together: a table of `nudge.toml`.
pub(crate) struct Section {
    /// The table's name; empty for the keys at the top of the file.
    pub(crate) name: &'static str,
    /// What the section is about, as lines of text.
    pub(crate) about: &'static [&'static str],
    pub(crate) settings: &'static [Setting],
}

/// One setting.
pub(crate) struct Setting {
    pub(crate) section: &'static str,
    pub(crate) key: &'static str,
    /// What it does, as lines of text.
    pub(crate) meaning: &'static [&'static str],
    /// What may be written, as it reads after "expected".
    pub(crate) expected: fn() -> String,
    /// Stores the value; `false` where it is not what is expected.
    pub(crate) assign: fn(&mut Config, Raw<'_>) -> bool,
    /// The value as JSON (see [`Value::to_json`]).
    pub(crate) value: fn(&Config) -> serde_json::Value,
}

impl Setting {
    /// `section.key`, as `--set` takes it.
    pub(crate) fn name(&self) -> String {
        if self.section.is_empty() { self.key.to_owned() } else { format!("{}.{}", self.section, self.key) }
    }

    /// The variable of the environment.
    pub(crate) fn variable(&self) -> String {
        format!("{VARIABLE_PREFIX}{}", self.name().replace('.', "_").to_ascii_uppercase())
    }
}

/// What every variable of ours begins with.
pub(crate) const VARIABLE_PREFIX: &str = "NUDGE_";

/// A value before it is understood.
#[derive(Clone, Copy)]
pub(crate) enum Raw<'a> {
    /// From a variable or a flag.
    Text(&'a str),
    /// From the file.
    Toml(&'a DeValue<'a>),
}

/// Every setting, in the order of the table.
pub(crate) fn settings() -> impl Iterator<Item = &'static Setting> {
    SECTIONS.iter().flat_map(|section| section.settings)
}

/// The names of the settings whose values differ.
pub(crate) fn changed(old: &Config, new: &Config) -> Vec<String> {
    settings().filter(|setting| (setting.value)(old) != (setting.value)(new)).map(Setting::name).collect()
}

/// How many settings there are.
pub(crate) fn setting_count() -> usize {
    settings().count()
}

/// Reads a value and checks its range.
pub(super) fn accept<T: Value>(raw: Raw<'_>, range: Option<&RangeInclusive<T>>) -> Option<T> {
    let value = match raw {
        Raw::Text(text) => T::from_text(text),
        Raw::Toml(value) => T::from_toml(value),
    };
    value.filter(|value| range.is_none_or(|range| range.contains(value)))
}

/// What a value of this type and range looks like.
pub(super) fn expected<T: Value>(range: Option<&RangeInclusive<T>>) -> String {
    let shape = T::EXPECTED;
    range.map_or_else(
        || shape.to_owned(),
        |range| format!("{shape}, from {} to {}", range.start().to_json(), range.end().to_json()),
    )
}

/// Makes the structs of the configuration and their table from one text.
///
/// A section is `field "name": Struct { rows }`, a row `key: Type = default;` or `key: Type = default, least..=most;`. The
/// doc comments become those of the structs, and the text of the commented file and the manual.
macro_rules! sections {
    (@range) => { None };
    (@range $range:expr) => { Some(&$range) };
    ($(
        $(#[doc = $about:literal])+
        $field:ident $name:literal: $Section:ident {
            $(
                $(#[doc = $meaning:literal])+
                $key:ident: $type:ty = $default:expr $(, $range:expr)?;
            )+
        }
    )+) => {
        /// Every setting of the server.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub(crate) struct Config {
            $( $(#[doc = $about])+ pub(crate) $field: $Section, )+
        }

        $(
            $(#[doc = $about])+
            #[derive(Clone, Debug, PartialEq)]
            pub(crate) struct $Section {
                $( $(#[doc = $meaning])+ pub(crate) $key: $type, )+
            }

            impl Default for $Section {
                fn default() -> Self {
                    Self { $( $key: $default, )+ }
                }
            }
        )+

        /// The table, in the order of the file.
        pub(crate) const SECTIONS: &[Section] = &[ $(
            Section {
                name: $name,
                about: &[$($about),+],
                settings: &[ $(
                    Setting {
                        section: $name,
                        key: stringify!($key),
                        meaning: &[$($meaning),+],
                        expected: || expected::<$type>(sections!(@range $($range)?)),
                        assign: |config, raw| {
                            let value = accept::<$type>(raw, sections!(@range $($range)?));
                            value.map(|value| config.$field.$key = value).is_some()
                        },
                        value: |config| config.$field.$key.to_json(),
                    },
                )+ ],
            },
        )+ ];
    };
}

pub(super) use sections;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_settings_share_a_variable() {
        let variables: BTreeSet<_> = settings().map(Setting::variable).collect();
        assert_eq!(variables.len(), settings().count());
    }

    #[test]
    fn every_default_is_one_that_may_be_written() {
        for setting in settings() {
            let written = (setting.value)(&Config::default());
            let text = format!("value = {written}");
            let table = toml::de::DeTable::parse(&text).unwrap();
            let value = table.get_ref().get("value").unwrap().get_ref();
            let mut config = Config::default();
            assert!((setting.assign)(&mut config, Raw::Toml(value)), "{}: {written}", setting.name());
            assert_eq!(config, Config::default(), "{}", setting.name());
        }
    }

    #[test]
    fn a_range_has_both_its_ends() {
        let range = 2..=4_u32;
        for (text, inside) in [("1", false), ("2", true), ("4", true), ("5", false)] {
            assert_eq!(accept(Raw::Text(text), Some(&range)).is_some(), inside, "{text}");
        }
        assert_eq!(expected(Some(&range)), "a whole number, from 2 to 4");
    }
}
