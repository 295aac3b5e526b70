//! The table as text: the file of the first run, the manual page, and what is in force.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::layers::Loaded;
use super::origin::Origin;
use super::settings::{Config, SECTIONS};
use super::table::{Setting, settings};

/// `nudge.toml` as the first run writes it: every setting with its default, commented out.
pub(crate) fn template() -> String {
    let defaults = Config::default();
    let mut text = TEMPLATE_HEAD.to_owned();
    for section in SECTIONS {
        text.push('\n');
        push_comment(&mut text, section.about);
        if !section.name.is_empty() {
            push(&mut text, format_args!("[{}]", section.name));
        }
        for setting in section.settings {
            text.push('\n');
            push_comment(&mut text, setting.meaning);
            push(&mut text, format_args!("# Takes {}.", (setting.expected)()));
            push(&mut text, format_args!("#{} = {}", setting.key, toml(&(setting.value)(&defaults))));
        }
    }
    text
}

/// `docs/configuration.md`.
pub(crate) fn manual() -> String {
    let defaults = Config::default();
    let mut text = MANUAL_HEAD.to_owned();
    for section in SECTIONS {
        let title = if section.name.is_empty() {
            "Top of the file".to_owned()
        } else {
            format!("`[{}]`", section.name)
        };
        push(&mut text, format_args!("\n## {title}\n\n{}", paragraph(section.about)));
        for setting in section.settings {
            push(&mut text, format_args!("\n### `{}`\n\n{}\n", setting.name(), paragraph(setting.meaning)));
            push(&mut text, format_args!("- Takes {}.", (setting.expected)()));
            push(&mut text, format_args!("- Default: `{}`.", toml(&(setting.value)(&defaults))));
            push(&mut text, format_args!("- Environment: `{}`.", setting.variable()));
        }
    }
    text
}

/// Each value in force and where it came from, as TOML that can be used as a `nudge.toml`.
pub(crate) fn effective_text(loaded: &Loaded) -> String {
    let lines: Vec<_> = settings().map(|setting| assignment(setting, &loaded.config)).collect();
    // A list of dialects is far longer than anything else, and need not push all the others' origins aside.
    let width = lines.iter().map(String::len).filter(|length| *length <= WIDEST).max().unwrap_or(0);
    let mut text = String::new();
    let mut lines = lines.iter();
    for section in SECTIONS {
        if !section.name.is_empty() {
            push(&mut text, format_args!("\n[{}]", section.name));
        }
        for (setting, line) in section.settings.iter().zip(lines.by_ref()) {
            push(&mut text, format_args!("{line:width$}  # {}", loaded.origin(&setting.name())));
        }
    }
    text
}

/// Each value in force and where it came from, for a script.
pub(crate) fn effective_json(loaded: &Loaded) -> Json {
    settings()
        .map(|setting| {
            let name = setting.name();
            let from = match loaded.origin(&name) {
                Origin::Default => json!({ "source": "default" }),
                Origin::File { path, line } => json!({ "source": "file", "path": path, "line": line }),
                Origin::Variable(variable) => json!({ "source": "environment", "variable": variable }),
                Origin::Flag(flag) => json!({ "source": "flag", "flag": flag }),
            };
            json!({ "setting": name, "value": (setting.value)(&loaded.config), "from": from })
        })
        .collect()
}

/// The default of a setting, as it is written; `None` if there is no such setting.
pub(crate) fn default_of(name: &str) -> Option<String> {
    let setting = settings().find(|setting| setting.name() == name)?;
    Some(toml(&(setting.value)(&Config::default())))
}

/// The name of every setting.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = String> {
    settings().map(Setting::name)
}

fn assignment(setting: &Setting, config: &Config) -> String {
    format!("{} = {}", setting.key, toml(&(setting.value)(config)))
}

/// JSON and TOML write our values alike; lists are only given some air.
fn toml(value: &Json) -> String {
    match value.as_array() {
        Some(items) => format!("[{}]", items.iter().map(Json::to_string).collect::<Vec<_>>().join(", ")),
        None => value.to_string(),
    }
}

