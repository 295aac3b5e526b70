//! Notes: what the owner's programs keep about a contact, a group or the owner.

use std::collections::BTreeMap;
use std::fmt;

use smol_str::SmolStr;

use crate::{ContactKey, GroupKey, Guid, Refusal};

/// What kind of name a note has. A program gives annotations names of its own; fields are those of a card.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum NoteKind {
    /// Named by a program, as `AB.NickName`.
    Annotation,
    /// A field of a card, as `firstName`.
    Field,
}

impl NoteKind {
    /// What a name of that kind begins with where both kinds stand side by side.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Annotation => "annotation:",
            Self::Field => "field:",
        }
    }
}

/// What a note is called: 1 to 100 bytes without control characters.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct NoteName {
    kind: NoteKind,
    name: SmolStr,
}

impl NoteName {
    /// The longest name, in bytes.
    pub const MAX_BYTES: usize = 100;

    /// Checks a name. Anything else is [`Refusal::InvalidText`].
    pub fn new(kind: NoteKind, name: &str) -> Result<Self, Refusal> {
        let fits = (1..=Self::MAX_BYTES).contains(&name.len()) && !name.chars().any(char::is_control);
        if fits { Ok(Self { kind, name: SmolStr::new(name) }) } else { Err(Refusal::InvalidText) }
    }

    /// An annotation.
    pub fn annotation(name: &str) -> Result<Self, Refusal> {
        Self::new(NoteKind::Annotation, name)
    }

    /// A field of a card.
    pub fn field(name: &str) -> Result<Self, Refusal> {
        Self::new(NoteKind::Field, name)
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn from_key(key: &str) -> Result<Self, Refusal> {
        let named = |kind: NoteKind| key.strip_prefix(kind.prefix()).map(|name| Self::new(kind, name));
        named(NoteKind::Annotation).or_else(|| named(NoteKind::Field)).ok_or(Refusal::InvalidText)?
    }

    /// What kind of name it is.
    pub const fn kind(&self) -> NoteKind {
        self.kind
    }

    /// The name without its kind.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// With its kind, as `annotation:AB.NickName`.
impl fmt::Display for NoteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.prefix(), self.name)
    }
}

/// What a note says: at most 4000 bytes.
#[derive(Clone, Debug, Eq, PartialEq, Hash)]
pub struct NoteText(SmolStr);

impl NoteText {
    /// The longest text, in bytes.
    pub const MAX_BYTES: usize = 4000;

    /// Checks a text. A longer one is [`Refusal::InvalidText`].
    pub fn new(text: &str) -> Result<Self, Refusal> {
        if text.len() <= Self::MAX_BYTES { Ok(Self(SmolStr::new(text))) } else { Err(Refusal::InvalidText) }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// All notes about one subject.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Notes(BTreeMap<NoteName, NoteText>);

impl Notes {
    /// How many there may be about one subject.
    pub const MAX_COUNT: usize = 100;
    /// How many bytes of names and texts there may be about one subject.
    pub const MAX_BYTES: usize = 16 * 1024;
    /// How many bytes of names and texts one owner may have, so that a whole book fits into one answer.
    pub const MAX_BYTES_OF_OWNER: usize = 768 * 1024;

    /// No notes.
    pub const NONE: Self = Self(BTreeMap::new());

    /// What that note says.
    pub fn get(&self, name: &NoteName) -> Option<&str> {
        self.0.get(name).map(NoteText::as_str)
    }

    /// What the field of that name says.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.get(&NoteName::field(name).ok()?)
    }

    /// What the annotation of that name says.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.get(&NoteName::annotation(name).ok()?)
    }

    /// Sets a note, or takes it away.
    pub fn set(&mut self, name: NoteName, text: Option<NoteText>) {
        match text {
            Some(text) => self.0.insert(name, text),
            None => self.0.remove(&name),
        };
    }

    /// All of them, annotations first, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&NoteName, &str)> {
        self.0.iter().map(|(name, text)| (name, text.as_str()))
    }

    /// The annotations, by name.
    pub fn annotations(&self) -> impl Iterator<Item = (&str, &str)> {
        let annotations = self.iter().filter(|(name, _)| name.kind() == NoteKind::Annotation);
        annotations.map(|(name, text)| (name.name(), text))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes all names and texts have.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|(name, text)| bytes_of(name, text)).sum()
    }
}

impl FromIterator<(NoteName, NoteText)> for Notes {
    fn from_iter<I: IntoIterator<Item = (NoteName, NoteText)>>(notes: I) -> Self {
        Self(notes.into_iter().collect())
    }
}

/// What a note counts.
fn bytes_of(name: &NoteName, text: &NoteText) -> usize {
    name.kind.prefix().len() + name.name.len() + text.0.len()
}

/// What a note is about, as an edit names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NoteKey {
    /// The owner.
    Own,
    /// Somebody in the owner's address book.
    Contact(ContactKey),
    /// One of the owner's groups.
    Group(GroupKey),
}

/// What a note is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub enum NoteSubject {
    /// The owner.
    Own,
    /// The contact with that number.
    Contact(Guid),
    /// The group with that number.
    Group(Guid),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_name_of_two_kinds_is_two_names() {
        let (annotation, field) = (NoteName::annotation("x").unwrap(), NoteName::field("x").unwrap());
        assert_ne!(annotation, field);
        assert_eq!((annotation.to_string(), field.to_string()), ("annotation:x".into(), "field:x".into()));
    }

    #[test]
    fn names_and_texts_have_limits() {
        for name in ["", "a\nb", &"x".repeat(101)] {
            assert_eq!(NoteName::annotation(name), Err(Refusal::InvalidText), "{name:?}");
        }
        for key in ["", "x", "annotation:", "other:x"] {
            assert_eq!(NoteName::from_key(key), Err(Refusal::InvalidText), "{key:?}");
        }
        assert!(NoteText::new("").is_ok() && NoteText::new(&"x".repeat(4001)).is_err());
    }

    #[test]
    fn bytes_are_those_of_names_and_texts() {
        let mut notes = Notes::default();
        notes.set(NoteName::field("a").unwrap(), Some(NoteText::new("bc").unwrap()));
        assert_eq!((notes.len(), notes.bytes()), (1, "field:abc".len()));
        notes.set(NoteName::field("a").unwrap(), None);
        assert!(notes.is_empty());
    }

    proptest! {
        #[test]
        fn a_key_is_read_as_it_is_written(field: bool, name in "[^\\p{Cc}]{1,25}") {
            let kind = if field { NoteKind::Field } else { NoteKind::Annotation };
            if let Ok(name) = NoteName::new(kind, &name) {
                prop_assert_eq!(NoteName::from_key(&name.to_string()), Ok(name));
            }
        }
    }
}
