//! `nudge.toml`: its first version, and its entries with the lines they stand on.

use std::io;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::origin::{Origin, Problem};
use super::render::template;
use super::settings::SECTIONS;
use super::table::{Raw, Section};
use crate::data::{create_folder, write_once};

/// The file's name in the data folder.
pub(crate) const FILE_NAME: &str = "nudge.toml";

/// Writes the commented file into the data folder, and the folder where it is missing; `None` where there is a file
/// already, which is left as it is.
pub(crate) fn create_if_missing(data: &Path) -> io::Result<Option<PathBuf>> {
    let path = data.join(FILE_NAME);
    if path.try_exists()? {
        return Ok(None);
    }
    create_folder(data)?;
    // Half of a file would be taken for the user's own.
    write_once(&path, template().as_bytes())?;
    Ok(Some(path))
}

/// The text of a file, and its name for messages.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// Takes the bytes of a file for UTF-8, as TOML demands.
    pub(crate) fn new(path: &Path, bytes: Vec<u8>) -> Result<Self, Problem> {
        let path = path.display().to_string();
        String::from_utf8(bytes).map(|text| Self { path: path.clone(), text }).map_err(|error| {
            let valid = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
            let line = 1 + valid.filter(|byte| **byte == b'\n').count();
            Problem { at: Origin::File { path, line }, what: "not UTF-8".to_owned() }
        })
    }

    /// Hands each entry, with its name (`section.key`) and its line, to `take`, which says what is wrong with it.
    /// Returns what is wrong with the file, in the order of its lines.
    pub(super) fn read(
        &self,
        mut take: impl FnMut(&str, Raw<'_>, &Origin) -> Result<(), String>,
    ) -> Vec<Problem> {
        let (root, errors) = DeTable::parse_recoverable(&self.text);
        if !errors.is_empty() {
            let start = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
            let mut problems: Vec<_> =
                errors.iter().map(|error| (start(error), error.message().to_owned())).collect();
            return self.problems(&mut problems);
        }
        let mut problems = Vec::new();
        for (key, value) in root.get_ref() {
            if let DeValue::Table(table) = value.get_ref() {
                if is_section(key.get_ref()) {
                    for (inner, value) in table {
                        let name = format!("{}.{}", key.get_ref(), inner.get_ref());
                        problems.extend(self.entry(&name, inner, value, &mut take));
                    }
                } else {
                    let what =
                        format!("unknown section [{}]; expected one of {}", key.get_ref(), section_names());
                    problems.push((key.span().start, what));
                }
            } else if is_section(key.get_ref()) {
                problems.push((
                    key.span().start,
                    format!("{0} is a section: write [{0}] above its keys", key.get_ref()),
                ));
            } else {
                problems.extend(self.entry(key.get_ref(), key, value, &mut take));
            }
        }
        self.problems(&mut problems)
    }

    fn entry<K>(
        &self,
        name: &str,
        key: &Spanned<K>,
        value: &Spanned<DeValue<'_>>,
        take: &mut impl FnMut(&str, Raw<'_>, &Origin) -> Result<(), String>,
    ) -> Option<(usize, String)> {
        let start = key.span().start;
        let what = take(name, Raw::Toml(value.get_ref()), &self.origin(start)).err()?;
        Some((start, what))
    }

    /// What is wrong, each with its offset in bytes, in the order of the file.
    fn problems(&self, found: &mut Vec<(usize, String)>) -> Vec<Problem> {
        found.sort_by_key(|(start, _)| *start);
        found.drain(..).map(|(start, what)| Problem { at: self.origin(start), what }).collect()
    }

    fn origin(&self, start: usize) -> Origin {
        let before = self.text.bytes().take(start);
        Origin::File { path: self.path.clone(), line: 1 + before.filter(|byte| *byte == b'\n').count() }
    }
}

fn named_sections() -> impl Iterator<Item = &'static Section> {
    SECTIONS.iter().filter(|section| !section.name.is_empty())
}

fn is_section(name: &str) -> bool {
    named_sections().any(|section| section.name == name)
}

fn section_names() -> String {
    named_sections().map(|section| section.name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let file = File { path: "nudge.toml".to_owned(), text: text.to_owned() };
        file.read(|name, _, _| Err(format!("took {name}"))).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn entries_come_with_their_names_and_lines() {
        assert_eq!(
            problems("# a comment\nlisten = \"\"\n\n[limits]\n\nline_bytes = 1\n[log]\nlevel = 2\n"),
            [
                "nudge.toml:2: took listen",
                "nudge.toml:6: took limits.line_bytes",
                "nudge.toml:8: took log.level"
            ]
        );
        assert_eq!(problems("limits.line_bytes = 1\r\n\r\nlog = { level = 2 }\r\n").len(), 2);
    }

    #[test]
    fn what_is_no_toml_is_refused_with_its_line() {
        let found = problems("listen = \"a\nlog.level = 'info'\n[limits\n");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("nudge.toml:1: "), "{found:?}");
        assert!(found[1].starts_with("nudge.toml:3: "), "{found:?}");
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        let problem = File::new(Path::new("nudge.toml"), b"# a\n# \xff\n".to_vec()).unwrap_err();
        assert_eq!(problem.to_string(), "nudge.toml:2: not UTF-8");
    }

    #[test]
    fn a_section_is_known_by_name() {
        let found = problems("limits = 3\n[limit]\nline_bytes = 1\n");
        assert_eq!(found[0], "nudge.toml:1: limits is a section: write [limits] above its keys");
        assert!(
            found[1].starts_with("nudge.toml:2: unknown section [limit]; expected one of ports, "),
            "{found:?}"
        );
    }

    #[test]
    fn the_first_file_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let path = create_if_missing(&data).unwrap().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), template());
        fs::write(&path, "mine").unwrap();
        assert_eq!(create_if_missing(&data).unwrap(), None);
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
    }
}