fn paragraph(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

fn push_comment(text: &mut String, lines: &[&str]) {
    for line in lines {
        push(text, format_args!("# {}", line.trim()));
    }
}

fn push(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

/// The longest line that still decides where the origins stand.
const WIDEST: usize = 48;

const TEMPLATE_HEAD: &str = "\
# The settings of this Nudge server.
#
# A line that begins with # and a space explains; one that begins with # alone is a setting with its default. To change
# a setting, remove the # and write another value; then look at it with `nudge config check` and restart the server.
# The environment (NUDGE_LISTEN, NUDGE_LIMITS_LINE_BYTES, ...) and flags of `nudge serve` are stronger than this file.
";

const MANUAL_HEAD: &str = "\
<!-- Made from the table of settings; do not edit. `cargo run -p nudge -- config reference > docs/configuration.md` -->

# Configuration

Nudge runs without any. What is set is set in `nudge.toml` in the data folder, which the first run writes with every
setting commented out; `nudge config init` writes it before.

A setting has its default, unless something stronger gives it a value. From weak to strong:

1. the default;
2. `nudge.toml`;
3. a variable of the environment: `NUDGE_`, the section, the key, in capitals with underscores between them
   (`NUDGE_LIMITS_LINE_BYTES=4096`);
4. a flag of `nudge serve`: `--listen` and `--public-address` for these two, `--set` for any
   (`--set limits.line_bytes=4096`, as often as needed).

In the environment and in `--set`, texts are written without quotes, and lists with commas (`MSNP6,MSNP7`).

An unknown key or a wrong value is refused, with the file and line, the variable or the flag it stands in; the server
does not start with it. `nudge config check` tells what is wrong without starting the server, and `nudge config show`
tells each value and where it came from. The data folder itself is named by `--data` or `NUDGE_DATA`; without either it
is `nudge-data` in the current folder.
";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::file::File;
    use super::super::layers::Sources;
    use super::*;

    fn load(text: String) -> Loaded {
        let file = File { path: "nudge.toml".to_owned(), text };
        Sources { file: Some(file), ..Sources::default() }.load().unwrap()
    }

    #[test]
    fn the_first_file_changes_nothing() {
        let loaded = load(template());
        assert_eq!(loaded.given(), 0);
        assert_eq!(loaded.config, Config::default());
    }

    #[test]
    fn the_first_file_with_every_comment_removed_gives_exactly_the_defaults() {
        let line = |line: &str| match line.strip_prefix('#') {
            Some(setting) if !setting.is_empty() && !setting.starts_with(' ') => setting.to_owned(),
            _ => line.to_owned(),
        };
        let loaded = load(template().lines().map(line).collect::<Vec<_>>().join("\n"));
        assert_eq!(loaded.given(), settings().count());
        assert_eq!(loaded.config, Config::default());
    }

    #[test]
    fn what_is_in_force_can_be_used_as_the_file() {
        let text =
            "public_address = 'im.example.net:1900'\ndialects = ['MSNP2']\n[limits]\nroom_idle = '90s'\n";
        let loaded = load(text.to_owned());
        assert_eq!(load(effective_text(&loaded)).config, loaded.config);
    }

    #[test]
    fn what_is_in_force_names_where_each_value_came_from() {
        let loaded = load("[limits]\nroom_idle = '90s'\n".to_owned());
        let text = effective_text(&loaded);
        let line = text.lines().find(|line| line.starts_with("room_idle")).unwrap();
        assert!(line.starts_with("room_idle = \"90s\" ") && line.ends_with("  # nudge.toml:2"), "{line}");
        assert!(text.starts_with("listen = \"0.0.0.0:1863\""), "{text}");

        let found = effective_json(&loaded);
        let row = found.as_array().unwrap().iter().find(|row| row["setting"] == "limits.room_idle").unwrap();
        let from = json!({ "source": "file", "path": "nudge.toml", "line": 2 });
        assert_eq!(*row, json!({ "setting": "limits.room_idle", "value": "90s", "from": from }));
    }

    #[test]
    fn the_manual_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/configuration.md");
        let stored = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            stored == manual(),
            "docs/configuration.md is stale: run `cargo run -p nudge -- config reference > docs/configuration.md`"
        );
    }
}
